"""Notebook 05's exercises: every way to be right passes, a wrong one hears what it is."""

import pytest
import torch

from helpers.lessons.regularization import exercises


def step_by_autograd(w, grad, lr, lam):
    w = w.clone().requires_grad_()
    ((grad * w).sum() + lam * w.square().sum()).backward()
    return w.detach() - lr * w.grad


def threshold_by_where(w, by):
    return torch.where(w > by, w - by, torch.where(w < -by, w + by, 0.0))


def epoch_by_loop(losses, patience, compare=lambda best, epoch: best):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[compare(best, epoch)]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best


def stop_by_loop(losses, patience):
    return next(
        (
            k
            for k in range(patience, len(losses))
            if epoch_by_loop(losses, patience) == k - patience
        ),
        len(losses) - 1,
    )


def against_the_epoch_before(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        waited = 0 if losses[epoch] < losses[epoch - 1] else waited + 1
        if losses[epoch] < losses[best]:
            best = epoch
        if waited == patience:
            break
    return best


def keeps_every_epoch_that_falls(losses, patience):
    return epoch_by_loop(losses, patience, compare=lambda best, epoch: epoch - 1)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("l2_step", step_by_autograd),
        ("l2_step", lambda w, g, lr, lam: w * (1 - 2 * lr * lam) - lr * g),
        ("soft_threshold", threshold_by_where),
        ("soft_threshold", torch.nn.functional.softshrink),
        ("elastic_net", lambda w, lam, mix: lam * mix * w.norm(1) + lam * (1 - mix) * (w @ w) / 2),
        ("best_epoch", epoch_by_loop),
        ("decoupled_step", lambda w, step, lr, decay: w * (1 - lr * decay) - lr * step),
    ],
)
def test_every_way_to_be_right_passes(name, right):
    assert getattr(exercises, f"check_{name}").verdict(right).startswith(f"✓ {name} is right")


WRONG = [
    ("l2_step", lambda w, g, lr, lam: w - lr * g - lr * lam * w, "PyTorch's convention"),
    ("l2_step", lambda w, g, lr, lam: w - lr * (g + lam * (w**2).sum()), "not the penalty"),
    ("l2_step", lambda w, g, lr, lam: (w - lr * g) - 2 * lam * w, "learning rate"),
    ("l2_step", lambda w, g, lr, lam: w - lr * (g + lam * w.sign()), "L1's pull"),
    ("l2_step", lambda w, g, lr, lam: w * (1 + 2 * lr * lam) - lr * g, "away from 0"),
    ("l2_step", lambda w, g, lr, lam: step_by_autograd(w, g, -lr, lam), "walks up"),
    ("soft_threshold", lambda w, by: w - by * torch.sign(w), "cross 0"),
    ("soft_threshold", lambda w, by: torch.where(w.abs() > by, w, 0.0), "hard threshold"),
    ("soft_threshold", lambda w, by: torch.relu(w.abs() - by), "sign is lost"),
    ("soft_threshold", lambda w, by: torch.relu(w - by), "negative weights"),
    ("soft_threshold", lambda w, by: w - threshold_by_where(w, by), "takes away"),
    ("soft_threshold", lambda w, by: w - by * w, "by a share"),
    ("elastic_net", lambda w, lam, mix: lam * (mix * w.norm(1) + (1 - mix) * (w @ w)), "half"),
    (
        "elastic_net",
        lambda w, lam, mix: lam * (mix * w.abs().sum() + (1 - mix) / 2 * w.norm()),
        "without the root",
    ),
    (
        "elastic_net",
        lambda w, lam, mix: lam * (mix * w.sum() + (1 - mix) / 2 * (w @ w)),
        "absolute",
    ),
    (
        "elastic_net",
        lambda w, lam, mix: lam * ((1 - mix) * w.norm(1) + mix * (w @ w) / 2),
        "1 − mix to L2",
    ),
    (
        "elastic_net",
        lambda w, lam, mix: lam * (mix * w.abs() + (1 - mix) / 2 * w**2).mean(),
        "not means",
    ),
    ("elastic_net", lambda w, lam, mix: lam * (w.norm(1) + (w @ w) / 2), "mix is missing"),
    ("elastic_net", lambda w, lam, mix: mix * w.norm(1) + (1 - mix) * (w @ w) / 2, "λ is missing"),
    ("best_epoch", lambda losses, patience: torch.argmin(losses), "had stopped before"),
    ("best_epoch", lambda losses, patience: epoch_by_loop(losses, patience + 1), "too patient"),
    ("best_epoch", lambda losses, patience: epoch_by_loop(losses, patience) + 1, "from 1"),
    ("best_epoch", stop_by_loop, "where the run stops"),
    ("best_epoch", against_the_epoch_before, "not with the epoch before"),
    ("best_epoch", keeps_every_epoch_that_falls, "not with the epoch before"),
    ("best_epoch", lambda losses, patience: len(losses) - patience - 1, "end of the list"),
    ("decoupled_step", lambda w, s, lr, decay: (1 - decay) * w - lr * s, "learning rate"),
    ("decoupled_step", lambda w, s, lr, decay: w - lr * (s + 2 * decay * w), "without the 2"),
    ("decoupled_step", lambda w, s, lr, decay: w - lr * (s + decay * s), "not the step"),
    ("decoupled_step", lambda w, s, lr, decay: (1 - lr * decay) * (w - lr * s), "old weights"),
    ("decoupled_step", lambda w, s, lr, decay: w * (1 + lr * decay) - lr * s, "sign is wrong"),
    ("decoupled_step", lambda w, s, lr, decay: w - s * lr, "forgets to decay"),
    ("decoupled_step", lambda w, s, lr, decay: w - lr * (s + decay * torch.sign(w)), "as L1 does"),
]


@pytest.mark.parametrize(("name", "wrong", "words"), WRONG)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
