"""One look for the whole series: the same thing has the same colour in every notebook.

Colours are Okabe & Ito's, which stay apart for colour-blind readers; line style and marker
differ too, so that colour is never the only difference.
"""

from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib

BLACK, ORANGE, SKY, GREEN = "#222222", "#E69F00", "#56B4E9", "#009E73"
BLUE, VERMILION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#8A8A8A"
DIVERGING = "PuOr_r"  # colour map with a neutral middle: purple below, orange above
SEQUENTIAL = "cividis"  # dark blue to bright yellow, the same to colour-blind eyes

RC = {
    "font.size": 12,
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "legend.fontsize": 12,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E6E6E6",
    "lines.linewidth": 2.2,
    "lines.markersize": 5,
    "legend.frameon": False,
    "legend.handlelength": 2.2,
    "legend.columnspacing": 1.4,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",
    "mathtext.fontset": "dejavusans",
}


@dataclass(frozen=True)
class Look:
    """How one thing is drawn."""

    color: str
    linestyle: str | tuple = "-"
    marker: str = "o"


_SPARE = (
    Look(BLACK, "-", "o"),
    Look(BLUE, "--", "s"),
    Look(VERMILION, "-.", "^"),
    Look(GREEN, (0, (5, 1)), "D"),
    Look(PURPLE, ":", "v"),
    Look(ORANGE, (0, (3, 1, 1, 1)), "P"),
    Look(SKY, (0, (1, 1)), "X"),
)
LOOKS = {
    "linear": Look(GREY, "-", "x"),
    "step": Look(BLACK, "-", "|"),
    "sigmoid": Look(VERMILION, "-", "o"),
    "tanh": Look(ORANGE, "--", "s"),
    "relu": Look(BLUE, "-", "^"),
    "leaky_relu": Look(SKY, "-.", "v"),
    "elu": Look(GREEN, (0, (5, 1)), "D"),
    "gelu": Look(PURPLE, ":", "P"),
    "softmax": Look(VERMILION, ":", "d"),  # of two classes it is the sigmoid
    # Losses of one network over its training.
    "training_loss": Look(BLACK, "-", "o"),
    "test_loss": Look(VERMILION, "--", "s"),
    # Optimizers.
    "sgd": Look(BLACK, "-", "o"),
    "gradient_descent": Look(BLACK, "-", "o"),  # SGD without the S: all the data, no noise
    "momentum": Look(BLUE, "--", "s"),
    "nesterov": Look(SKY, "-.", "v"),
    "adagrad": Look(ORANGE, (0, (3, 1, 1, 1)), "P"),
    "adadelta": Look(PURPLE, ":", "X"),
    "rmsprop": Look(GREEN, (0, (5, 1)), "D"),
    "adam": Look(VERMILION, "-", "^"),
    "adamw": Look(GREY, "--", "d"),
    # Schedules of the learning rate; a rule that warms up keeps its colour.
    "adam_with_warm-up": Look(VERMILION, ":", "v"),
    "momentum_with_warm-up": Look(BLUE, ":", "D"),
    "constant_rate": Look(BLACK, "-", "o"),
    "step_decay": Look(ORANGE, (0, (5, 1)), "s"),
    "cosine": Look(BLUE, "--", "^"),
    # Initial weights, and what becomes of the signal.
    "spread": Look(BLACK, ":", "o"),
    "zero": Look(GREY, (0, (1, 3)), "x"),
    "constant": Look(BLACK, (0, (7, 2, 1, 2, 1, 2)), "s"),
    "small": Look(SKY, "-.", "v"),
    "large": Look(VERMILION, "--", "D"),
    "lecun": Look(PURPLE, (0, (5, 1)), "P"),
    "glorot": Look(ORANGE, (0, (3, 1, 1, 1)), "o"),
    "he": Look(BLUE, "-", "^"),
    # Scalers.
    "unscaled": Look(BLACK, "-", "o"),
    "min-max": Look(ORANGE, (0, (3, 1, 1, 1)), "P"),
    "standard": Look(BLUE, "--", "s"),
    "robust": Look(GREEN, "-.", "D"),
    # The sick network of notebook 01 and its cures.
    "sick": Look(BLACK, "-", "o"),
    "shallower": Look(ORANGE, (0, (3, 1, 1, 1)), "s"),
    "larger_start": Look(GREEN, "--", "D"),
    "batch_norm": Look(PURPLE, "-.", "v"),
    "residual": Look(SKY, (0, (5, 1)), "P"),
    # Normalization.
    "no_norm": Look(BLACK, "-", "o"),
    "batch_norm_after": Look(ORANGE, ":", "P"),
    "layer_norm": Look(GREEN, "--", "D"),
    # Dropout, and the committees it is compared with.
    "no_dropout": Look(BLACK, "-", "o"),
    "dropout": Look(BLUE, "--", "s"),
    "thinned_networks": Look(SKY, "-", "v"),
    "bagged": Look(PURPLE, "-.", "D"),
    "random_forest": Look(GREEN, (0, (5, 1)), "^"),
    # The remedies of notebook 05 beside dropout.
    "overfit": Look(BLACK, "-", "o"),
    "l1": Look(VERMILION, "--", "D"),
    "l2": Look(GREEN, "-.", "v"),
    "elastic_net": Look(PURPLE, (0, (5, 1)), "P"),
    "early_stopping": Look(SKY, "-", "X"),
    "fewer_layers": Look(ORANGE, (0, (3, 1, 1, 1)), "s"),
    "fewer_units": Look(ORANGE, ":", "^"),
    "more_data": Look(GREY, "--", "^"),
    # Searches for hyperparameters.
    "grid": Look(ORANGE, "--", "s"),
    "random": Look(BLUE, "-", "o"),
    "halving": Look(GREEN, "-.", "D"),
    "all_to_the_end": Look(BLACK, "-", "X"),
}


def look(name: str, index: int = 0) -> Look:
    """The look of a known thing, else the index-th spare look.

    "leaky_relu", "leaky ReLU" and "leaky ReLU, gain 2" are one thing.
    """
    return LOOKS.get(name.split(",")[0].lower().replace(" ", "_")) or _SPARE[index % len(_SPARE)]


def context():
    """Within it, new figures and axes have the course's sizes and lines."""
    return _settings(RC)


def defaults():
    """Within it, matplotlib's own defaults hold, whatever style a reader has chosen."""
    return _settings({})


@contextmanager
def _settings(settings: dict):
    # Plain dictionaries: rc_context would validate three hundred values, for each frame anew.
    theirs = dict(dict.items(matplotlib.rcParams))
    own = dict(dict.items(matplotlib.rcParamsDefault))
    own["backend"] = theirs["backend"]
    dict.update(matplotlib.rcParams, own)
    matplotlib.rcParams.update(settings)
    try:
        yield
    finally:
        dict.update(matplotlib.rcParams, theirs)
