"""Notebook 09's figures: the chart, the bench, the table of counts, the ladder of changes."""

from statistics import median

import numpy as np
import pytest
import torch

from helpers import panels
from helpers.lessons.clinic.chart import CHART
from helpers.lessons.clinic.figures.benches import Bench
from helpers.lessons.clinic.figures.charts import STAGES, TAUGHT, Checklist
from helpers.lessons.clinic.figures.ladders import Ladder
from helpers.lessons.clinic.figures.tallies import Tallies, Tally
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.patients import admit
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.symptoms import examine
from helpers.lessons.clinic.treatments import TREATMENTS
from helpers.words import percent
from tests.pictures import check_settled

QUICK = Script(examples=80, epochs=4)


def run(script=QUICK, seeds=1):
    scripts = [script.but(seed=seed) for seed in range(seeds)]
    return list(stream(scripts, probes=panels.DIAGNOSTICS))


def symptoms(name):
    return admit(1, name, "moderate").examine()


def table():
    return Tally(torch.tensor([[3, 0, float("nan")], [1, 2, 0]]), of=3, expected=[(0, 0), (1, 2)])


def test_the_chart_knows_every_illness_and_where_it_is_taught():
    assert set(TAUGHT) == set(ILLNESSES)
    assert len(STAGES) == len(CHART)
    plot = Checklist()
    words = plot.update([None])
    texts = [text.get_text() for text in plot.axis.texts]
    for ask in CHART:
        assert ask.illness in words and ask.illness in texts
        assert ILLNESSES[ask.illness].cure in texts and ask.ask in " ".join(texts)


def test_all_that_the_chart_says_stands_inside_its_boxes():
    plot = Checklist()
    renderer = plot.canvas.get_renderer()
    for frame, texts in plot.boxes:
        box = frame.get_window_extent(renderer)
        for text in texts:
            inside = text.get_window_extent(renderer)
            assert box.x0 < inside.x0 and inside.x1 < box.x1 - 2, text.get_text()
            assert box.y0 < inside.y0 and inside.y1 < box.y1, text.get_text()


@pytest.mark.parametrize("name", ["leaked test set", "dead ReLU", "healthy"])
def test_only_the_diagnosis_is_lit(name):
    plot = Checklist()
    found = examine(Script()) if name == "healthy" else symptoms(name)
    words = plot.update([None, found])
    lit = {key for key, parts in plot.lit.items() if any(part.get_visible() for part in parts)}
    assert lit == {name}
    assert (
        words
        == {
            "leaked test set": "the first yes is to question 1 of 10: leaked test set",
            "dead ReLU": "the first yes is to question 7 of 10: dead ReLU",
            "healthy": "no to all 10 questions: healthy",
        }[name]
    )


def test_the_bench_shows_accuracies_losses_and_layers():
    seen = run(seeds=3)
    plot = Bench()
    words = plot.update(seen)
    fresh = torch.stack([record.probed["fresh"] for record in seen])
    assert plot.curves["fresh"].get_ydata() == pytest.approx(fresh.median(1).values.numpy())
    assert words.startswith(f"fresh images ≈ {100 * fresh[-1].median():.0f} %, reported ≈ ")
    validation = torch.stack([record.probed["validation_loss"] for record in seen])
    assert plot.kept.get_xdata()[0] == validation.argmin(0).median()
    assert plot.axes[0].get_xlim() == (0, 4)
    first = seen[0].probed["update_ratios"][0].numpy()
    assert plot.layers.start[2].get_ydata() == pytest.approx(first)


def test_the_bench_judges_early_stopping_as_the_judge_does():
    script = ILLNESSES["overfitting"].script(0.42).but(epochs=30)
    stopped = script.but(early_stopping=True)
    kept, last = (
        median(score.fresh for score in scores([one.but(seed=seed) for seed in range(3)]))
        for one in (stopped, script)
    )
    assert kept > last + 0.02
    plot = Bench(target=(kept + last) / 2)
    words = plot.update(run(stopped, seeds=3))
    assert words.startswith("early stopping keeps the weights of epoch ≈ ")
    assert f": fresh images ≈ {percent(kept)}, " in words and words.endswith(" % reached")
    assert plot.kept.get_ydata()[0] == pytest.approx(kept)
    words = plot.update(run(script, seeds=3))
    assert words.startswith(f"fresh images ≈ {percent(last)}, ") and words.endswith("not reached")


def test_the_bench_tells_target_and_divergence():
    plot = Bench(target=0.9)
    assert plot.update(run(QUICK.but(epochs=1))).endswith("target 90 % not reached")
    assert Bench(target=0.1).update(run()).endswith("target 10 % reached")
    leaked = QUICK.but(examples=30, epochs=40, leak=1.0, lr=0.2)
    assert Bench(target=0.1).update(run(leaked)).endswith("not reached")  # the report is too good
    assert "diverged: 2 of 2" in plot.update(run(QUICK.but(lr=1e9), seeds=2))


def test_a_table_writes_counts_and_dashes_and_leaves_zeros_out():
    plot = Tallies(["up", "down"], ["a", "b", "c"], "patients")
    words = plot.update([table()])
    texts = [mark.get_text() for mark in plot.marks if hasattr(mark, "get_text")]
    assert texts == ["3", "–", "1", "2"]
    frames = [mark.get_xy() for mark in plot.marks if hasattr(mark, "get_xy")]
    assert frames == [(0, 0), (2, 1)]
    assert words == "patients, of 3; up: a; down: a, b"
    plot.update([Tally(torch.zeros(2, 3), of=3)])
    assert not plot.marks and len(plot._moving) == 1


def test_the_longest_names_of_the_clinic_fit_the_table():
    counts = torch.ones(len(ILLNESSES), len(TREATMENTS))
    check_settled(
        lambda: Tallies(list(ILLNESSES), list(TREATMENTS), "patients"),
        lambda: [Tally(counts * k, of=3) for k in (1, 3)],
    )


def test_a_ladder_shows_medians_and_ranges():
    values = torch.tensor([[[0.1, 0.2, 0.3], [0.4, 0.5, 0.9]], [[0.1, 0.2, 0.3], [0.7, 0.8, 0.9]]])
    plot = Ladder(["sick", "ReLU"])
    words = plot.update([values])
    assert words == (
        "sick: alone ≈ 20 %, with all above it ≈ 20 %; ReLU: alone ≈ 50 %, with all above it ≈ 80 %"
    )
    assert plot.medians["alone"].get_xdata() == pytest.approx([0.2, 0.5])
    reach = plot.ranges["with all above it"].get_xdata()
    np.testing.assert_allclose(reach, [0.1, 0.3, np.nan, 0.7, 0.9, np.nan], atol=1e-6)


@pytest.mark.parametrize(
    ("build", "make"),
    [
        (Bench, lambda: run(seeds=2)),
        (lambda: Bench(target=0.8), run),
        (Checklist, lambda: [None, symptoms("dead ReLU")]),
        (lambda: Tallies(["up", "down"], ["a", "b", "c"], "patients"), lambda: [table()]),
        (lambda: Ladder(["sick", "J3: inputs standardized"]), lambda: [torch.rand(2, 2, 3) * 0]),
    ],
)
def test_a_settled_picture_depends_on_its_list_alone_and_fits(build, make):
    check_settled(build, make)
