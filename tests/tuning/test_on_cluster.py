"""Searches on a cluster: the numbers of this process, whatever becomes of workers and scheduler."""

import os
import signal
import time

import numpy as np
import pytest
from distributed import Client

from helpers import data
from helpers.tuning import search, tune
from helpers.tuning.objectives import Training
from helpers.tuning.strategies import STRATEGIES
from tests.clusters import local_client, process
from tests.tuning.tasks import PLANE, broken, endless, fatal, hill, noted, quick, slow, whereabouts


@pytest.fixture(scope="module")
def client():
    """A client of two workers that no test harms."""
    with local_client(2) as client:
        yield client


def pids(client):
    """The workers' processes."""
    return list(client.run(os.getpid).values())


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_cluster_finds_what_one_process_finds(client, strategy, capsys):
    class Together:  # asked for sixteen at a time there, too
        def __call__(self, settings):
            return quick(settings)

        def together(self, batch):
            yield from zip(*map(quick, batch), strict=True)

    result = tune(Together(), PLANE, 40, strategy, 1, client)
    assert result == tune(Together(), PLANE, 40, strategy, 1)
    assert ("pruned" in {trial.state for trial in result.trials}) is strategy.endswith("halving")
    assert capsys.readouterr().out == f"Dask's dashboard: {client.dashboard_link}\n"


def test_a_search_goes_on_elsewhere_where_that_proposes_the_same(client, tmp_path):
    stream = search(quick, PLANE, 32, "halving", storage=tmp_path / "study")
    assert next(result for result in stream if result.step >= 10)
    stream.close()
    result = tune(quick, PLANE, 32, "halving", client=client, storage=tmp_path / "study")
    assert result == tune(quick, PLANE, 32, "halving")
    tune(quick, PLANE, 12, "tpe", storage=tmp_path / "study", study="learns")
    with pytest.raises(ValueError, match="exists with another client: give the same"):
        tune(quick, PLANE, 12, "tpe", 0, client, tmp_path / "study", study="learns")


def test_networks_train_there_as_here(client):
    objective = Training(data.split(data.make("moons", n=100, noise=0.2)), epochs=3)
    space = {"units": [4, 8], "lr": (0.01, 1.0, "log")}
    assert tune(objective, space, 6, client=client).step == 6
    result, here = (tune(objective, space, 8, "halving", 2, place) for place in (client, None))
    assert result == here


def test_sixty_trials_survive_a_kill_and_a_stop():
    with local_client(3) as client:
        killed, stopped, _ = pids(client)
        for result in search(slow, PLANE, 60, seed=3, client=client):
            if killed and result.step >= 5:
                os.kill(killed, signal.SIGKILL)
                killed = None
            elif stopped and result.step >= 10:
                os.kill(stopped, signal.SIGSTOP)
                stopped = None  # in the end it is killed by whoever watches over it
    assert (killed, stopped) == (None, None)
    assert result == tune(quick, PLANE, 60, seed=3)  # none lost, none twice


def test_a_worker_that_is_added_takes_its_share():
    with local_client(1) as client:
        (first,) = pids(client)
        stream = search(whereabouts, PLANE, 1000, client=client)
        next(result for result in stream if result.step >= 3)
        client.cluster.scale(2)  # it may take a while to start
        for result in stream:
            done = result.scores[np.isfinite(result.scores)]
            if sum(done != first) > 5:
                break
        stream.close()
    assert len(set(done) - {first}) == 1
    assert sum(done != first) > 5 and sum(done == first) >= 3


def test_a_search_outlives_its_scheduler(tmp_path):
    storage, file = str(tmp_path / "study"), tmp_path / "begun"
    where = {"storage": storage, "seed": 2}
    address = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(address))
    with (
        process("scheduler", *options) as scheduler,
        process("worker", "--scheduler-file", str(address), "--nthreads", "1"),
        Client(scheduler_file=str(address), timeout=60) as client,
    ):
        stream = search(noted(file), PLANE, 20, client=client, **where)
        with pytest.raises(ConnectionError, match="scheduler was lost: call again with a client"):
            for result in stream:
                if result.step >= 5:
                    scheduler.kill()
    before = len(file.read_text().splitlines())
    with local_client(1) as client:
        again = tune(noted(file), PLANE, 20, client=client, **where)
    assert again == tune(quick, PLANE, 20, seed=2)
    assert len(file.read_text().splitlines()) - before == 20 - result.step


def test_an_error_of_the_objective_fails_its_trial(client):
    result = tune(broken, PLANE, 8, client=client)
    failed = [trial for trial in result.trials if trial.settings["x"] > 0.5]
    assert {(t.state, t.error) for t in failed} == {("failed", "ArithmeticError: too far right")}
    assert result.best.score == max(hill(t.settings) for t in result.trials if not t.error)
    words = {trial.error for trial in tune(lambda _: "high", PLANE, 2, client=client).trials}
    assert words == {
        "ValueError: objective takes settings and returns or yields numbers, got 'high'"
    }


def test_a_trial_that_kills_its_workers_fails_alone():
    with local_client(2, **{"allowed-failures": 1}) as client:
        result = tune(fatal, PLANE, 3, seed=1, client=client)
    expected = {trial.settings["x"] > 0.5: trial.error for trial in result.trials}
    assert expected == {False: "", True: "2 workers were lost with it"}


def test_a_trial_that_does_not_end_is_ended(client):
    before = set(pids(client))
    result = tune(endless, PLANE, 4, client=client, limit=2)
    states = {trial.settings["x"] > 0.5: (trial.state, trial.error) for trial in result.trials}
    assert states == {False: ("done", ""), True: ("failed", "it took longer than 2 seconds")}
    assert {len(trial.scores) for trial in result.trials} == {1}
    client.wait_for_workers(2, timeout=60)
    assert set(pids(client)) != before  # nothing runs on


def test_a_thousand_trials_of_a_millisecond(client):
    began = time.monotonic()
    result = tune(hill, PLANE, 1000, client=client)
    assert result == tune(hill, PLANE, 1000)
    assert time.monotonic() - began < 120  # 4 s on a quiet machine


def test_whoever_stops_listening_stops_the_search(client, tmp_path):
    stream = search(noted(tmp_path / "begun"), PLANE, 200, client=client)
    next(stream)
    stream.close()
    before, begun = None, ""
    while begun != before:  # what was under way ends
        before = begun
        time.sleep(3)
        begun = (tmp_path / "begun").read_text()
    assert len(begun.splitlines()) < 200


def test_halving_on_a_cluster_takes_more_than_one_score(client):
    with pytest.raises(ValueError, match="halving takes an objective that yields scores as it go"):
        tune(hill, PLANE, 4, "halving", client=client)
