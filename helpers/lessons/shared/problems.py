"""Problems that several notebooks share, so that their remedies are compared on the same ground."""

from dataclasses import replace

from helpers.data import Draws, Split, load, noisy_labels, split
from helpers.scaling import scale


def overfitting(n: int = 200, noise: float = 0.2, seed: int = 0, validation: float = 0.0) -> Split:
    """Few handwritten digits, some of them mislabelled: a network can learn them by heart.

    Notebooks 04 and 05 measure dropout, penalties, early stopping, smaller networks and more
    data on it.

    Args:    n: training examples, classes in their shares.
             noise: share of the training labels replaced by another class, from 0 to 1.
             seed: of the split and of the labels.
             validation: share of the digits put aside to choose on, rightly labelled.
    Returns: Split, inputs standardized with the training examples' mean and spread; the test
             set is the same 359 images for every n and noise, and its labels are right.
    Raises:  ValueError: see data.split, data.noisy_labels.
    """
    parts = split(load("digits"), seed=seed, n=n, validation=validation)
    return scale(replace(parts, train=noisy_labels(parts.train, noise, seed)))


def drawn(n: int = 200, noise: float = 0.2, validation_noise: float = 0.0) -> Draws:
    """The same problem with digits of its own for every seed: others to learn from, with other
    labels wrong, others to choose on (a fifth of all) and others to test.

    Args: n, noise: see overfitting; validation_noise: share of wrong labels among the digits to
          choose on.
    """

    def draw(seed: int) -> Split:
        parts = overfitting(n, noise, seed, validation=0.2)
        watched = noisy_labels(parts.validation, validation_noise, seed)
        return replace(parts, validation=watched)

    return Draws(draw)
