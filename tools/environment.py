"""Make, mend or complete the course's environments. Standard library only."""

import errno
import hashlib
import http.client
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
SETTINGS = {
    "PYTHONUTF8": "1",
    "PYTHONIOENCODING": "utf-8",  # it goes before PYTHONUTF8
    "PYTHONUNBUFFERED": "1",
    "PIP_USER": "0",  # a student's pip may be set to install elsewhere than in an environment
    "JUPYTER_PREFER_ENV_PATH": "1",  # no kernel from the student's home in place of ours
    # On a busy machine a second thread must not spin for milliseconds; on a quiet one it need not.
    "GOMP_SPINCOUNT": "10000",
}
# An optional part of jsonschema compiles a grammar for 2 s in every process that reads a notebook.
NO_GRAMMAR = "import sys; sys.modules['rfc3987_syntax'] = None"
CPU_BUILDS, DRIVER = "https://download.pytorch.org/whl/cpu", "/proc/driver/nvidia/version"
NO_NETWORK = (
    "new connection|name resolution|Failed to resolve|getaddrinfo failed|timed out"
    "|Network is unreachable|ConnectionReset|ProxyError"
)
NO_BUILD = (
    f"pip found no {{}} for Python {VERSION} on {platform.system()} {platform.machine()}: "
    "check the network, or use another Python from 3.10 to 3.14."
)
NO_VENV = "Python's venv module is incomplete. On Debian or Ubuntu: sudo apt install python3-venv"
FAILURES = {  # what pip or venv says -> what it means; the first that fits is told
    "No space left on device|Errno 28|WinError 112": "The disk is full.",
    "ensurepip is not|No module named '?(?:venv|ensurepip)": NO_VENV,
    "CERTIFICATE_VERIFY_FAILED": "The network answers with a certificate that is not trusted.",
    NO_NETWORK: "The network is missing, and the course's packages must be fetched once.",
    r"requirement (\S+) \(from|No matching distribution found for (\S+)": NO_BUILD,
    "Permission denied|Errno 13|Access is denied": "A file of the course may not be written.",
}
STAGE = re.compile(r"(?m)^ *((?:Collecting|Downloading|Processing|Building|Installing) .*)")


class Trouble(Exception):
    """One clear sentence for the person at the keyboard, told without a traceback."""


def say(text, end="\n"):
    print(text, end=end, flush=True)


def environ(**more):
    """Return the environment variables for what runs in the course's environment."""
    return {**os.environ, **SETTINGS, **more}


def environment(folder, *needs):
    """Make, mend or complete an environment; when nothing is missing this takes an instant.

    Args:    folder: its name in the course's folder.
             needs: requirement files, relative to the course's folder.
    Returns: the path of the environment's python.
    Raises:  Trouble: with the reason in one sentence, and where all that pip said lies.
    """
    home = ROOT / folder
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, log = home / "course.json", home / "course-pip.log"
    want = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in needs}
    want["python"] = version_of(python)
    done = json.loads(stamp.read_text()) if stamp.exists() else {}
    last = log.read_text(errors="replace") if log.exists() else ""
    # pip says the first when it begins to change the environment, the second when it is through.
    torn = "Installing collected packages" in last and "Successfully installed" not in last
    if not torn and want["python"] and want.items() <= done.items():
        return python
    place = home if home.exists() else ROOT
    if not os.access(str(place), os.W_OK):  # said before pip works for minutes
        raise PermissionError(errno.EACCES, "", str(place))
    if torn or not want["python"]:
        say(f"Making {folder} with Python {VERSION} ...")
        make = [sys.executable, "-m", "venv", "--clear", str(home)]
        made = subprocess.run(make, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if made.returncode:
            raise Trouble(explained(made.stdout.decode(errors="replace")))
        want["python"], done = VERSION, {}
    small = small_build()
    disk = 2 if small or platform.system() != "Linux" else 5
    say(f"Completing {folder}; the first time this takes minutes, and {disk} GB of disk ...")
    install = [str(python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    install += small
    for name in needs:
        install += ["-r", str(ROOT / name)]
    if watched(install, log):
        raise Trouble(f"{explained(log.read_text(errors='replace'))} All that pip said: {log}")
    replace(stamp, json.dumps({**done, **want}))
    return python


def small_build():
    """Return pip's options for PyTorch without CUDA, on Linux without an NVIDIA driver."""
    if platform.system() != "Linux" or os.path.exists(DRIVER):
        return []
    try:
        urllib.request.urlopen(f"{CPU_BUILDS}/torch/", timeout=5).close()
    except (OSError, http.client.HTTPException):
        say("PyTorch's place for small builds does not answer: the usual build takes 3 GB more.")
        return []
    return ["--extra-index-url", CPU_BUILDS]


def replace(path, text):
    """Write a file whole or not at all: a full disk or a kill leaves the old one."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(text.encode())
    os.replace(str(fresh), str(path))


def version_of(python):
    """Return the Python that an environment runs, "3.11"; "" if it fails or has no pip."""
    ask = [str(python), "-c", "import pip, sys; print('%d.%d' % sys.version_info[:2])"]
    try:
        return subprocess.check_output(ask, stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def watched(command, log):
    """Run a command with its output in `log`; show the seconds and what pip does meanwhile.

    Returns: its exit status.
    """
    live = sys.stdout.isatty()  # a file or a CI log gets a line now and then, not a moving one
    began = shown = time.monotonic()
    with log.open("wb") as sink:
        child = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT, env=environ())
    try:
        while child.poll() is None:
            time.sleep(0.1)
            if time.monotonic() - shown > (0.2 if live else 20):
                shown = time.monotonic()
                stages = STAGE.findall(log.read_text(errors="replace")) or [""]
                line = f"{shown - began:5.0f} s  {stages[-1][:68]:68}"
                say(f"\r{line}" if live else line.rstrip(), "" if live else "\n")
    finally:
        child.terminate()  # nothing, if it has ended; after Ctrl+C it must not go on alone
        child.wait()
        if live:
            say("\r" + " " * 77, "\r")
    return child.returncode


def explained(output):
    """Turn what a failed pip or venv said into one sentence."""
    if shutil.disk_usage(str(ROOT)).free < 50e6:  # a full disk has failures of every kind
        return "The disk is full."
    for pattern, sentence in FAILURES.items():
        match = re.search(pattern, output)
        if match:
            return sentence.format(*filter(None, match.groups()))
    return f"Set-up failed: {output.strip().rpartition(chr(10))[2] or 'no reason was given.'}"
