"""How fast the engine trains small networks, beside its peers: ms per network and epoch.

    python course.py bench engine [--rounds 9] [--epochs 10]

Everyone trains the same networks (peers.py) for the same number of epochs; the rounds are
interleaved, so that a slow minute of the machine is everyone's, and medians are reported. First
everyone must show that it learns. Building networks and loading libraries is not counted;
compiling is, where it says so. Prints tables, and as its last line one JSON object: `vs_x` is
x's time over ours (more than 1: we are faster), `floor_share` the matrix products' over ours,
with as many threads as serve the products best. Meant for a quiet machine; about two minutes.
On a busy one there are fewer rounds, and threads that wait for each other are slow.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT)]
from helpers.training import fit  # noqa: E402
from tests.bench import jax_peer, peers  # noqa: E402

CORES = os.cpu_count() or 1
FLOORS = peers.floor, partial(peers.floor, threads=CORES)
STACKS = {  # train many networks side by side
    "engine": peers.engine,
    "jax_warm": jax_peer.jax_vmap,
    "floor": FLOORS[0],
    "floor_threads": FLOORS[1],
}
SINGLES = {  # train one network at a time: N of them take N times as long
    "plain": peers.plain,
    "tight": peers.tight,
    "sklearn": peers.sklearn,
    "keras": peers.keras,
}
LABELS = {
    "engine": "this engine",
    "plain": "PyTorch, plain loop",
    "tight": "PyTorch, tight loop",
    "sklearn": "scikit-learn MLP",
    "keras": "Keras fit, on PyTorch",
    "jax_warm": "JAX vmap, jit, scan",
    "jax_first": "  with its first call",
    "floor": "matrix floor, 1 thread",
    "floor_threads": f"matrix floor, {CORES} threads",
}
SECONDS = 80  # for one problem's rounds; when they are over, three rounds are enough
PLAYGROUND = 1.42  # ms per epoch of 2-16-16-1, its own engine in Node; see main


def timed(contender, problem, count: int, epochs: int) -> float:
    """Milliseconds per network and epoch of one run."""
    if contender in FLOORS:
        epochs = min(epochs, 2)  # every epoch is the same work on the same numbers
    run, _ = contender(problem, range(count), epochs)
    began = perf_counter()
    run()
    return 1000 * (perf_counter() - began) / count / epochs


def check_that_all_learn(problem, epochs: int):
    """Train eight networks (peers of one: one) with everyone; exit if one does not learn."""
    for name, contender in {**STACKS, **SINGLES}.items():
        run, predict = contender(problem, range(8), epochs)
        run()
        if predict:
            score = problem.score(predict()).min()
        elif name == "engine":  # its outputs stay inside; its records tell
            size = {"batch_size": problem.batch_size, "every": 10**9}
            last = fit(problem.recipes(range(8)), problem.data, epochs=epochs, **size).last
            score = (last.test_accuracy if problem.classifies else 1 - last.test_loss).min()
        else:
            continue  # the floor trains nothing
        if not score > problem.bar:
            sys.exit(
                f"{problem.name}, {LABELS[name]}: {score:.3f} after {epochs} epochs, "
                f"not above {problem.bar}; its time would mean nothing"
            )


def measure(problem, counts, rounds: int, epochs: int) -> dict:
    """Median times, {(contender, networks): ms per network and epoch}; prints how they came."""
    check_that_all_learn(problem, max(epochs, 10))
    times = defaultdict(list)
    for _ in range(3):
        for count in counts:
            jax_peer.forget()
            times["jax_first", count].append(timed(jax_peer.jax_vmap, problem, count, epochs))
    began = perf_counter()
    for turn in range(-1, rounds):  # the first only warms up
        if turn >= 3 and perf_counter() - began > SECONDS:
            break
        fresh = {(name, 1): timed(SINGLES[name], problem, 1, epochs) for name in SINGLES}
        for count in counts:
            fresh |= {(name, count): timed(STACKS[name], problem, count, epochs) for name in STACKS}
        for key, spent in fresh.items() if turn >= 0 else ():
            times[key].append(spent)
    done = len(times["engine", counts[0]])
    print(f"\n{problem.name}, batch {problem.batch_size}, Adam: ms per network and epoch")
    print(f"(medians of {done} runs of {epochs} epochs; in brackets: times this engine's)")
    medians = {key: statistics.median(spent) for key, spent in times.items()}
    return medians | {(name, n): medians[name, 1] for name in SINGLES for n in counts}


def ratios(medians: dict, count: int) -> dict:
    """The JSON object's part for one number of networks."""
    ours = medians["engine", count]
    against = ("plain", "tight", "sklearn", "keras", "jax_warm", "jax_first")
    floors = medians["floor", count], medians["floor_threads", count]
    return {
        "networks": count,
        "ms": round(ours, 3),
        **{f"vs_{name}": round(medians[name, count] / ours, 2) for name in against},
        "floor_share": round(min(floors) / ours, 3),
        "floor_share_one_thread": round(floors[0] / ours, 3),
    }


def table(medians: dict, counts):
    """Print ms per network-epoch, and in brackets how many times ours that is."""
    print(f"{'networks':24}" + "".join(f"{count:>18}" for count in counts))
    for name, label in LABELS.items():
        cells = [
            f"{medians[name, n]:9.3f} ({medians[name, n] / medians['engine', n]:6.2f})"
            for n in counts
        ]
        print(f"{label:24}" + "".join(cells), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9, help="timed runs of each (9)")
    parser.add_argument("--epochs", type=int, default=10, help="epochs of each run (10)")
    given = parser.parse_args()
    found = {}
    load = getattr(os, "getloadavg", lambda: [0])()[0]  # Windows does not say
    if load > 0.5:
        print(f"Other programs keep this machine busy (load {load:.1f}): expect noise.")
    for problem, counts in ((peers.digits(), (1, 8, 40, 128)), (peers.circles(), (1, 40))):
        found[problem.name] = medians = measure(problem, counts, given.rounds, given.epochs)
        table(medians, counts)
    digits, circles = found.values()
    print(f"{'TensorFlow Playground':24}{PLAYGROUND:9.3f}  its own engine in Node, plain SGD;")
    print(f"{'':24}measured on another occasion, on two cores of such a machine")
    small = {f"ms_{count}": round(circles["engine", count], 3) for count in (1, 40)}
    small |= {"ms_tensorflow_playground_elsewhere": PLAYGROUND}
    print(json.dumps({**ratios(digits, 40), "one": ratios(digits, 1), "2-16-16-1": small}))


if __name__ == "__main__":
    main()
