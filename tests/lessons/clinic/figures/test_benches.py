"""The bench: accuracies, losses, layers, and what early stopping keeps."""

from statistics import median

import numpy as np
import pytest
import torch

from helpers import panels
from helpers.lessons.clinic.figures.benches import Bench
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.scripts import Script
from helpers.recipes import Recipe
from helpers.words import percent
from tests.made import fills, record, shows
from tests.pictures import check_settled

QUICK = Script(examples=80, epochs=4)


def run(script=QUICK, seeds=1):
    scripts = [script.but(seed=seed) for seed in range(seeds)]
    return list(stream(scripts, probes=panels.DIAGNOSTICS))


# Three seeds (columns) at the epochs 0, 1, 2. The first and the second lose least on validation
# images at 1, the third at 2.
EPOCHS = {
    "train_accuracy": [[0.1, 0.2, 0.15], [0.9, 0.93, 0.5], [0.99, 0.97, 0.95]],
    "reported": [[0.12, 0.11, 0.1], [0.81, 0.86, 0.5], [0.8, 0.72, 0.6]],
    "fresh": [[0.1, 0.13, 0.11], [0.6, 0.85, 0.75], [0.7, 0.5, 0.9]],
    "validation_loss": [[2.3, 2.2, 2.4], [0.8, 0.9, 1.0], [1.1, 1.2, 0.7]],
}
LOSSES = [[2.2, 2.1, 2.3], [0.5, 0.6, 0.4], [0.1, 0.3, 0.2]]
RATIOS = [[0.1, 0.2, 0.3], [0.5] * 3, [0.5] * 3], [[0.004, 0.001, 0.002], [0.5] * 3, [0.5] * 3]
LATEST = "fresh images ≈ 70 %, reported ≈ 72 %, training images ≈ 97 %"
WITHOUT_ONE = "fresh images ≈ 80 %, reported ≈ 70 %, training images ≈ 97 %"
KEPT = "fresh images ≈ 85 %, reported ≈ 81 %, training images ≈ 93 %"
PACE = "update / weight ≈ 0.002 (median of the layers)"


def by_hand(stops=False, order=(0, 1, 2), lost=-1, **exchanged):
    """A run of three seeds in this order; exchanged: quantities that stand for others."""
    order, items = list(order), []
    for epoch in range(3):
        values = {
            key: torch.tensor(EPOCHS[exchanged.get(key, key)][epoch])[order] for key in EPOCHS
        }
        values |= {"early_stopping": torch.full((3,), stops)}
        values |= {"update_ratios": torch.tensor(RATIOS[epoch > 0])}
        values |= {"gradient_norms": torch.ones(3, 3), "stuck_shares": torch.zeros(3, 2)}
        values |= {"activation_spread": torch.ones(3, 2)}
        loss = torch.tensor(LOSSES[epoch])[order].tolist()
        recipes = [Recipe(hidden=(4, 4))] * 3
        gone = {"diverged_at": [-1, lost, -1]}
        items.append(record(4 * epoch, 8, float(epoch), recipes, values, loss=loss, **gone))
    return items


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_bench_shows_and_tells_medians_of_the_seeds(order):
    plot = Bench()
    assert plot.update(by_hand(order=order)) == f"{LATEST}, {PACE}"
    shown = EPOCHS | {"loss": LOSSES}
    for key, line in plot.curves.items():
        shows(line, [0, 1, 2], np.median(shown[key], axis=1))
    low, middle, high = np.sort(EPOCHS["fresh"], axis=1).T
    fills(plot.quartiles, [0, 1, 2], (low + middle) / 2, (middle + high) / 2)
    shows(plot.best, [1], [0.85])
    assert plot.axes[0].get_xlim() == (0, 2)
    shows(plot.layers.start[2], [1, 2, 3], RATIOS[0][0])
    shows(plot.layers.now[2], [1, 2, 3], RATIOS[1][0])


@pytest.mark.parametrize(
    ("target", "options", "words"),
    [
        (0.69, {}, f"{LATEST}, {PACE}, target 69 % reached"),
        (0.71, {}, f"{LATEST}, {PACE}, target 71 % not reached"),
        (0.9, {"lost": 5}, f"{WITHOUT_ONE}, {PACE}, ≈ 1 of 3 diverged, target 90 % not reached"),
        (  # the report is 25 points too good
            0.69,
            {"reported": "train_accuracy"},
            f"{LATEST.replace('72', '97')}, {PACE}, target 69 % not reached",
        ),
        (
            0.71,
            {"stops": True},
            f"early stopping keeps the weights of epoch ≈ 1: {KEPT}, {PACE}, target 71 % reached",
        ),
    ],
)
def test_the_bench_tells_target_divergence_and_what_early_stopping_keeps(target, options, words):
    assert Bench(target=target).update(by_hand(**options)) == words


@pytest.mark.parametrize("lost", [0, 5])
def test_who_diverged_is_in_no_line_of_the_bench(lost):
    plot = Bench()
    plot.update(by_hand(lost=lost))
    for key, line in plot.curves.items():
        others = np.delete((EPOCHS | {"loss": LOSSES})[key], 1, axis=1)
        shows(line, [0, 1, 2], others.mean(1))


def test_the_bench_judges_early_stopping_as_the_judge_does():
    script = Script(Recipe(hidden=(128,), lr=0.1), examples=250, noise=0.42, epochs=30)
    stopping = script.but(early_stopping=True)
    stopped, last = (
        median(score.fresh for score in scores([one.but(seed=seed) for seed in range(3)]))
        for one in (stopping, script)
    )
    assert stopped > last + 0.02
    plot = Bench(target=(stopped + last) / 2)
    words = plot.update(run(stopping, seeds=3))
    assert f": fresh images ≈ {percent(stopped)}, " in words and words.endswith(" % reached")
    assert plot.best.get_ydata()[0] == pytest.approx(stopped)
    words = plot.update(run(script, seeds=3))
    assert words.startswith(f"fresh images ≈ {percent(last)}, ") and words.endswith("not reached")


@pytest.mark.parametrize(("target", "seeds"), [(None, 2), (0.8, 1)])
def test_a_settled_picture_depends_on_its_list_alone_and_fits(target, seeds):
    check_settled(lambda: Bench(target=target), lambda: run(seeds=seeds))
