"""The bench: accuracies, losses, layers, and what early stopping keeps."""

from statistics import median

import pytest
import torch

from helpers import panels
from helpers.lessons.clinic.figures.benches import Bench
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.scripts import Script
from helpers.recipes import Recipe
from helpers.words import percent
from tests.pictures import check_settled

QUICK = Script(examples=80, epochs=4)


def run(script=QUICK, seeds=1):
    scripts = [script.but(seed=seed) for seed in range(seeds)]
    return list(stream(scripts, probes=panels.DIAGNOSTICS))


def test_the_bench_shows_accuracies_losses_and_layers():
    records = run(seeds=3)
    plot = Bench()
    words = plot.update(records)
    fresh = torch.stack([record.probed["fresh"] for record in records])
    assert plot.curves["fresh"].get_ydata() == pytest.approx(fresh.median(1).values.numpy())
    assert words.startswith(f"fresh images ≈ {100 * fresh[-1].median():.0f} %, reported ≈ ")
    validation = torch.stack([record.probed["validation_loss"] for record in records])
    assert plot.best.get_xdata()[0] == validation.argmin(0).median()
    assert plot.axes[0].get_xlim() == (0, 4)
    first = records[0].probed["update_ratios"][0].numpy()
    assert plot.layers.start[2].get_ydata() == pytest.approx(first)


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
    assert words.startswith("early stopping keeps the weights of epoch ≈ ")
    assert f": fresh images ≈ {percent(stopped)}, " in words and words.endswith(" % reached")
    assert plot.best.get_ydata()[0] == pytest.approx(stopped)
    words = plot.update(run(script, seeds=3))
    assert words.startswith(f"fresh images ≈ {percent(last)}, ") and words.endswith("not reached")


def test_the_bench_tells_target_and_divergence():
    plot = Bench(target=0.9)
    assert plot.update(run(QUICK.but(epochs=1))).endswith("target 90 % not reached")
    assert Bench(target=0.1).update(run()).endswith("target 10 % reached")
    leaked = QUICK.but(examples=30, epochs=40, leak=1.0, lr=0.2)
    assert Bench(target=0.1).update(run(leaked)).endswith("not reached")  # the report is too good
    assert "≈ 2 of 2 diverged" in plot.update(run(QUICK.but(lr=1e9), seeds=2))


@pytest.mark.parametrize(("target", "seeds"), [(None, 2), (0.8, 1)])
def test_a_settled_picture_depends_on_its_list_alone_and_fits(target, seeds):
    check_settled(lambda: Bench(target=target), lambda: run(seeds=seeds))
