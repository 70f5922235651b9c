"""`course.py update`: the newest version comes, and nothing that a student wrote is lost."""

import datetime
from types import SimpleNamespace

import pytest

from tests.repositories import git
from tools import update
from tools.environment import Trouble

TODAY = datetime.date.today().isoformat()


def write(folder, name, text):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course and a student's clone of it; course.publish(name, text) makes a new version."""
    source, clone = tmp_path / "course", tmp_path / "clone"
    source.mkdir()
    git(source, "init", "--quiet", "--initial-branch=main")

    def publish(name, text):
        write(source, name, text)
        git(source, "add", "--all")
        git(source, "commit", "--quiet", "--message", "new")

    publish("notebooks/01_a.ipynb", "first")
    publish("helpers/lab.py", "old")
    publish(".gitignore", "notebooks/mine/\n")
    git(tmp_path, "clone", "--quiet", str(source), str(clone))
    monkeypatch.setattr(update, "ROOT", clone)
    return SimpleNamespace(source=source, clone=clone, publish=publish)


def mine(course):
    """The notebooks that were kept: name → text."""
    folder = course.clone / "notebooks/mine"
    return {path.name: path.read_text() for path in folder.glob("*")} if folder.exists() else {}


def test_with_nothing_new_nothing_happens(course, capsys):
    write(course.clone, "notebooks/01_a.ipynb", "my answers")
    assert update.bring() == 0
    assert "Nothing to do" in capsys.readouterr().out
    assert (course.clone / "notebooks/01_a.ipynb").read_text() == "my answers"
    assert mine(course) == {}


def test_the_new_version_comes_and_changed_notebooks_are_kept(course, capsys):
    write(course.clone, "notebooks/01_a.ipynb", "my answers")
    course.publish("notebooks/01_a.ipynb", "second")
    course.publish("notebooks/02_b.ipynb", "new")
    assert update.bring() == 0
    assert (course.clone / "notebooks/01_a.ipynb").read_text() == "second"
    assert (course.clone / "notebooks/02_b.ipynb").read_text() == "new"
    assert mine(course) == {f"01_a {TODAY}.ipynb": "my answers"}
    words = capsys.readouterr().out
    assert f"kept as notebooks/mine/01_a {TODAY}.ipynb" in words and "2 files" in words
    assert git(course.clone, "status", "--porcelain") == ""


def test_a_second_copy_of_one_day_does_not_replace_the_first(course):
    for k in (1, 2):
        write(course.clone, "notebooks/01_a.ipynb", f"answers {k}")
        course.publish("notebooks/01_a.ipynb", f"version {k}")
        update.bring()
    assert mine(course) == {
        f"01_a {TODAY}.ipynb": "answers 1",
        f"01_a {TODAY} (2).ipynb": "answers 2",
    }


def test_a_notebook_of_ones_own_stays_where_it_is(course):
    write(course.clone, "notebooks/notes.ipynb", "my notes")
    course.publish("notebooks/02_b.ipynb", "new")
    update.bring()
    assert (course.clone / "notebooks/notes.ipynb").read_text() == "my notes"


def test_a_notebook_that_was_deleted_comes_back(course):
    (course.clone / "notebooks/01_a.ipynb").unlink()
    course.publish("helpers/lab.py", "new")
    update.bring()
    assert (course.clone / "notebooks/01_a.ipynb").read_text() == "first" and mine(course) == {}


def refused(course, words):
    def state():
        return git(course.clone, "rev-parse", "HEAD") + git(course.clone, "status", "--porcelain")

    before = state()
    with pytest.raises(Trouble, match=words):
        update.bring()
    assert state() == before


@pytest.mark.parametrize("name", ["helpers/lab.py", "notebooks/02_b.ipynb"])  # old; new to git
def test_other_changes_that_meet_are_named_and_nothing_is_touched(course, name):
    write(course.clone, name, "mine")
    write(course.clone, "notebooks/01_a.ipynb", "my answers")
    course.publish(name, "theirs")
    refused(course, f"both changed {name}")
    assert (course.clone / name).read_text() == "mine"
    assert (course.clone / "notebooks/01_a.ipynb").read_text() == "my answers"


def test_a_notebook_of_ones_own_that_was_added_stays(course):
    write(course.clone, "notebooks/09_own.ipynb", "my own")
    git(course.clone, "add", "notebooks/09_own.ipynb")
    course.publish("helpers/words.py", "new")
    assert update.bring() == 0
    assert (course.clone / "notebooks/09_own.ipynb").read_text() == "my own"
    assert (course.clone / "helpers/words.py").read_text() == "new"


@pytest.mark.parametrize("failing", ["checkout", "merge"])
def test_an_update_that_is_stopped_leaves_all_as_it_was(course, monkeypatch, failing):
    write(course.clone, "notebooks/01_a.ipynb", "my answers")
    course.publish("notebooks/01_a.ipynb", "new")
    real = update.git

    def stopped(*arguments, **options):
        if arguments[0] == failing:
            raise KeyboardInterrupt
        return real(*arguments, **options)

    monkeypatch.setattr(update, "git", stopped)
    with pytest.raises(KeyboardInterrupt):
        update.bring()
    assert (course.clone / "notebooks/01_a.ipynb").read_text() == "my answers"
    assert mine(course) == {}


def test_commits_of_ones_own_are_left_to_git(course):
    write(course.clone, "helpers/lab.py", "mine")
    git(course.clone, "commit", "--all", "--quiet", "--message", "mine")
    course.publish("helpers/words.py", "new")
    refused(course, "commits of your own")


def test_without_the_course_in_reach_one_sentence_says_so(course):
    course.source.rename(course.source.with_name("elsewhere"))
    refused(course, "could not be fetched")


def test_a_folder_that_is_no_clone_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(update, "ROOT", tmp_path)
    with pytest.raises(Trouble, match="not made by git clone"):
        update.bring()


def test_a_missing_git_is_told(course, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Trouble, match="git is missing"):
        update.bring()
