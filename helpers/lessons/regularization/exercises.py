"""Exercises of notebook 05: regularization."""

import torch

from helpers.engine.tensors import floats
from helpers.lessons.shared.exercise import Exercise


def _numbers(draws, *shape):
    return torch.randn(shape, generator=draws)


def _share(draws):
    return 0.1 + 0.8 * torch.rand((), generator=draws).item()


check_l2_step = Exercise(
    "l2_step",
    answer="new weights",
    lesson="the penalty λ Σw² adds 2λw to the gradient, and pulls each weight towards 0 by a "
    "share of itself",
    solution=lambda w, grad, lr, lam: w - lr * (grad + 2 * lam * w),
    examples=(
        (floats([1.0, -2.0]), floats([0.0, 0.0]), 0.1, 0.5),
        (floats([3.0, -4.0]), floats([1.0, 2.0]), 0.2, 0.3),
    ),
    sample=lambda draws: (_numbers(draws, 4), _numbers(draws, 4), _share(draws), _share(draws)),
    mistakes=(
        (
            "this is the penalty λ/2 Σw², PyTorch's convention: the notes' λ Σw² has gradient 2λw",
            lambda w, g, lr, lam: w - lr * (g + lam * w),
        ),
        (
            "the gradient of the penalty is added, not the penalty itself",
            lambda w, g, lr, lam: w - lr * (g + lam * w.square().sum()),
            lambda w, g, lr, lam: w - lr * (g + lam * w.square()),
        ),
        (
            "this pushes the weights away from 0: the penalty's gradient has the loss's sign",
            lambda w, g, lr, lam: w - lr * (g - 2 * lam * w),
        ),
        (
            "the learning rate multiplies the penalty's gradient as well",
            lambda w, g, lr, lam: w - lr * g - 2 * lam * w,
        ),
        (
            "this is L1's pull, the same for every weight: L2's grows with the weight",
            lambda w, g, lr, lam: w - lr * (g + lam * w.sign()),
            lambda w, g, lr, lam: w - lr * (g + 2 * lam * w.sign()),
        ),
        ("this walks up the loss: subtract", lambda w, g, lr, lam: w + lr * (g + 2 * lam * w)),
    ),
)


def _beyond(w, by):
    return w.abs() > by


check_soft_threshold = Exercise(
    "soft_threshold",
    answer="weights",
    lesson="every weight moves towards 0 by the threshold, and those that would cross it stay "
    "there: exact zeros",
    solution=lambda w, by: w.sign() * (w.abs() - by).clamp_min(0),
    examples=(
        (floats([2.0, -3.0, 0.5, -0.25]), 1.0),
        (floats([0.3, -0.2, 0.1]), 0.2),
    ),
    sample=lambda draws: (_numbers(draws, 6), _share(draws)),
    mistakes=(
        (
            "small weights cross 0 and land on the other side: stop them there",
            lambda w, by: w - by * w.sign(),
        ),
        (
            "this is the hard threshold: the weights that stay move by the threshold as well",
            lambda w, by: w * _beyond(w, by),
        ),
        ("the sign is lost", lambda w, by: (w.abs() - by).clamp_min(0)),
        ("negative weights move up to 0 too", lambda w, by: (w - by).clamp_min(0)),
        ("this keeps the part that the threshold takes away", lambda w, by: w.clamp(-by, by)),
        (
            "this shrinks by a share, as L2 does; L1 takes the same from every weight",
            lambda w, by: w * (1 - by),
            lambda w, by: w / (1 + by),
        ),
    ),
)


def _l1(w):
    return w.abs().sum()


def _l2(w):
    return w.square().sum()


check_elastic_net = Exercise(
    "elastic_net",
    answer="penalty",
    lesson="mix 1 is L1, mix 0 is L2, λ sets the size of both",
    solution=lambda w, lam, mix: lam * (mix * _l1(w) + (1 - mix) / 2 * _l2(w)),
    examples=(
        (floats([1.0, -2.0]), 0.5, 1.0),
        (floats([1.0, -2.0]), 0.5, 0.0),
        (floats([3.0, 0.0, -1.0]), 0.1, 0.25),
    ),
    sample=lambda draws: (_numbers(draws, 5), _share(draws), _share(draws)),
    mistakes=(
        (
            "mix belongs to L1 and 1 − mix to L2",
            lambda w, lam, mix: lam * ((1 - mix) * _l1(w) + mix / 2 * _l2(w)),
        ),
        (
            "the half of L2 is missing",
            lambda w, lam, mix: lam * (mix * _l1(w) + (1 - mix) * _l2(w)),
        ),
        (
            "L1 adds absolute values: here negative weights cancel positive ones",
            lambda w, lam, mix: lam * (mix * w.sum() + (1 - mix) / 2 * _l2(w)),
        ),
        (
            "L2 adds squares: without the root",
            lambda w, lam, mix: lam * (mix * _l1(w) + (1 - mix) / 2 * w.norm()),
        ),
        (
            "the notes' penalties are sums over the weights, not means",
            lambda w, lam, mix: lam * (mix * _l1(w) + (1 - mix) / 2 * _l2(w)) / len(w),
        ),
        (
            "both parts at full size: the mix is missing",
            lambda w, lam, mix: lam * (_l1(w) + _l2(w) / 2),
            lambda w, lam, mix: lam * (_l1(w) + _l2(w)),
        ),
        (
            "λ is missing: it multiplies both parts",
            lambda w, lam, mix: mix * _l1(w) + (1 - mix) / 2 * _l2(w),
        ),
    ),
)


def _walk(losses, patience, wait_until=None, compare="best", keep="best"):
    """The epoch of the best loss and the epoch of the stop."""
    best, waited = 0, 0
    for epoch, loss in enumerate(losses[1:].tolist(), start=1):
        reference = losses[best] if compare == "best" else losses[epoch - 1]
        if loss < reference:
            waited = 0
            best = epoch if keep == "last" or loss < losses[best] else best
        else:
            waited += 1
            if waited == (patience if wait_until is None else wait_until(patience)):
                return best, epoch
    return best, len(losses) - 1


check_best_epoch = Exercise(
    "best_epoch",
    answer="epoch",
    lesson="the run ends when patience does, and the weights come from the best epoch before that",
    solution=lambda losses, patience: _walk(losses, patience)[0],
    examples=(
        (floats([3.0, 2.0, 2.5, 2.4, 1.0]), 2),
        (floats([3.0, 2.0, 2.5, 1.5, 1.6, 1.7]), 2),
        (floats([3.0, 2.0, 2.5, 1.9, 1.8]), 1),
        (floats([3.0, 2.0, 2.5, 2.4, 2.3, 2.2]), 3),
        (floats([3.0, 2.0, 2.5, 2.4, 2.6, 1.5, 1.4]), 3),
        (floats([3.0, 2.0, 2.5, 2.4, 2.6, 2.7, 1.0]), 2),
    ),
    sample=lambda draws: (torch.rand(12, generator=draws), 2),
    mistakes=(
        (
            "this is where the run stops: the weights go back to the best epoch before",
            lambda losses, patience: _walk(losses, patience)[1],
        ),
        (
            "this is the best of all epochs: the run had stopped before it could see that one",
            lambda losses, patience: losses.argmin().item(),
        ),
        (
            "compare with the best so far, not with the epoch before",
            lambda losses, patience: _walk(losses, patience, compare="last")[0],
            lambda losses, patience: _walk(losses, patience, compare="last", keep="last")[0],
        ),
        (
            "one epoch too patient: the run stops at the patience-th epoch without a new best",
            lambda losses, patience: _walk(losses, patience, lambda p: p + 1)[0],
        ),
        (
            "this counts from 1: the first epoch is number 0",
            lambda losses, patience: _walk(losses, patience)[0] + 1,
        ),
        (
            "this is patience epochs before the end of the list: stop where patience runs out",
            lambda losses, patience: len(losses) - 1 - patience,
        ),
    ),
)

check_decoupled_step = Exercise(
    "decoupled_step",
    answer="new weights",
    lesson="the decay stands outside Adam's division, so every weight loses the same share",
    solution=lambda w, adam_step, lr, decay: w - lr * adam_step - lr * decay * w,
    examples=(
        (floats([1.0, -2.0]), floats([0.0, 0.0]), 0.1, 0.5),
        (floats([4.0, -2.0]), floats([1.0, -0.5]), 0.1, 0.2),
        (floats([1.0, -1.0]), floats([2.0, 1.0]), 0.5, 0.5),
    ),
    sample=lambda draws: (_numbers(draws, 4), _numbers(draws, 4), _share(draws), _share(draws)),
    mistakes=(
        (
            "the old weights decay, not those after the step",
            lambda w, step, lr, decay: (w - lr * step) * (1 - lr * decay),
        ),
        (
            "PyTorch's AdamW multiplies the decay by the learning rate",
            lambda w, step, lr, decay: w - lr * step - decay * w,
        ),
        (
            "the convention is decay · w, without the 2",
            lambda w, step, lr, decay: w - lr * step - 2 * lr * decay * w,
        ),
        (
            "the weights decay, not the step",
            lambda w, step, lr, decay: w - lr * (1 - decay) * step,
            lambda w, step, lr, decay: w - lr * step - lr * decay * step,
        ),
        (
            "decay takes from the weights: the sign is wrong",
            lambda w, step, lr, decay: w - lr * step + lr * decay * w,
        ),
        ("this forgets to decay", lambda w, step, lr, decay: w - lr * step),
        (
            "this takes the same from every weight, as L1 does",
            lambda w, step, lr, decay: w - lr * step - lr * decay * w.sign(),
        ),
    ),
)
