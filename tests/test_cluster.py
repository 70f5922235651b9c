"""Tasks on a cluster: answers, errors, and a worker whose helpers are not this process's."""

import shutil
from types import SimpleNamespace

import pytest
from distributed import Client, LocalCluster

from helpers.cluster import Tasks, carry_out, version
from tests import ROOT
from tests.clusters import local_client, process


def test_answers_carry_results_and_errors():
    with local_client(1) as client:
        tasks = Tasks(client)
        tasks.submit("half", divmod, 7, 2)
        tasks.submit("none", divmod, 7, 0)
        answers = {}
        while tasks:
            answers |= {answer.name: answer for answer in tasks.answers()}
    assert answers["half"].result == (3, 1) and answers["half"].error is None
    assert isinstance(answers["none"].error, ZeroDivisionError)


@pytest.mark.parametrize("helpers", ["changed", "missing"])
def test_a_worker_with_other_helpers_is_named(tmp_path, helpers):
    if helpers == "changed":
        shutil.copytree(ROOT / "helpers", tmp_path / "helpers")
        (tmp_path / "helpers/words.py").open("a").write("\n# another version\n")
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as cluster,
        process("worker", cluster.scheduler_address, "--no-nanny", folder=tmp_path),
        Client(cluster) as client,
    ):
        tasks = Tasks(client)
        tasks.submit("half", divmod, 7, 2)
        named = "the worker at tcp://.*" if helpers == "changed" else "a worker"
        with pytest.raises(RuntimeError, match=f"^{named} runs other helpers than this process: "):
            tasks.answers()


def test_a_call_is_made_for_the_same_helpers_only(monkeypatch):
    import cloudpickle

    call = cloudpickle.dumps((divmod, (7, 2)))
    assert carry_out(version(), call) == ((3, 1), None)
    monkeypatch.setattr("distributed.get_worker", lambda: SimpleNamespace(address="tcp://there"))
    result, error = carry_out("another", b"is not even unpickled")
    assert result is None and str(error) == "the worker at tcp://there"
