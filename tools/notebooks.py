"""How the course keeps its notebooks: executed, in one normal form, stamped with one repository.

Standard library only: notebooks are JSON, and the one step that needs a kernel runs in the
environment's python, as a program of its own (EXECUTE).
"""

import hashlib
import json
import re
import subprocess

from helpers.live.saving import VIEW
from tools.environment import NO_GRAMMAR, ROOT, Trouble, environ, replace

LIMIT = 1_500_000  # bytes of one saved notebook
KEPT = ("tags", "slideshow")  # of a cell's metadata; the rest is timings and how it was folded
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    # Without the kernel's version; exporters and highlighters look the others up.
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|tmp|private|var|Users|work)/|\b[A-Z]:\\+Users")
EXECUTE = (
    NO_GRAMMAR
    + """
import nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
try:
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False,
        store_widget_state=False, resources={"metadata": {"path": sys.argv[2]}}).execute()
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
print(nbformat.writes(notebook))
"""
)
REPOSITORY = re.compile(r'(?m)^repository = "(.*)"$')
COURSE_VERSION = re.compile(r'(?m)^version = "(.*)" # a tag or branch')
# What badges and set-up cells hold, as functions of the repository and the version.
STAMPED = {
    r"colab\.research\.google\.com/github/[\w.-]+/[\w.-]+/blob/[\w.-]+/": (
        "colab.research.google.com/github/{0}/blob/{1}/"
    ),
    r"-b [\w.-]+ https://github\.com/[\w.-]+/[\w.-]+ course-[\w.-]+": (
        "-b {1} https://github.com/{0} course-{1}"
    ),
}


def found(wanted=()):
    """List the notebooks, all or those whose names begin with one of `wanted`.

    Raises:  Trouble: if a wanted beginning fits none (it and the names are shown).
    """
    every = sorted((ROOT / "notebooks").glob("*.ipynb"))
    for start in wanted:
        if not any(path.name.startswith(start) for path in every):
            names = ", ".join(path.stem for path in every) or "none yet"
            raise Trouble(f"No notebook begins with {start!r}; there are: {names}.")
    return [path for path in every if not wanted or path.name.startswith(tuple(wanted))]


# -- run: from a source to a normal form ------------------------------------------------------


def execute(path, python):
    """Run a notebook from top to bottom in a fresh kernel and save it in normal form.

    Args:    python: the environment's interpreter.
    Raises:  Trouble: if a cell fails, with its error; the file is then as it was.
    """
    command = [str(python), "-c", EXECUTE, str(path), str(path.parent)]
    done = subprocess.run(command, check=False, capture_output=True, env=environ())
    if done.returncode:
        reason = done.stderr.decode(errors="replace")  # a kernel that ran well warns there too
        raise Trouble(f"{path.name} stopped, and the file is as it was.\n{reason}")
    replace(path, text_of(normal(json.loads(done.stdout.decode()))))


def normal(notebook):
    """Return the notebook in its one normal form: the same run gives the same bytes.

    Args:    notebook: nbformat 4, as JSON. Outputs, cell ids and execution counts stay; timings,
             widget state and views, fold marks and the kernel's version go.
    """
    cells = []
    for number, old in enumerate(notebook["cells"]):
        cell = {**old, "source": lines("".join(old["source"]))}
        cell["metadata"] = {key: old["metadata"][key] for key in KEPT if key in old["metadata"]}
        if "id" not in old:  # a file older than nbformat 4.5: any id that will repeat
            seed = f"{number} {''.join(old['source'])}"
            cell["id"] = hashlib.sha256(seed.encode()).hexdigest()[:8]
        if old["cell_type"] == "code":
            cell["outputs"] = normal_outputs(old["outputs"])
        cells.append(cell)
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def normal_outputs(outputs):
    """Return a cell's outputs without widget views, with adjacent pieces of a stream joined."""
    kept = []
    for output in outputs:
        if output["output_type"] == "stream":
            text = "".join(output["text"])
            if kept and kept[-1].get("name") == output["name"]:
                text = "".join(kept.pop()["text"]) + text
            output = {**output, "text": lines(text)}
        elif "data" in output:
            data = {kind: body for kind, body in output["data"].items() if kind != VIEW}
            if not data:
                continue
            output = {**output, "data": {kind: body_of(kind, data[kind]) for kind in data}}
        kept.append(output)
    return kept


def body_of(kind, body):
    if kind.endswith("json") or isinstance(body, dict):
        return body
    text = "".join(body)
    return lines(text) if kind.startswith("text/") else text.rstrip("\n")


def lines(text):
    """Split as nbformat does, so that a changed line is one changed line in a diff."""
    return text.splitlines(keepends=True)


def text_of(notebook):
    """Write a notebook's JSON as nbformat does."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def faults(path):
    """List what keeps a saved notebook from the form that `python course.py run` gives it."""
    saved = path.read_bytes()
    notebook = json.loads(saved.decode())
    code = [c for c in notebook["cells"] if c["cell_type"] == "code" and "".join(c["source"])]
    counts = [cell["execution_count"] for cell in code]
    once = counts == list(range(1, len(code) + 1))
    checks = {
        "is not in normal form": saved.decode() != text_of(normal(notebook)),
        "was not run once from top to bottom (execution counts are not 1 to n)": not once,
        f"is larger than {LIMIT:,} bytes": len(saved) > LIMIT,
    }
    for number, cell in enumerate(notebook["cells"], 1):
        shown = MACHINE.search(words(cell))
        checks[f"names a path of one machine in cell {number}: {shown and shown[0]}"] = shown
    return [sentence for sentence, fails in checks.items() if fails]


def words(cell):
    """Return all that can be read of a cell: its source and its outputs' texts, no pictures."""
    texts = ["".join(cell["source"])]
    for output in cell.get("outputs", ()):
        texts += ["".join(output.get("text", "")), *output.get("traceback", ())]
        data = output.get("data", {})
        texts += ["".join(data[kind]) for kind in data if kind.startswith("text/")]
    return "\n".join(texts)


# -- stamp: one repository and one version of it, written in one place --------------------------


def repository():
    """Return the owner/name that pyproject.toml holds."""
    return REPOSITORY.search((ROOT / "pyproject.toml").read_text("utf-8")).group(1)


def version():
    """Return the tag or branch of the repository that pyproject.toml holds."""
    return COURSE_VERSION.search((ROOT / "pyproject.toml").read_text("utf-8")).group(1)


def stamped(text, old, new, tag):
    """Return the text of a notebook or the README with its repository set to `new`.

    Args:    old: the repository until now; wherever it stands, it changes too (clone commands,
             links). Badges and set-up cells change whatever they held.
             tag: the version that badges open and set-up cells clone.
    """
    for pattern, form in STAMPED.items():
        text = re.sub(pattern, form.format(new, tag), text, flags=re.ASCII)
    return re.sub(rf"(?<![\w.-]){re.escape(old)}(?![\w-])", lambda match: new, text)


def stamp(new, tag):
    """Write repository and version into pyproject.toml, and into badges and set-up cells.

    Args:    new: "owner/name"; tag: a tag or branch of it.
    Returns: the files that changed.
    """
    old = repository()
    changed = []
    for path in [ROOT / "pyproject.toml", ROOT / "README.md", *found()]:
        text = path.read_bytes().decode() if path.exists() else ""
        fresh = stamped(text, old, new, tag)
        if path.name == "pyproject.toml":
            fresh = COURSE_VERSION.sub(f'version = "{tag}" # a tag or branch', fresh)
        if fresh != text:
            replace(path, fresh)
            changed.append(path)
    return changed
