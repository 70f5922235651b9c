"""Searches in this process: strategies, stacks, and what a search leaves behind."""

import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from helpers.tuning import in_process, search, tune
from helpers.tuning.results import Result, Trial
from helpers.tuning.space import Space
from helpers.tuning.strategies import STRATEGIES, Tpe, behind
from tests.tuning.tasks import PLANE, broken, hill, quick


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"trials": 0}, "trials takes a whole number, 1 or more, got 0"),
        ({"trials": 2.5}, "trials takes a whole number"),
        ({"strategy": "luck"}, "strategy takes one of grid, random, halving, bayes, tpe"),
        ({"seed": -1}, "seed takes a whole number, 0 or more"),
        ({"objective": 3}, "objective takes a function of settings, got 3"),
        ({"study": ""}, "study takes a name, got ''"),
        ({"limit": 3}, "limit takes seconds above 0 where there is a client, got 3"),
        ({"objective": lambda settings: "high"}, "returns or yields numbers, got 'high'"),
        ({"objective": hill, "strategy": "halving"}, "halving takes an objective that yields"),
    ],
)
def test_a_search_refuses_by_name(changes, told):
    given = {"objective": hill, "space": PLANE, "trials": 4, "strategy": "random", **changes}
    with pytest.raises(ValueError, match=told):
        tune(**given)


def test_an_objective_s_own_error_is_not_hidden():
    with pytest.raises(ArithmeticError, match="too far right"):
        tune(broken, PLANE, 20)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_one_seed_one_search(strategy):
    first, again, other = (tune(quick, PLANE, 20, strategy, seed) for seed in (1, 1, 2))
    assert first == again
    assert (first == other) is (strategy == "grid")
    assert first.step == first.steps == len(first.trials) == 20


def test_the_stream_shows_the_search_grow():
    seen = list(search(quick, PLANE, 5))
    assert [result.reports for result in seen] == sorted(result.reports for result in seen)
    assert seen[-1].step == seen[-1].steps == 5
    assert seen[0].trials[0].state == "running"
    assert seen[0].best is None
    assert np.isnan(seen[0].best_so_far).all()
    assert {trial.state for trial in seen[-1].trials} == {"done"}


def test_halving_cuts_the_worse_half_at_each_rung():
    def steady(settings):
        for _ in range(10):
            yield settings["x"]

    result = tune(steady, {"x": (0.0, 1.0)}, 16, "halving")
    ranked = sorted(result.trials, key=lambda trial: -trial.score)
    assert [len(trial.scores) for trial in ranked] == [10] + [8] + [4] * 2 + [2] * 4 + [1] * 8
    assert [trial.state for trial in ranked] == ["done"] + ["pruned"] * 15
    assert result.best is ranked[0]
    assert result.reports == 10 + 8 + 8 + 8 + 8


@pytest.mark.parametrize(("strategy", "trials", "share"), [("bayes", 30, 0.1), ("tpe", 60, 0.5)])
def test_a_search_that_learns_beats_one_that_does_not(strategy, trials, share):
    regret = {
        name: np.median([-tune(hill, PLANE, trials, name, seed).best.score for seed in range(8)])
        for name in ("random", strategy)
    }
    assert regret[strategy] < share * regret["random"]


def test_a_score_that_is_no_number_fails_its_trial():
    result = tune(lambda s: math.nan if s["x"] > 0.5 else s["x"], {"x": (0.0, 1.0)}, 20, "random")
    failed = [trial for trial in result.trials if trial.state == "failed"]
    assert {trial.settings["x"] > 0.5 for trial in failed} == {True}
    assert {trial.error for trial in failed} == {"its score is not a number"}
    assert result.best.score == max(s for s in result.scores if not np.isnan(s)) < 0.5


def test_halving_ranks_what_is_not_a_number_last():
    def steady(settings):
        for _ in range(3):
            yield math.nan if settings["x"] > 0.5 else settings["x"]

    assert tune(steady, {"x": (0.0, 1.0)}, 16, "halving").best.score < 0.5


def test_a_result_in_arrays():
    space = Space.of({"x": (0.0, 1.0), "k": [5, 6]})
    trials = (
        Trial(0, {"x": 0.25, "k": 5}, "done", (0.2, 0.4)),
        Trial(1, {"x": 0.5, "k": 6}, "pruned", (0.9,)),
        Trial(2, {"x": 1.0, "k": 6}, "done", (0.5, 0.3)),
        Trial(3, {}, "running"),
    )
    result = Result(space, trials, 8)
    assert (result.step, result.steps, result.reports, result.best.number) == (3, 8, 5, 0)
    np.testing.assert_array_equal(result.scores, [0.4, np.nan, 0.3, np.nan])
    np.testing.assert_array_equal(result.best_so_far, [0.4] * 4)
    growing = Result(space, (trials[2], trials[0], replace(trials[0], number=9)), 8)
    assert growing.best.number == 0  # the first of equals
    np.testing.assert_array_equal(growing.best_so_far, [0.3, 0.4, 0.4])
    assert trials[0] == Trial(0, {"x": 0.25, "k": 5}, "done", (0.2, 0.4), seconds=9.0)


def test_what_is_heavy_is_imported_where_it_is_used():
    heavy = "{'torch', 'optuna', 'keras', 'sqlalchemy', 'distributed', 'matplotlib', 'sklearn'}"
    code = f"import sys, helpers.tuning; print({heavy} & set(sys.modules))"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.strip() == "set()"


def test_sixteen_are_asked_and_run_together():
    batches = []

    class Together:
        def __call__(self, settings):
            raise AssertionError("one by one")

        def together(self, batch):
            batches.append(len(batch))
            for share in (2, 1):
                yield [share * hill(settings) for settings in batch]

    result = tune(Together(), PLANE, 40, seed=5)
    assert batches == [in_process.BATCH, in_process.BATCH, 8]
    assert [t.score for t in result.trials] == [
        t.score for t in tune(hill, PLANE, 40, seed=5).trials
    ]
    batches.clear()
    tune(Together(), PLANE, 8, "halving")
    assert batches == [8, 4, 2]  # those that go on are a smaller stack


def test_of_an_odd_number_the_middle_one_goes_on_and_what_is_no_number_is_cut_first():
    assert behind({4: 0.1, 5: 0.5, 6: 0.3, 7: 0.2, 8: 0.4}) == [7, 4]
    assert behind({0: 0.2, 1: math.nan, 2: -math.inf, 3: 0.1}) == [1, 2]
    assert behind({0: 0.5, 1: 0.5}) == [1] and behind({3: 0.0}) == []


def test_tpe_is_told_what_came_of_each_trial():
    search = Tpe(Space.of(PLANE), 4, seed=0)
    ended = zip(search.ask(3), ("done", "pruned", "failed"), strict=True)
    search.tell([Trial(k, s, state, (0.5, 0.1 + k)) for k, (s, state) in enumerate(ended)])
    done, pruned, failed = search.study.trials
    assert (done.state.name, done.value) == ("COMPLETE", 0.1)
    assert (pruned.state.name, pruned.intermediate_values) == ("PRUNED", {1: 0.5, 2: 1.1})
    assert failed.state.name == "FAIL" and search.study.direction.name == "MAXIMIZE"
