"""Update rules, each a few operations on all parameters of a stack at once.

A rule takes the gradient (n, P), its state (a dict of tensors (n, P)), the step's number
counted from 1, and the hyperparameters that its n networks share, a Recipe; it changes the
state and returns the update (n, P) to be added to the parameters. Conventions (where epsilon
stands, the sign of the velocity) are PyTorch's, so that a test can compare step by step.
"""

import math
from dataclasses import fields

from torch import Tensor

from helpers.engine.arrays import of
from helpers.engine.networks import Stack
from helpers.engine.schedules import share
from helpers.recipes import Recipe, blocks


def sgd(grad, state, step, h):
    """Against the gradient. Source: Robbins & Monro 1951."""
    return -h.lr * grad


def momentum(grad, state, step, h):
    """Velocity: a decaying sum of past gradients. Source: Polyak 1964."""
    return -h.lr * _velocity(grad, state, h)


def nesterov(grad, state, step, h):
    """Momentum that looks one step ahead. Source: Nesterov 1983; Sutskever et al. 2013."""
    return -h.lr * (grad + h.momentum * _velocity(grad, state, h))


def _velocity(grad, state, h):
    velocity = _get(state, "velocity", grad)
    velocity *= h.momentum
    velocity += grad
    return velocity


def adagrad(grad, state, step, h):
    """A step per parameter that shrinks with all gradients seen. Source: Duchi et al. 2011."""
    squares = of(grad).add_product(_get(state, "squares", grad), grad, grad)
    return -h.lr * grad / (of(grad).sqrt(squares) + 1e-10)


def rmsprop(grad, state, step, h):
    """AdaGrad that forgets: a running mean of squares. Source: Tieleman & Hinton 2012."""
    squares = of(grad).lerp(_get(state, "squares", grad), grad * grad, 1 - h.decay)
    return -h.lr * grad / (of(grad).sqrt(squares) + 1e-8)


def adadelta(grad, state, step, h):
    """The step's size comes from past updates. Source: Zeiler 2012, algorithm 1."""
    ops = of(grad)
    squares = ops.lerp(_get(state, "squares", grad), grad * grad, 1 - h.decay)
    updates = _get(state, "updates", grad)
    update = ops.sqrt((updates + 1e-6) / (squares + 1e-6)) * grad
    ops.lerp(updates, update * update, 1 - h.decay)
    return -h.lr * update


def adam(grad, state, step, h):
    """RMSProp with momentum, both corrected for their zero start. Source: Kingma & Ba 2015."""
    beta1, beta2 = h.betas
    ops = of(grad)
    mean = ops.lerp(_get(state, "mean", grad), grad, 1 - beta1)
    squares = _get(state, "squares", grad)
    squares *= beta2
    ops.add_product(squares, grad, grad, value=1 - beta2)
    # m̂ / (√v̂ + ε) with v's correction taken out of the root: one division less of (n, P).
    correction = math.sqrt(1 - beta2**step)
    root = ops.sqrt(squares)
    root += 1e-8 * correction
    update = mean / root
    update *= -h.lr * correction / (1 - beta1**step)
    return update


RULES = {rule.__name__: rule for rule in (sgd, momentum, nesterov, adagrad, adadelta, rmsprop)}
RULES |= {"adam": adam, "adamw": adam}  # they differ in where weight decay acts, below


# The fields of a Recipe that no rule reads: the network itself, and what Optimizer applies to each
# network beside its rule.
NOT_OF_A_RULE = {
    *("hidden", "activation", "negative_slope", "init", "gain", "bias", "norm", "norm_place"),
    *("norm_momentum", "residual", "dropout", "seed"),
    *("weight_decay", "l1", "clip_norm", "clip_value"),
}


def rule_key(recipe: Recipe) -> tuple:
    """What networks must share to be updated together, for plain numbers are the fastest factors:
    all fields but those named above, so that a new hyperparameter is never shared by mistake."""
    return tuple(getattr(recipe, f.name) for f in fields(recipe) if f.name not in NOT_OF_A_RULE)


class Optimizer:
    """The rules of a stack's networks, each with its own hyperparameters and state.

    Args: steps: of the whole training, for schedules and warm-ups.
    """

    def __init__(self, stack: Stack, steps: int):
        self.stack, self.step, self.steps = stack, 0, steps
        self._runs = [
            (rows, stack.recipes[rows.start], {}) for _, rows in blocks(stack.recipes, rule_key)
        ]
        decay = self._column("weight_decay")
        self._decay = decay * stack.is_weight if decay.any() else None
        l1 = self._column("l1")
        self._l1 = l1 * stack.is_weight if l1.any() else None
        clips = {field: self._column(field) for field in ("clip_norm", "clip_value")}
        self._clips = {field: bound for field, bound in clips.items() if bound.isfinite().any()}

    def _column(self, field: str) -> Tensor:
        return self.stack.per_network(field, self.stack.flat.dtype)

    def update(self, grad: Tensor) -> Tensor:
        """What to add to stack.flat, (S, P), for the gradient (S, P) of this step."""
        self.step += 1
        grad = self.clip(grad)
        updates, ops = [], of(grad)
        flat = ops.own(self.stack.flat)
        for rows, recipe, state in self._runs:
            h = self._now(recipe)
            part, weights = grad[rows], flat[rows]
            decay = None if self._decay is None else ops.own(self._decay)[rows]
            if decay is not None and h.optimizer != "adamw":
                part = part + decay * weights
            update = RULES[h.optimizer](part, state, self.step, h)
            if decay is not None and h.optimizer == "adamw":
                update -= h.lr * decay * weights
            if self._l1 is not None:
                update = proximal(weights, update, h.lr * ops.own(self._l1)[rows])
            updates.append(update)
        return updates[0] if len(updates) == 1 else ops.concatenate(updates)

    def _now(self, recipe: Recipe) -> Recipe:
        """The recipe with the learning rate that its schedule grants this step."""
        if recipe.schedule == "constant" and not recipe.warmup:
            return recipe
        return recipe.but(lr=recipe.lr * share(recipe, self.step, self.steps))

    def clip(self, grad: Tensor) -> Tensor:
        """Bound each network's gradient, by component and then by norm, where asked.

        Source: Pascanu et al. 2013, algorithm 1 (by norm).
        """
        ops = of(grad)
        if "clip_value" in self._clips:
            bound = ops.own(self._clips["clip_value"])
            grad = ops.minimum(ops.maximum(grad, -bound), bound)
        if "clip_norm" in self._clips:
            bound = ops.own(self._clips["clip_norm"])
            norm = ops.norm(grad, axis=1, keepdims=True) + 1e-6  # as torch.nn.utils.clip_grad_norm_
            grad = grad * ops.where(norm > bound, bound / norm, ops.ones_like(norm))
        return grad


def proximal(weights: Tensor, update: Tensor, shrink: Tensor) -> Tensor:
    """The update with L1's soft threshold behind it: weights move towards 0 by `shrink`, and
    those that would cross it become 0 exactly. Source: Parikh & Boyd 2014, section 6.5.2."""
    shrunk = soft_threshold(weights + update, shrink) - weights
    # Where nothing shrinks the update stays, to the bit.
    return of(update).where(shrink > 0, shrunk, update)


def soft_threshold(x: Tensor, by: Tensor) -> Tensor:
    """x, moved towards 0 by `by`, and 0 where it would cross it."""
    ops = of(x)
    return ops.sign(x) * ops.relu(abs(x) - by)


def _get(state: dict, name: str, like: Tensor) -> Tensor:
    """A running tensor of a rule, zeros before the first step; rules change it in place."""
    if name not in state:
        state[name] = of(like).zeros_like(like)
    return state[name]
