"""The door: what it does on a good day, and the one sentence it has for every bad one."""

import ast
import errno
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import course
from tests import ROOT
from tools import environment as env

WHOLE = "Installing collected packages: torch\nSuccessfully installed torch-2.13.0\n"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout whose pip is played by the test: checkout.pip = (exit status, output)."""

    class Checkout:
        pip = (0, WHOLE)
        installs = 0
        makes = 0

        def watched(self, command, log):
            assert command[1:4] == ["-m", "pip", "install"] and "--small" in command
            self.installs += 1
            status, output = self.pip
            log.write_text(output)
            return status

        def run(self, command, **_):
            assert command[1:3] == ["-m", "venv"]
            self.makes += 1
            home = Path(command[-1])
            (home / "course-pip.log").unlink(missing_ok=True)
            (home / "course.json").unlink(missing_ok=True)
            home.mkdir(exist_ok=True)
            return subprocess.CompletedProcess(command, *self.venv)

        venv = (0, b"")

        def set_up(self):
            return env.environment(".venv", "requirements.txt")

    fake = Checkout()
    (tmp_path / "requirements.txt").write_text("torch==2.13.0\n")
    monkeypatch.setattr(env, "ROOT", tmp_path)
    monkeypatch.setattr(env, "watched", fake.watched)
    monkeypatch.setattr(env.subprocess, "run", fake.run)
    monkeypatch.setattr(env, "small_build", lambda: ["--small"])
    monkeypatch.setattr(env, "version_of", lambda python: "3.11" if fake.makes else "")
    return fake


def test_set_up_happens_once_and_again_when_the_requirements_change(checkout, tmp_path):
    checkout.set_up()
    checkout.set_up()
    assert (checkout.makes, checkout.installs) == (1, 1)
    (tmp_path / "requirements.txt").write_text("torch==2.13.1\n")
    checkout.set_up()
    assert (checkout.makes, checkout.installs) == (1, 2)


def test_an_environment_made_by_hand_is_completed_not_made_anew(checkout, tmp_path):
    (tmp_path / ".venv").mkdir()
    checkout.makes = 1
    checkout.set_up()
    assert (checkout.makes, checkout.installs) == (1, 1)


@pytest.mark.parametrize(
    ("system", "driver", "answers", "small"),
    [
        ("Linux", False, True, True),
        ("Linux", False, False, False),
        ("Linux", True, True, False),
        ("Darwin", False, True, False),
        ("Windows", False, True, False),
    ],
)
def test_on_linux_without_an_nvidia_driver_the_small_build_comes(
    system, driver, answers, small, monkeypatch, tmp_path, capsys
):
    def urlopen(address, timeout):
        assert address == "https://download.pytorch.org/whl/cpu/torch/" and timeout <= 5
        if not answers:
            raise env.urllib.error.URLError("no route")
        return SimpleNamespace(close=lambda: None)

    monkeypatch.setattr(env.urllib.request, "urlopen", urlopen)
    monkeypatch.setattr(env.platform, "system", lambda: system)
    monkeypatch.setattr(env, "DRIVER", str(tmp_path if driver else tmp_path / "no driver"))
    expected = ["--extra-index-url", "https://download.pytorch.org/whl/cpu"] if small else []
    assert env.small_build() == expected
    said = capsys.readouterr().out
    assert ("does not answer" in said) == (not answers) and said.count("\n") <= 1


def test_an_environment_torn_in_the_middle_of_an_install_is_made_anew(checkout):
    checkout.pip = (1, "Installing collected packages: torch\nKilled\n")
    with pytest.raises(env.Trouble, match="Killed"):
        checkout.set_up()
    checkout.pip = (0, WHOLE)
    checkout.set_up()
    assert (checkout.makes, checkout.installs) == (2, 2)


def test_without_a_network_an_environment_stays_what_it_was(checkout, tmp_path):
    checkout.set_up()
    before = (tmp_path / "requirements.txt").read_bytes()
    (tmp_path / "requirements.txt").write_text("torch==2.13.1\n")
    checkout.pip = (1, "Failed to establish a new connection: [Errno 101]\n")
    with pytest.raises(env.Trouble, match=r"network is missing.*course-pip\.log"):
        checkout.set_up()
    (tmp_path / "requirements.txt").write_bytes(before)
    checkout.set_up()
    assert (checkout.makes, checkout.installs) == (1, 2)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("NewConnectionError: Temporary failure in name resolution", "The network is missing"),
        ("getaddrinfo failed\nERROR: No matching distribution found for torch", "The network is m"),
        ("ERROR: [Errno 28] No space left on device", "The disk is full."),
        (
            "that satisfies the requirement torch==2.13.0 (from versions: none)\nERROR: No match",
            f"pip found no torch==2.13.0 for Python {env.VERSION} on ",
        ),
        ("The virtual environment was not created: ensurepip is not\navailable.", "sudo apt"),
        ("ERROR: [Errno 13] Permission denied: 'x'", "may not be written"),
        ("a\nERROR: something new {}", "Set-up failed: ERROR: something new {}"),
        ("", "Set-up failed: no reason was given."),
    ],
)
def test_failures_are_explained_in_one_sentence(said, told):
    assert told in env.explained(said)


def test_a_full_disk_is_the_reason_whatever_the_words(monkeypatch):
    monkeypatch.setattr(env.shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    assert env.explained("Command '...-m ensurepip' returned non-zero") == "The disk is full."


def test_a_missing_venv_module_is_told(checkout):
    checkout.venv = (1, b"Error: No module named venv")
    with pytest.raises(env.Trouble, match="apt install python3-venv"):
        checkout.set_up()


def test_an_environment_that_does_not_run_has_no_version(tmp_path):
    broken = tmp_path / "python"
    assert env.version_of(broken) == ""
    broken.write_text("not a program")
    assert env.version_of(broken) == ""
    assert re.fullmatch(r"3\.\d+", env.version_of(sys.executable))


def test_watching_keeps_the_output_and_the_exit_status(tmp_path, capfd):
    program = "import sys; print('one'); print('two', file=sys.stderr); sys.exit(3)"
    log = tmp_path / "log"
    assert env.watched([sys.executable, "-c", program], log) == 3
    assert sorted(log.read_text().split()) == ["one", "two"]
    assert capfd.readouterr().out == ""  # pip's words are for the log


def test_an_old_python_can_read_the_door_and_is_told():
    source = (ROOT / "course.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 7))
    old = f"import sys; sys.version_info = (3, 9, 2); sys.argv = ['x']; exec({source!r})"
    told = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert told.stderr.startswith("The course needs Python 3.10 or newer; this is Python")
    assert "Traceback" not in told.stderr


def test_the_door_needs_only_the_standard_library():
    saving = "helpers.live.saving"  # what Jupyter's server needs of helpers, and the door too
    for path in [
        ROOT / "course.py",
        ROOT / "helpers/live/saving.py",
        *(ROOT / "tools").glob("*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            tops = {name.split(".")[0] for name in names if name != saving}
            assert tops <= sys.stdlib_module_names | {"tools"}, path.name


def test_what_a_student_has_set_for_python_and_pip_stays_out(monkeypatch):
    theirs = {"PIP_USER": "1", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    for name, value in theirs.items():
        monkeypatch.setenv(name, value)
    ours = env.environ()
    assert [ours[name] for name in theirs] == ["0", "utf-8", "1"]


@pytest.fixture
def ready(monkeypatch, tmp_path):
    """The environment is there, so that only the command itself is tested."""
    monkeypatch.setattr(course.tempfile, "tempdir", str(tmp_path))
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    monkeypatch.setattr(course, "environment", lambda *_: python)
    return python


def test_a_taken_port_is_told(ready, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert not course.is_free(port)
        assert course.main(["lab", "--port", str(port)]) == 1
    assert f"Port {port} is taken" in capsys.readouterr().out
    assert course.is_free(port)


def test_a_jupyterlab_that_does_not_start_is_told_and_no_display_too(ready, monkeypatch, capsys):
    if os.name != "posix":
        pytest.skip("the fake python is a shell script")
    ready.write_text("#!/bin/sh\necho no such module\nexit 1\n")
    ready.chmod(0o755)
    monkeypatch.setattr(course, "can_browse", lambda: False)
    assert course.main(["lab"]) == 1
    told = capsys.readouterr().out
    assert "No display or browser was found here" in told
    log = Path(re.search(r"reasons are in (\S+course-lab.log)", told)[1])
    assert log.read_text() == "no such module\n"
    written = sorted(path.name for path in ready.parent.parent.iterdir())
    assert written == ["bin"]  # nothing but what was there


def test_a_jupyterlab_that_never_answers_is_told_too(ready, monkeypatch, capsys):
    if os.name != "posix":
        pytest.skip("the fake python is a shell script")
    ready.write_text("#!/bin/sh\nexec sleep 60\n")
    ready.chmod(0o755)
    monkeypatch.setattr(course, "START", 0.3)
    assert course.main(["lab", "--no-browser"]) == 1
    assert "did not answer in 0.3 s" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="only POSIX knows a closed terminal")
@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM"])
def test_a_closed_terminal_ends_the_server_with_the_door(ready, monkeypatch, name, tmp_path):
    seen = tmp_path / "pid"
    ready.write_text(f"#!/bin/sh\necho $$ > {seen}\nexec sleep 60\n")
    ready.chmod(0o755)

    def hang_up(port):
        if seen.exists() and seen.read_text():
            os.kill(os.getpid(), getattr(signal, name))
        return False

    monkeypatch.setattr(course, "answers", hang_up)
    numbers = signal.SIGHUP, signal.SIGTERM  # as a terminal leaves them; nohup ignores the first
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    try:
        with pytest.raises(SystemExit):
            course.main(["lab", "--no-browser"])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    with pytest.raises(ProcessLookupError):
        os.kill(int(seen.read_text()), 0)
    assert not list(tmp_path.glob("course-lab-*"))


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="only POSIX knows a closed terminal")
def test_under_nohup_a_closed_terminal_changes_nothing(monkeypatch):
    monkeypatch.setattr(course, "run", lambda **_: 0)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert course.main(["run"]) == 0
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_console_without_a_sign_shows_another_and_goes_on():
    code = "import course\ncourse.run = lambda **_: course.say('≈ 3')\ncourse.main(['run'])"
    environ = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environ, check=False)
    assert (done.stdout.strip(), done.stderr) == (b"? 3", b"")


def test_without_a_display_there_is_no_browser(monkeypatch):
    monkeypatch.setattr(course.sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not course.can_browse()


def test_pytest_gets_the_flags_and_ruff_goes_first(ready, monkeypatch):
    calls = []
    monkeypatch.setattr(course, "call", lambda *command: calls.append(command[1:]) or 0)
    assert course.main(["test", "-k", "pump", "-x"]) == 0
    assert [command[1] for command in calls] == ["ruff", "ruff", "pytest"]
    assert calls[-1][2:] == (*course.PARALLEL, "-k", "pump", "-x")


def test_pytests_own_short_flags_are_not_taken_for_ours():
    assert course.parser().parse_known_args(["test", "--co"])[1] == ["--co"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "kept"
    path.write_text("old")
    env.replace(path, "new")
    assert [path.read_text(), *os.listdir(tmp_path)] == ["new", "kept"]

    def full(*_):
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="disk full"):
        env.replace(path, "newer")
    assert path.read_text() == "new"


def test_colab_runs_the_notebooks_and_the_widget_tests(ready, monkeypatch):
    calls = []
    monkeypatch.setattr(course, "call", lambda *command: calls.append(command) or 0)
    course.main(["test", "--colab"])
    chosen = [name for name in calls[0] if str(name).startswith("tests/")]
    assert len(chosen) == len(course.ON_COLAB)
    for name in chosen:
        file, _, function = name.partition("::")
        assert function in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (["bench", "nonsense"], "Give the name of a benchmark"),
        (["run", "77"], "No notebook begins with '77'"),
        (["run", "--check", "77"], "No notebook begins with '77'"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(ready, line, told, capsys):
    assert course.main(line) == 1
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        ["stamp", "--version", "-x"],
        ["stamp", "--version", "20af8cc"],
        ["stamp", "no-slash"],
        ["stamp", "a/b/c"],
        ["lab", "--port", "99999"],
        ["lab", "x"],
    ],
)
def test_a_wrong_command_line_is_refused(line, capsys):
    with pytest.raises(SystemExit) as stop:
        course.main(line)
    assert stop.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_a_full_disk_and_ctrl_c_end_without_a_traceback(monkeypatch, capsys):
    errors = [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
    monkeypatch.setattr(course, "stamp", lambda repository, version: throw(errors.pop(0)))
    assert [course.main(["stamp"]), course.main(["stamp"])] == [1, 130]
    assert capsys.readouterr().out == "course.py: The disk is full.\n\nStopped.\n"


def throw(error):
    raise error
