"""What the command line's arguments may be: each function reads one, or says what is allowed."""

import argparse
import re


def owner_and_name(text):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_.-]{1,100}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form owner/name")
    return text


def git_tag(text):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a tag or branch such as v1 or main")
    if re.fullmatch("[0-9a-f]{7,40}", text):
        raise argparse.ArgumentTypeError(f"{text} is a commit: give it a tag, git clones by tags")
    return text


def positive(text):
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"takes a whole number, 1 or more, not {text!r}")
    return int(text)


def port_number(text):
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, not {text!r}")
    return int(text)
