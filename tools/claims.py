"""Do the claims hold under other seeds? Notebooks run under COURSE_SEED = 0, 1, …, then a table.

Standard library only: the notebooks run in the environment's python (EXECUTE), and
helpers.claims writes each verdict into the file that COURSE_CLAIMS names.
"""

import collections
import concurrent.futures
import json
import pathlib
import subprocess
import tempfile
import time

from tools import notebooks
from tools.environment import NO_GRAMMAR, Trouble, environ, say

# Labs claim nothing and keep their own seed. A cell that stops does not stop the run.
EXECUTE = (
    NO_GRAMMAR
    + """
import json, nbclient, nbformat
notebook = nbformat.read(sys.argv[1], as_version=4)
notebook.cells = [cell for cell in notebook.cells
                  if cell.cell_type == "code" and "@lab(" not in cell.source]
nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3", allow_errors=True,
    resources={"metadata": {"path": sys.argv[2]}}).execute()
stopped = [output for cell in notebook.cells for output in cell.outputs
           if output.output_type == "error"]
print(json.dumps([f"{output.ename}: {output.evalue}" for output in stopped]))
"""
)


def check(wanted, count, python, workers=1):
    """Run the claims of notebooks under COURSE_SEED = 0 to count − 1 and print how they held.

    Args:    wanted: beginnings of names, such as 01; empty: all. python: the environment's.
             workers: runs at the same time, each a process of its own.
    Returns: 0 if every claim held under every shift and no cell stopped, else 1.
    Raises:  Trouble: if there is no claim, or a notebook cannot be run at all.
    """
    rows, broken = [], False
    paths = notebooks.found(wanted)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        runs = {
            path: [pool.submit(verdicts_of, path, shift, python) for shift in range(count)]
            for path in paths
        }
        try:
            for path in paths:
                verdicts = []
                for shift, run in enumerate(runs[path]):
                    found, stopped, seconds = run.result()
                    held = sum(map(holds, found.values()))
                    say(
                        f"{path.name} under COURSE_SEED={shift}: {held} of {len(found)} claims "
                        f"hold ({seconds:.0f} s)"
                    )
                    broken = broken or bool(stopped)
                    for error in stopped:
                        say(f"  a cell stopped: {error}")
                    verdicts.append(found)
                rows += [(path.name[:2], *row) for row in table(verdicts)]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if not rows:
        raise Trouble("These notebooks claim nothing.")
    say("\nnotebook  held    claim  [worst numbers]")
    for name, sentence, held, words in rows:
        missed = [str(shift) for shift in range(count) if shift not in held]
        mark = f"  ← not under COURSE_SEED={', '.join(missed)}" if missed else ""
        say(f"{name:8}  {len(held)} of {count}  {sentence}  [{words}]{mark}")
    return int(broken or any(len(held) < count for _, _, held, _ in rows))


def verdicts_of(path, shift, python):
    """Run one notebook under one shift.

    Returns: its claims' evidence by (sentence, how often it came before), the errors of the
             cells that stopped, and the seconds it took.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "claims"
        file.touch()
        command = [str(python), "-c", EXECUTE, str(path), str(path.parent)]
        env = environ(COURSE_SEED=str(shift), COURSE_CLAIMS=str(file))
        done = subprocess.run(command, check=False, capture_output=True, env=env)
        if done.returncode:
            raise Trouble(f"{path.name} cannot be run.\n{done.stderr.decode(errors='replace')}")
        lines = file.read_text("utf-8").splitlines()
    seen, verdicts = collections.Counter(), {}
    for claim in map(json.loads, lines):
        sentence = claim["sentence"]
        verdicts[sentence, seen[sentence]] = claim["evidence"]
        seen[sentence] += 1
    return verdicts, json.loads(done.stdout.decode()), time.monotonic() - began


def holds(evidence):
    return all(piece["holds"] for piece in evidence)


def table(runs):
    """Return a row per claim: its sentence, the shifts under which it held, its worst numbers.

    Args:    runs: of each shift the claims' evidence, as verdicts_of returns it.
    """
    rows = []
    for key in dict.fromkeys(key for run in runs for key in run):
        held = [shift for shift, run in enumerate(runs) if key in run and holds(run[key])]
        pieces = zip(*(run[key] for run in runs if key in run), strict=False)
        worst = [min(piece, key=nearness)["words"] for piece in pieces]
        rows.append((key[0], held, "; ".join(worst)))
    return rows


def nearness(piece):
    """Sort evidence from the worst to the best; what is no number is worst."""
    margin = piece["margin"]
    return piece["holds"], margin if margin == margin else float("-inf")
