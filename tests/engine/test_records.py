"""The stream of Records: when they come, what they hold, laziness, divergence, messages."""

import math
import pickle

import pytest
import torch

from helpers import probes, training
from helpers.engine.networks import Stack
from helpers.engine.records import History
from helpers.training import fit, train
from tests.oracle import plain, toy
from tests.test_training import BASE, OPTIONS, PROBES, STEPS, same


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        ({"steps": 7, "every": 3}, [0, 3, 6, 7]),
        ({"steps": 6, "every": 3}, [0, 3, 6]),
        ({"steps": 0}, [0]),
        ({"steps": 2, "every": 100}, [0, 2]),
        ({"epochs": 2}, [0, 3, 6]),
        ({"epochs": 0.7, "every": 1}, [0, 1, 2]),
        ({"epochs": 2, "batch_size": 23}, [0, 1, 2]),
        ({"epochs": 2, "batch_size": 99}, [0, 1, 2]),
        ({"epochs": 1, "batch_size": 1, "every": 20}, [0, 20, 23]),
    ],
)
def test_records_come_at_the_start_every_few_steps_and_at_the_end(options, steps):
    history = fit(BASE, toy(), **{"batch_size": 8, **options})
    assert history.steps.tolist() == steps
    assert {record.steps for record in history.records} == {steps[-1]}
    per_epoch = math.ceil(23 / options.get("batch_size", 8))
    assert history.epochs.tolist() == pytest.approx([step / per_epoch for step in steps])


@pytest.mark.parametrize("asked", [(), (probes.whole_weight_norm,)], ids=["no probe", "a probe"])
def test_loss_is_the_mean_over_mini_batches_since_the_last_record(asked):
    history = fit(BASE, toy(), steps=7, every=3, batch_size=8, dtype=torch.float64, probes=asked)
    each = torch.tensor([loss for _, loss, _ in plain(BASE, toy(), 7)], dtype=torch.float64)
    expected = torch.stack([each[:1].mean(), each[1:4].mean(), each[4:7].mean(), each[7:].mean()])
    torch.testing.assert_close(history["loss"][:, 0], expected, rtol=1e-9, atol=0)


def test_probes_and_records_do_not_change_the_training():
    recipes = [BASE.but(norm="batch", dropout=0.3), BASE]
    often = fit(recipes, toy(), probes=[probes.gradient_norms, probes.dead_share], **OPTIONS)
    seldom = fit(recipes, toy(), **{**OPTIONS, "every": STEPS})
    blind = fit(recipes, toy(), **{**OPTIONS, "evaluate": False})
    same(often.last.test_loss, seldom.last.test_loss)
    same(often["loss"][:-1], blind["loss"][:-1])
    assert blind["test_loss"].isnan().all()
    assert blind["test_accuracy"].isnan().all()


def test_every_pass_shows_each_example_once_in_an_order_of_the_seeds():
    def gradient(glimpse):
        return glimpse.grad

    # At a rate of zero a batch's gradient is the mean over its examples, so that the batches'
    # gradients, weighted by their sizes, add up to the whole set's.
    zero = [BASE.but(hidden=(), init="zeros", lr=0, seed=seed) for seed in (0, 1)]
    options = {**OPTIONS, "steps": 5, "probes": [gradient]}
    batches = fit(zero, toy(), **options)["gradient"]
    whole = fit(zero, toy(), **{**options, "batch_size": 23})["gradient"]
    sizes = torch.tensor([8.0, 8, 7], dtype=torch.float64).view(3, 1, 1)
    for one_pass in (batches[:3], batches[3:]):
        torch.testing.assert_close((one_pass * sizes).sum(0) / 23, whole[0])
    assert not torch.allclose(batches[0, 0], batches[0, 1])
    assert not torch.allclose(batches[0], batches[3])


def test_the_full_batch_has_no_order():
    recipes = [BASE.but(init="constant", gain=0.2, seed=seed) for seed in (0, 1)]
    loss = fit(recipes, toy(), steps=5, every=1, batch_size=23)["loss"]
    same(loss[:, 0], loss[:, 1])
    expected = [loss for _, loss, _ in plain(recipes[0], toy(), 5, batch_size=23)]
    assert loss[:, 0].tolist() == pytest.approx(expected, rel=1e-5)


def test_what_is_not_asked_for_is_not_computed():
    calls = []

    def count(glimpse):
        calls.append(1)
        return torch.zeros(len(glimpse.stack))

    stream = train(BASE, toy(), steps=10**9, every=1, batch_size=8, probes=[count])
    assert len(calls) == 0
    assert [next(stream).step for _ in range(3)] == [0, 1, 2]
    assert len(calls) == 3
    stream.close()


def test_records_stay_as_they_were_when_training_goes_on():
    def weights(glimpse):
        return glimpse.stack.weights[0]

    records = list(train(BASE, toy(), probes=[weights], **OPTIONS))
    for record, (network, *_) in zip(records, watched(BASE), strict=True):
        torch.testing.assert_close(record.probed["weights"][0], network[0], rtol=1e-8, atol=1e-10)
        assert not record.probed["weights"].requires_grad


def watched(recipe):
    """The plain loop's first weights (F, fan_out) at each step, before the update."""
    for network, *_ in plain(recipe, toy(), STEPS):
        yield network.linears[0].weight.detach().T.clone()[None], None


def test_probes_of_unequal_depth_and_width_are_filled_up_with_nan():
    recipes = [BASE.but(hidden=hidden) for hidden in ((3,), (4, 7, 5), (6, 6), ())]
    seen = fit(
        recipes, toy(), steps=1, probes=[probes.gradient_norms, probes.dead_units]
    ).last.probed
    norms, units = seen["gradient_norms"], seen["dead_units"]
    assert (norms.shape, units.shape) == ((4, 4), (4, 3, 7))
    assert norms.isfinite().sum(1).tolist() == [2, 4, 3, 1]
    assert norms[:, 0].isfinite().all()
    assert units.isfinite().sum(2).tolist() == [[3, 0, 0], [4, 7, 5], [6, 6, 0], [0, 0, 0]]


# Divergence

WILD = BASE.but(hidden=(4,), activation="linear", lr=3.0)


def first_not_finite():
    losses = [loss for _, loss, _ in plain(WILD, toy("regression"), 100, dtype=torch.float32)]
    return next(step for step, loss in enumerate(losses) if not math.isfinite(loss))


@pytest.mark.parametrize("every", [1, 7])
def test_divergence_is_marked_with_its_step_and_the_others_go_on(every):
    calm, when = BASE.but(hidden=(4,)), first_not_finite()
    options = {"steps": when + 9, "every": every, "batch_size": 8}
    at_once = WILD.but(gain=1e30)  # before its first step
    history = fit([WILD, calm, WILD.but(lr=0.01), at_once], toy("regression"), **options)
    assert history.last.diverged_at.tolist() == [when, -1, -1, 0]
    for record in history.records:
        assert record.diverged_at[0] == (when if record.step >= when else -1)
        assert record.diverged_at[3] == 0
        assert record.loss[0].isfinite() == (record.step < when)
    alone = fit([calm, WILD.but(lr=0.01)], toy("regression"), **options)
    torch.testing.assert_close(alone["loss"], history["loss"][:, 1:3], rtol=1e-6, atol=0)


def test_divergence_in_the_very_last_step_is_marked():
    when = first_not_finite()
    assert fit(WILD, toy("regression"), steps=when, batch_size=8).last.diverged_at[0] == when
    assert fit(WILD, toy("regression"), steps=when - 1, batch_size=8).last.diverged_at[0] == -1


def test_an_answer_that_is_no_number_is_wrong():
    recipe = BASE.but(activation="linear", lr=1e30)
    assert fit(recipe, toy(), steps=9, batch_size=8).last.test_accuracy == 0


# History and messages


def test_history_stacks_records_over_time():
    history = fit([BASE, BASE.but(seed=1)], toy(), probes=PROBES, **OPTIONS)
    assert isinstance(history, History)
    assert history["test_loss"].shape == (STEPS + 1, 2)
    assert history["gradient_norms"].shape == (STEPS + 1, 2, 3)
    same(history["gradient_norms"][4], history.records[4].probed["gradient_norms"])
    same(history["loss"][-1], history.last.loss)
    with pytest.raises(ValueError, match=r"a history has loss, .*, gradient_norms, not 'los'"):
        history["los"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": -1}, "steps takes a whole number, 0 or more, got -1"),
        ({"epochs": -1}, "epochs takes a finite number, 0 or more, got -1"),
        ({"steps": 3, "every": 0}, "every takes a whole number, 1 or more, got 0"),
        ({"steps": 3, "batch_size": 0}, "batch_size takes a whole number, 1 or more, got 0"),
        ({"steps": 2.5}, "steps takes a whole number, 0 or more, got 2.5"),
        ({"steps": 1, "probes": [len, len]}, "probes takes functions of different names, got"),
        ({}, "give epochs or steps, one of them; got epochs=None, steps=None"),
        ({"steps": 1, "epochs": 1}, "give epochs or steps, one of them; got epochs=1, steps=1"),
    ],
)
def test_bad_arguments_are_named_before_training_starts(options, message):
    with pytest.raises(ValueError, match=message):
        train(BASE, toy(), **options)
    with pytest.raises(ValueError, match="recipes takes one recipe or more, got none"):
        train([], toy(), steps=1)


def test_batch_norm_of_a_single_example_is_refused_in_plain_words():
    data = toy(n=17)  # batches of 8, 8 and 1: one example has no variance
    with pytest.raises(ValueError, match="batch_size"):
        fit(BASE.but(norm="batch"), data, epochs=1, batch_size=8)


# Where


def test_a_device_that_is_not_at_hand_is_refused():
    with pytest.raises(ValueError, match=r"device takes cpu.* on this machine, got 'tpu'"):
        train(BASE, toy(), steps=1, device="tpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine")
@pytest.mark.parametrize("shape", [{}, {"dropout": 0.5}, {"norm": "batch", "residual": True}])
def test_a_gpu_gives_the_cpus_numbers(shape):
    recipes = [BASE.but(seed=seed, **shape) for seed in (0, 1)]
    cpu, gpu = (fit(recipes, toy(), device=device, **OPTIONS) for device in ("cpu", "cuda"))
    for key in ("loss", "test_loss", "test_accuracy"):
        torch.testing.assert_close(gpu[key], cpu[key], rtol=1e-8, atol=1e-10)


def test_without_a_word_a_stack_trains_on_the_cpu_even_where_there_is_a_gpu(monkeypatch):
    asked = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(training, "Stack", lambda *parts: asked.append(parts[-1]) or Stack(*parts))
    next(train([BASE] * 3, toy(), steps=1))
    assert asked == ["cpu"]


def test_a_record_is_read_only_and_grows_by_also():
    record = fit(BASE, toy(), steps=1, probes=[probes.gradient_norms]).last
    with pytest.raises(TypeError):
        record.probed["rate"] = torch.ones(1)
    more = record.also(rate=torch.ones(1))
    assert set(more.probed) == {"gradient_norms", "rate"} and set(record.probed) == {
        "gradient_norms"
    }
    assert more.loss is record.loss and more.step == record.step
    assert torch.equal(History([more])["rate"], torch.ones(1, 1))


def test_a_record_goes_to_another_process_and_stays_read_only():
    record = fit(BASE, toy(), steps=1, probes=[probes.gradient_norms]).last
    again = pickle.loads(pickle.dumps(record))
    assert again.recipes == record.recipes and again.step == record.step
    assert torch.equal(again.loss, record.loss)
    assert torch.equal(again.probed["gradient_norms"], record.probed["gradient_norms"])
    with pytest.raises(TypeError):
        again.probed["rate"] = torch.ones(1)


def test_who_diverged_is_known_before_anything_is_read():
    """The loss and the step of divergence are summed up together, in whatever order they are
    asked for."""
    wild = BASE.but(activation="relu", lr=1e30)
    group = training._Group([wild], {wild.seed: toy()}, False, 9, 8, (), torch.float32, "cpu")
    for _ in range(6):
        group.step(look=False, update=True)
    group.sum_up()
    diverged = group.diverged_at.item()
    assert 0 <= diverged < 6 and not group.loss.isfinite().all()
