"""Small git repositories that tests make."""

import os
import subprocess


def git(folder, *arguments):
    """Run git in a folder as somebody without settings of their own; return what it prints."""
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    command = ["git", *who, "-C", str(folder), *arguments]
    alone = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=alone)
    return done.stdout
