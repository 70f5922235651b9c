"""Running the clinic's scripts: streams, scores, and what a stream has come to."""

from copy import deepcopy
from dataclasses import astuple
from math import isnan, nan
from statistics import median

import pytest
import torch

from helpers import panels
from helpers.engine.evaluation import evaluate
from helpers.engine.records import History
from helpers.lessons.clinic.runs import best_moments, median_of, ranges, scores, stream, summary
from helpers.lessons.clinic.scripts import Script, files
from tests.lessons.clinic.samples import DROPPING, QUICK, WELL


def test_many_scripts_at_once_score_as_each_alone():
    several = [QUICK, QUICK.but(seed=1), QUICK.but(leak=1.0), DROPPING, QUICK.but(epochs=2)]
    assert scores(several) == [scores([script])[0] for script in several]


def test_scores_are_the_end_of_the_stream():
    *_, last = stream(QUICK)
    (score,) = scores([QUICK])
    shares = [last.probed[key].item() for key in ("fresh", "reported", "train_accuracy")]
    assert shares == [score.fresh, score.reported, score.train]
    assert last.test_accuracy.item() == score.reported


@pytest.mark.parametrize("script", [QUICK.but(noise=0.3, seed=2), DROPPING], ids=["eval", "train"])
def test_a_stream_measures_the_images_that_its_numbers_name(script):
    parts = files(script)
    seen = {}

    def look(glimpse):
        for name, part in parts._asdict().items():
            asked = deepcopy(glimpse.stack)
            outputs = asked.forward(part.x, training=not script.eval_mode)
            seen[name] = (outputs.argmax(2) == part.y).float().mean(1)
        seen["loss"] = evaluate(glimpse.stack, parts.validation)[0]
        return torch.zeros(len(glimpse.stack))

    *_, last = stream(script.but(epochs=8, lr=0.3), probes=[look])
    for key, name in (("fresh", "fresh"), ("reported", "test"), ("train_accuracy", "train")):
        torch.testing.assert_close(last.probed[key], seen[name])
    torch.testing.assert_close(last.probed["validation_loss"], seen["loss"])
    torch.testing.assert_close(last.test_accuracy, seen["test"])
    assert len({seen[name].item() for name in ("fresh", "test", "train")}) == 3


def test_a_loss_that_is_no_number_is_never_the_best():
    losses = torch.tensor([[3.0, torch.nan], [torch.nan, 2.0], [1.0, 5.0]])
    assert best_moments({"validation_loss": losses}).tolist() == [2, 1]


def test_early_stopping_scores_the_epoch_of_the_lowest_validation_loss():
    script = WELL.but(noise=0.4, epochs=15)
    history = History(list(stream(script)))
    best = history["validation_loss"][:, 0].argmin()
    assert best < 15
    (score,) = scores([script.but(early_stopping=True)])
    assert score.fresh == history["fresh"][best, 0].item()


def test_looking_in_train_mode_changes_nothing():
    often, seldom = (list(stream(DROPPING, every=every))[-1] for every in (1, 100))
    assert torch.equal(often.probed["fresh"], seldom.probed["fresh"])
    assert torch.equal(often.test_loss, seldom.test_loss)


def test_only_scripts_of_equal_data_stream_together():
    with pytest.raises(ValueError, match="differ in their recipes alone"):
        stream([QUICK, QUICK.but(examples=90)])  # told before the first record is asked for
    with pytest.raises(ValueError, match="every takes"):
        stream(QUICK, every=0)


def test_a_scripts_batch_decides_the_number_of_steps():
    script = Script(examples=60, epochs=1)
    assert [list(stream(script.but(batch=b)))[-1].steps for b in (10, 40)] == [6, 2]
    one, other = scores([script, script.but(batch=10)])
    assert one != other
    with pytest.raises(ValueError, match="batch takes a whole number, 1 to 697, got 0"):
        script.but(batch=0)


@pytest.mark.parametrize("early_stopping", [False, True])
def test_a_summary_is_the_median_of_the_scores(early_stopping):
    script = WELL.but(noise=0.4, epochs=15, early_stopping=early_stopping)
    several = [script.but(seed=seed) for seed in (1, 2, 0)]
    records = list(stream(several, probes=panels.DIAGNOSTICS))
    end, apart = summary(History(records)), scores(several)
    assert astuple(end.score) == tuple(map(median, zip(*map(astuple, apart), strict=True)))
    assert end.stops_early is early_stopping and (end.diverged, end.networks) == (0, 3)
    best = History(records)["validation_loss"].argmin(0)  # a record per epoch
    assert end.best_epoch == best.median() < 15
    fresh = [records[moment].probed["fresh"][s] for s, moment in enumerate(best.tolist())]
    assert end.best_fresh == median(fresh)
    assert end.pace == records[-1].probed["update_ratios"][0].median()


def test_a_summary_counts_who_diverged():
    diverging = [QUICK.but(lr=0.1), QUICK.but(lr=1e9), QUICK.but(gain=1e30)]  # the last at once
    history = History(list(stream(diverging, probes=panels.DIAGNOSTICS)))
    end, best = summary(history), best_moments(history)
    assert (end.diverged, end.networks) == (2, 3)
    answered = [history["fresh"][best[s], s].item() for s in (0, 1)]  # the last one never did
    assert end.best_fresh == median(answered)
    first, *lost = scores(diverging)
    assert end.score == first  # medians of who has answers
    assert all(isnan(share) for one in lost for share in astuple(one))


def test_the_middle_is_that_of_the_numbers():
    assert median_of([0.2, nan, 0.4]) == pytest.approx(0.3) and isnan(median_of([nan, nan]))


def test_ranges_reach_from_the_lowest_to_the_highest():
    low, half, high = ranges(torch.tensor([[0.4, 0.1, 0.2], [0.9, 0.5, 0.5]]))
    assert low.tolist() == pytest.approx([0.1, 0.5])
    assert half.tolist() == pytest.approx([0.2, 0.5])
    assert high.tolist() == pytest.approx([0.4, 0.9])
    ends = ranges(torch.tensor([0.4, nan, 0.1]))  # of those that are numbers
    assert [end.item() for end in ends] == pytest.approx([0.1, 0.25, 0.4])


def test_trial_images_stand_for_the_fresh_ones():
    def look(glimpse):
        part = files(QUICK).trial
        return (glimpse.stack.forward(part.x).argmax(2) == part.y).float().mean(1)

    *_, judged = stream(QUICK)
    *_, tried = stream(QUICK, probes=[look], trial=True)
    assert tried.probed["fresh"] == tried.probed["look"] != judged.probed["fresh"]
    for name in ("reported", "train_accuracy", "validation_loss"):
        assert tried.probed[name] == judged.probed[name]
