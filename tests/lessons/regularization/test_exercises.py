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


def epoch_by_loop(losses, patience):
    best, waited = 0, 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best


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


@pytest.mark.parametrize(
    ("name", "wrong", "words"),
    [
        ("l2_step", lambda w, g, lr, lam: w - lr * g - lr * lam * w, "PyTorch's convention"),
        ("l2_step", lambda w, g, lr, lam: w - lr * (g + lam * (w**2).sum()), "not the penalty"),
        ("l2_step", lambda w, g, lr, lam: (w - lr * g) - 2 * lam * w, "learning rate"),
        ("l2_step", lambda w, g, lr, lam: w - lr * (g + lam * w.sign()), "L1's pull"),
        ("soft_threshold", lambda w, by: w - by * torch.sign(w), "cross 0"),
        ("soft_threshold", lambda w, by: torch.where(w.abs() > by, w, 0.0), "hard threshold"),
        ("soft_threshold", lambda w, by: torch.relu(w.abs() - by), "sign is lost"),
        ("soft_threshold", lambda w, by: torch.relu(w - by), "negative weights"),
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
        ("best_epoch", lambda losses, patience: torch.argmin(losses), "had stopped before"),
        ("best_epoch", lambda losses, patience: epoch_by_loop(losses, patience + 1), "too patient"),
        ("best_epoch", lambda losses, patience: epoch_by_loop(losses, patience) + 1, "from 1"),
        ("decoupled_step", lambda w, s, lr, decay: (1 - decay) * w - lr * s, "learning rate"),
        ("decoupled_step", lambda w, s, lr, decay: w - lr * (s + 2 * decay * w), "without the 2"),
        ("decoupled_step", lambda w, s, lr, decay: w - lr * (s + decay * s), "not the step"),
        ("decoupled_step", lambda w, s, lr, decay: (1 - lr * decay) * (w - lr * s), "old weights"),
    ],
)
def test_a_wrong_answer_hears_its_misunderstanding(name, wrong, words):
    headline, example = getattr(exercises, f"check_{name}").verdict(wrong).split("\n")
    assert headline.startswith(f"✗ {name}: ") and words in headline
    assert "yours gives" in example
