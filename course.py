"""The one door to the course: `python course.py --help`. Needs nothing but Python >= 3.10."""

import argparse
import errno
import http.client
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser

if sys.version_info < (3, 10):  # said in syntax that Python 3.7 can read
    sys.exit("The course needs Python 3.10 or newer; this is Python " + sys.version.split()[0])

from tools import claims, notebooks, readings, slides, update
from tools.arguments import git_tag, owner_and_name, port_number, positive
from tools.environment import NO_GRAMMAR, ROOT, Trouble, environ, environment, say

LAB, TESTS, COLAB = "requirements.txt", "tests/requirements.txt", "tests/colab-requirements.txt"
SLIDES = "tools/deck/requirements.txt"
BENCH = "tests/bench/requirements.txt"
BENCHES = ("engine", "growth", "latency", "tuning", "clinic")
ON_COLAB = ("notebooks/test_live.py", "live/test_frames.py", "test_controls.py", "test_lab.py")
ON_COLAB += ("test_questions.py",)
# Labs differ in what they train, not in their widgets: those of one notebook are moved there.
COLAB_LABS = "not test_live or saved or tiny or 01_"
PARALLEL = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")  # see tests/conftest.py
PARALLEL += ("-p", "no:nbval")  # it loads for seconds what only `pytest --nbval` needs
NO_NEWS = {"fetchNews": "false", "checkForUpdates": False}
HOME_MADE = "copy the course to a folder of your own, or ask whoever keeps this one."
PORT, START = 8888, 120  # START: seconds that JupyterLab may take before it answers
# What a student's own Jupyter configuration may say otherwise: the door knows one address only.
AS_USUAL = ("--ServerApp.base_url=/", "--ServerApp.certfile=", "--ServerApp.keyfile=")
JUPYTERLAB = f"{NO_GRAMMAR}; import jupyterlab.labapp as lab; lab.main()"


def call(*command):
    """Run a command in the course's folder; return its exit status."""
    return subprocess.call([str(part) for part in command], cwd=str(ROOT), env=environ())


def lab(port=None, browser=True):
    """Open JupyterLab on the notebooks and stay until Ctrl+C.

    Args:    port: the port to use; None: 8888, or the next one that is free.
             browser: open one; False: only say the address.
    Raises:  Trouble: if the port is taken, or JupyterLab ends before it answers.
    """
    python = environment(".venv", LAB)
    free = next(filter(is_free, [port] if port else range(PORT, PORT + 50)), None)
    if free is None:
        raise Trouble(f"Port {port or PORT} is taken: python course.py lab --port NUMBER")
    if free != (port or PORT):
        say(f"Port {PORT} is taken (by another JupyterLab?), so this one takes {free}.")
    if browser and not can_browse():
        browser = False
        say("No display or browser was found here: open the address below in one of yours.")
    if not os.access(str(ROOT / "notebooks"), os.W_OK):
        say("This folder may only be read: to keep what you change, copy it and start there.")
    # A folder that everybody may write: the course's own may belong to somebody else.
    own = pathlib.Path(tempfile.mkdtemp(prefix="course-lab-"))
    settings = {"@jupyterlab/apputils-extension:notification": NO_NEWS}
    (own / "overrides.json").write_text(json.dumps(settings))
    command = [str(python), "-c", JUPYTERLAB, "-y", "--ip=127.0.0.1", f"--port={free}"]
    command += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={ROOT}"]
    command += ["--LabApp.default_url=/lab/tree/notebooks", f"--LabApp.app_settings_dir={own}"]
    command += ["--ContentsManager.pre_save_hook=helpers.live.saving.keep_readable"]
    command += AS_USUAL
    command += [] if browser else ["--no-browser"]
    command += ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    token, log = secrets.token_hex(16), own / "course-lab.log"
    with log.open("wb") as sink:
        child = subprocess.Popen(
            command,
            cwd=str(ROOT),
            env=environ(JUPYTER_TOKEN=token),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    told = False
    try:
        patience = time.monotonic() + START
        while not answers(free):
            ended, late = child.poll() is not None, time.monotonic() > patience
            told = ended or late
            if ended:
                raise Trouble(f"JupyterLab ended before it answered; its reasons are in {log}")
            if late:
                raise Trouble(f"JupyterLab did not answer in {START} s; what it said is in {log}")
            time.sleep(0.1)
        say(f"JupyterLab is at http://127.0.0.1:{free}/lab/tree/notebooks?token={token}")
        say("Ctrl+C stops it.")
        return child.wait()
    finally:
        child.terminate()
        child.wait()
        if not told:  # else the log stays, for whoever was told of it
            shutil.rmtree(str(own), ignore_errors=True)


def is_free(port):
    with socket.socket() as probe:
        if os.name == "posix":  # elsewhere this option would let two servers share a port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def can_browse():
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    try:
        return bool((display or sys.platform in ("win32", "darwin")) and webbrowser.get())
    except webbrowser.Error:
        return False


def answers(port):
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asked.request("GET", "/api")
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def test(arguments=(), fast=False, colab=False, seeds=None, workers=1):
    """Run ruff and every test, or with Colab's versions the notebooks and the widget tests.

    Args:    arguments: for pytest, such as -k NAME or a file.
             fast: leave out what is marked slow: notebooks, browsers, clusters, long trainings.
             seeds: only run all claims, under so many shifts of the seeds; arguments then are
             beginnings of notebooks' names. workers: processes that do so at the same time.
    """
    if seeds:
        return claims.check(arguments, seeds, environment(".venv", LAB), workers)
    if colab:
        python = environment(".venv-colab", COLAB)
        chosen = [f"tests/{name}" for name in ON_COLAB]
        return call(python, "-m", "pytest", *PARALLEL, "-k", COLAB_LABS, *chosen, *arguments)
    python = environment(".venv", LAB, TESTS, SLIDES)
    for command in (["check"], ["format", "--check"]):
        if call(python, "-m", "ruff", *command, "--quiet", "."):
            raise Trouble("ruff is not content; `ruff check --fix` and `ruff format` may mend it.")
    chosen = ("-m", "not slow") if fast else ()
    return call(python, "-m", "pytest", *PARALLEL, *chosen, *arguments)


def run(wanted=(), check=False):
    """Execute notebooks and save them in normal form.

    Args:    wanted: beginnings of names, such as 00; empty: all.
             check: execute and save nothing, only say what is not in normal form.
    """
    python = None if check else environment(".venv", LAB)
    faulty = False
    for path in notebooks.found(wanted):
        if python and not os.access(str(path.parent), os.W_OK):  # said before minutes of work
            raise PermissionError(errno.EACCES, "", str(path))
        began = time.monotonic()
        if python:
            notebooks.execute(path, python)
            say(f"{path.name} ran in {time.monotonic() - began:.0f} s")
        for fault in notebooks.faults(path):
            faulty = True
            say(f"{path.name} {fault}")
    return int(faulty)


def bench(name=None, arguments=()):
    """Run tests/bench/NAME.py.

    Args:    arguments: the benchmark's own options.
    """
    if name not in BENCHES:
        raise Trouble(f"Give the name of a benchmark: {', '.join(BENCHES)}.")
    return call(environment(".venv", LAB, TESTS, BENCH), f"tests/bench/{name}.py", *arguments)


def make_slides(wanted, out=None):
    """Write the slides of one notebook, see tools/slides.py."""
    return slides.write(wanted, out, environment(".venv", LAB, SLIDES))


def stamp(repository=None, version=None):
    """Write owner/name and version of the repository into every notebook and the README."""
    repository, version = repository or notebooks.repository(), version or notebooks.version()
    changed = ", ".join(path.name for path in notebooks.stamp(repository, version))
    say(f"{repository} {version}: {changed or 'nothing to change'}")
    return 0


def parser():
    """Return the command line's parser; its help is the manual."""
    main = argparse.ArgumentParser(prog="course.py", description=__doc__.split(":")[0] + ".")
    add = main.add_subparsers(dest="command", required=True, metavar="COMMAND").add_parser
    door = {"setup": "make .venv and install the course's packages (the others do it themselves)"}
    door["lab"] = "open JupyterLab on the notebooks"
    door["test"] = "run ruff and every test; what else you write goes to pytest"
    door["run"] = "execute notebooks and save them in normal form"
    door["readings"] = "is every number that the prose reads from a figure still the figure's?"
    door["bench"] = "run a benchmark of tests/bench; what else you write goes to it"
    door["slides"] = "write a notebook's slides, one HTML file that needs no network"
    door["update"] = "bring the newest version; notebooks that you changed are kept"
    door["stamp"] = "write the repository into badges and set-up cells"
    made = {
        name: add(name, help=text, description=text, allow_abbrev=False)
        for name, text in door.items()
    }
    made["lab"].add_argument("--port", type=port_number, help=f"default: {PORT}, or the next free")
    made["lab"].add_argument(
        "--no-browser", action="store_false", dest="browser", help="open none, only say the address"
    )
    made["test"].add_argument(
        "--fast", action="store_true", help="what a change in helpers needs, before a push"
    )
    made["test"].add_argument(
        "--colab",
        action="store_true",
        help="the notebooks and the widget tests with Colab's versions, in .venv-colab",
    )
    made["test"].add_argument(
        "--seeds",
        type=positive,
        metavar="K",
        help="do all claims hold under K shifts of the seeds? Add NN for one notebook",
    )
    made["test"].add_argument(
        "--workers", type=positive, metavar="N", default=1, help="shifts at a time (with --seeds)"
    )
    made["run"].add_argument("wanted", nargs="*", metavar="NN", help="such as 00; default: all")
    made["run"].add_argument("--check", action="store_true", help="save nothing: say what is off")
    made["readings"].add_argument("wanted", nargs="*", metavar="NN", help="default: all")
    made["bench"].add_argument("name", nargs="?", help="without it: list them")
    made["slides"].add_argument("wanted", metavar="NN", help="which notebook, such as 01")
    made["slides"].add_argument("--out", metavar="FILE", help="default: its name, .slides.html")
    made["stamp"].add_argument(
        "repository",
        nargs="?",
        type=owner_and_name,
        metavar="owner/name",
        help="default: the one in pyproject.toml",
    )
    made["stamp"].add_argument(
        "--version",
        type=git_tag,
        metavar="TAG",
        help="what notebooks alone and on Colab fetch, such as v1; default: as in pyproject.toml",
    )
    return main


def main(line=None):
    """Carry out a command line; return the exit status."""
    given, rest = parser().parse_known_args(line)
    options = vars(given)
    command = options.pop("command")
    if command in ("test", "bench"):
        options["arguments"] = rest
    elif rest:
        parser().error(f"course.py {command} knows no {' '.join(rest)}")
    for name in ("SIGTERM", "SIGHUP"):  # a closed terminal; `finally` then stops our children
        if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) != signal.SIG_IGN:
            signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that has no ≈ shows a ? and goes on
            stream.reconfigure(errors="replace")
    doors = {"lab": lab, "test": test, "run": run, "bench": bench, "stamp": stamp}
    doors["slides"], doors["update"] = make_slides, update.bring
    doors["readings"] = readings.check
    doors["setup"] = lambda: environment(".venv", LAB) and 0
    try:
        return doors[command](**options)
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    except Trouble as trouble:
        say(f"course.py: {trouble}")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            say("course.py: The disk is full.")
        elif error.errno in (errno.EACCES, errno.EROFS):
            say(f"course.py: You may not use {error.filename or 'all of the course'}; {HOME_MADE}")
        else:
            raise
    return 1


if __name__ == "__main__":
    sys.exit(main())
