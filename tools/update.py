"""Bring a student's copy up to date: what they wrote in notebooks stays, under another name.

Standard library only, and git.
"""

import datetime
import os
import shutil
import subprocess

from tools.environment import ROOT, Trouble, say

MINE = "mine"  # in notebooks/, ignored by git: where changed notebooks are kept
PATIENCE = 300  # seconds that one step of git may take
OFFLINE = ("resolve host", "unable to access", "Connection", "timed out", "Network is unreachable")


def bring():
    """Fetch the course's newest version; a notebook that was changed here is copied first.

    Raises:  Trouble: if this copy cannot be brought up to date; it is then as it was.
    """
    if not (ROOT / ".git").exists():
        raise Trouble("This folder was not made by git clone: download it anew.")
    git("fetch", "--quiet", told="The newest version could not be fetched:")
    newest = git("rev-parse", "@{upstream}", told="This copy follows no branch of the course:")
    if not git("log", "--format=%h", f"HEAD..{newest}"):
        say("Nothing to do: this is the newest version.")
        return 0
    if git("log", "--format=%h", f"{newest}..HEAD"):
        raise Trouble("There are commits of your own here: `git pull --rebase` joins them.")
    coming = set(git("diff", "--name-only", "--no-renames", "HEAD", newest).splitlines())
    theirs = ("diff", "--name-only", "--diff-filter=a", "HEAD", "--", "notebooks/*.ipynb")
    changed = git(*theirs).splitlines()  # a: but those that are only here
    others = set(git("diff", "--name-only", "--no-renames", "HEAD").splitlines()) - set(changed)
    others |= set(git("ls-files", "--others", "--exclude-standard").splitlines())
    if others & coming:
        names = ", ".join(sorted(others & coming))
        raise Trouble(f"You and the course have both changed {names}: move yours away first.")
    kept = []
    try:
        kept += [keep(name) for name in changed if (ROOT / name).exists()]
        if changed:
            git("checkout", "--quiet", "HEAD", "--", *changed)
        git("merge", "--quiet", "--ff-only", newest, told="The new version does not fit in here:")
    except BaseException:  # a Ctrl+C too
        for name, copy in kept:
            shutil.move(str(copy), str(ROOT / name))
        raise
    for name, copy in kept:
        say(f"{name} was changed here; yours is kept as {copy.relative_to(ROOT).as_posix()}")
    say(f"Brought up to date: {len(coming)} files are new or changed.")
    return 0


def keep(name):
    """Copy a changed notebook into the folder of one's own, under a name that is free there."""
    source = ROOT / name
    folder = source.parent / MINE
    folder.mkdir(exist_ok=True)
    start = f"{source.stem} {datetime.date.today().isoformat()}"
    names = [start, *(f"{start} ({k})" for k in range(2, 1000))]
    copy = next(path for path in (folder / f"{n}.ipynb" for n in names) if not path.exists())
    shutil.copyfile(str(source), str(copy))
    return name, copy


def git(*arguments, told=""):
    """Run git in the course's folder and return what it prints.

    Args:    told: the sentence's beginning if it fails; git's own last line ends it.
    """
    # Nobody is there to answer a question of git or ssh.
    environ = {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes", **os.environ}
    environ.update(GIT_TERMINAL_PROMPT="0", LC_ALL="C")
    command = ["git", "-C", str(ROOT), "-c", "core.quotePath=false", *arguments]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    try:
        done = subprocess.run(command, check=False, env=environ, timeout=PATIENCE, **pipes)
    except FileNotFoundError:
        raise Trouble("git is missing; install it, or download the course anew.") from None
    except subprocess.TimeoutExpired:
        raise Trouble(f"{told or 'git failed:'} git has not answered for {PATIENCE} s.") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it gives no reason"]
        reason = next((line for line in lines if line.startswith(("error:", "fatal:"))), lines[-1])
        if any(words in reason for words in OFFLINE):
            reason = "the network, or the course's place in it, does not answer."
        raise Trouble(f"{told or 'git failed:'} {reason}")
    return done.stdout.decode().strip()
