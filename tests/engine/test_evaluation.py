"""Loss and accuracy of a stack on a data set, against torch's own layers in eval mode."""

import torch
from torch.nn.functional import cross_entropy

from helpers import data
from helpers.engine.evaluation import evaluate, right
from helpers.engine.networks import Stack
from helpers.lessons.shared import generalization
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy

NORMED = Recipe(hidden=(6,), norm="batch", dropout=0.5)


def test_it_answers_as_in_eval_mode_and_leaves_the_stack_alone():
    examples = toy().test
    stack = Stack([NORMED, NORMED.but(seed=1)], examples.n_features, examples.n_outputs)
    before = [kept.clone() for kept in (*stack.running_means, *stack.running_variances)]
    loss, shares = evaluate(stack, examples)
    for s, outputs in enumerate(stack.forward(examples.x)):
        torch.testing.assert_close(loss[s], cross_entropy(outputs, examples.y))
        torch.testing.assert_close(shares[s], (outputs.argmax(1) == examples.y).float().mean())
    after = [*stack.running_means, *stack.running_variances]
    assert all(map(torch.equal, before, after))


def test_what_holds_no_number_is_wrong():
    outputs = torch.tensor([[[2.0, 1.0], [float("inf"), 0.0], [1.0, float("nan")]]])
    assert right(outputs, torch.tensor([0, 0, 0])).tolist() == [[True, False, False]]


def test_real_targets_have_a_loss_and_no_accuracy():
    patients = data.load("diabetes")
    stack = Stack([Recipe(hidden=(4,), seed=k) for k in range(3)], patients.n_features, 1)
    loss, shares = evaluate(stack, patients)
    expected = (stack.forward(patients.x) - patients.y).square().mean((1, 2))
    torch.testing.assert_close(loss, expected)
    assert shares.shape == (3,) and shares.isnan().all()


def test_both_probes_of_the_training_data_take_one_look(monkeypatch):
    looks = []
    counted = lambda *given: looks.append(1) or evaluate(*given)  # noqa: E731
    monkeypatch.setattr(generalization, "evaluate", counted)
    examples = toy()
    run = fit(
        NORMED,
        examples,
        steps=4,
        every=2,
        batch_size=4,
        probes=generalization.on_training_data(examples),
    )
    assert len(looks) == len(run.records) == 3
    assert len(set(run["train_loss"].flatten().tolist())) == 3  # of three different moments
