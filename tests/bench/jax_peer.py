"""The peer that is built for this: JAX, vmap over networks, jit, scan over mini-batches.

See peers for what a contender is.
"""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import torch

from helpers.engine.randomness import generator

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


@cache
def compiled(activation: str, classifies: bool, batch_size: int, lr: float):
    """epoch(state, order, x, y) → state for a stack of networks; XLA compiles it at the first
    call with tensors of new shapes."""
    act = getattr(jax.nn, activation)

    def loss(parameters, x, y):
        *hidden, (weight, bias) = parameters
        for w, b in hidden:
            x = act(x @ w + b)
        outputs = x @ weight + bias
        if not classifies:
            return jnp.square(outputs - y).mean()
        return -jnp.take_along_axis(jax.nn.log_softmax(outputs), y[:, None], 1).mean()

    def epoch(state, order, x, y):
        def step(state, rows):
            parameters, mean, squares, t = state
            grads = jax.grad(loss)(parameters, x[rows], y[rows])
            t = t + 1
            mean = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, mean, grads)
            squares = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, squares, grads)

            def moved(p, m, v):
                root = jnp.sqrt(v / (1 - BETA2**t)) + EPSILON
                return p - lr * m / (1 - BETA1**t) / root

            return (jax.tree.map(moved, parameters, mean, squares), mean, squares, t), None

        whole = len(order) // batch_size * batch_size
        state, _ = jax.lax.scan(step, state, order[:whole].reshape(-1, batch_size))
        return step(state, order[whole:])[0] if whole < len(order) else state

    return jax.jit(jax.vmap(epoch, in_axes=(0, 0, None, None)))


def forget():
    """Make the next run compile again, as a new shape would."""
    compiled.cache_clear()
    jax.clear_caches()


def jax_vmap(problem, seeds, epochs):
    """All networks as one vmapped program, one call per epoch."""
    epoch = compiled(problem.activation, problem.classifies, problem.batch_size, problem.lr)
    x, y = jnp.asarray(problem.data.train.x.numpy()), jnp.asarray(problem.data.train.y.numpy())
    orders = [generator(seed, "order") for seed in seeds]
    start = [
        (jnp.asarray(weight.numpy()), jnp.asarray(bias[:, 0].numpy()))
        for weight, bias in problem.parameters(seeds)
    ]
    zeros = jax.tree.map(jnp.zeros_like, start)
    state = start, zeros, zeros, jnp.zeros(len(seeds))

    def run():
        nonlocal state
        for _ in range(epochs):
            order = torch.stack([torch.randperm(len(x), generator=draws) for draws in orders])
            state = epoch(state, jnp.asarray(order.numpy()), x, y)
        jax.block_until_ready(state)

    def predict():
        hidden = torch.from_numpy(problem.data.test.x.numpy()).expand(len(seeds), -1, -1)
        *layers, last = ([torch.tensor(jax.device_get(p)) for p in pair] for pair in state[0])
        for weight, bias in layers:
            hidden = getattr(torch, problem.activation)(hidden @ weight + bias[:, None])
        return hidden @ last[0] + last[1][:, None]

    return run, predict
