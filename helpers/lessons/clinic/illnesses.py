"""Eleven illnesses: what makes a script sick at three severities, its target, and what cures it.

Where another single treatment works as well, `also` says why. Doses and targets are chosen so
that every other one misses the target: tests train them all over 20 seeds, severities in turn.
What that is worth for other networks, strangers.py asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from helpers import checks
from helpers.lessons.clinic.scripts import Script
from helpers.recipes import Recipe

SEVERITIES = ("mild", "moderate", "severe")


@dataclass(frozen=True)
class Illness:
    """One way in which a script can be sick.

    Args:
        name: what a diagnosis calls it.
        script: the sick script, of a dose; doses: one for each of SEVERITIES.
        target: the least accuracy on fresh images that counts as well again.
        cure: the right treatment, one of TREATMENTS; why: it works.
        also: other single treatments that reach the target, and why.
    """

    name: str
    script: Callable[[float], Script]
    doses: tuple[float, float, float]
    target: float
    cure: str
    why: str
    also: Mapping[str, str] = field(default_factory=dict)

    def dose(self, severity: str) -> float:
        """How much of it one of SEVERITIES is.

        Raises: ValueError: for another severity, with the list.
        """
        return self.doses[SEVERITIES.index(checks.one_of("severity", severity, SEVERITIES))]


_SIGMOID = Recipe(
    hidden=(32,) * 3, activation="sigmoid", init="normal", optimizer="momentum", lr=0.3
)

_ALL = (
    Illness(
        "saturated sigmoid",
        lambda gain: Script(_SIGMOID.but(gain=gain)),
        (8.0, 12.0, 16.0),
        0.86,
        "Glorot initialization",
        "smaller weights bring the sums back to where a sigmoid still has a slope",
        {"He initialization": "made for ReLU, but its weights are small enough as well"},
    ),
    Illness(
        "dead ReLU",
        lambda shift: Script(Recipe(bias=-shift, optimizer="momentum")),
        (6.0, 6.25, 6.5),
        0.78,
        "leaky ReLU",
        "a slope of 0.1 below 0 lets the error through, and the units find their way back",
        {
            "He initialization": "a fresh start sets the biases to 0 too",
            "Glorot initialization": "a fresh start sets the biases to 0 too",
            "batch norm": "it subtracts the mean, and the bad biases with it",
            "layer norm": "it subtracts the mean, and the bad biases with it",
        },
    ),
    Illness(
        "vanishing gradients",
        lambda layers: Script(
            Recipe(hidden=(32,) * layers, activation="sigmoid", optimizer="momentum", lr=0.01)
        ),
        (8, 9, 10),
        0.7,
        "ReLU",
        "half of the units pass the signal on as it is, where a sigmoid leaves a quarter at most",
        {
            "leaky ReLU": "every unit passes the signal on, half of them as it is",
            "tanh": "its slope at 0 is 1, four times a sigmoid's",
            "residual connections": "the signal has a way around every layer",
            "batch norm": "in every layer it brings each sum's spread back to 1",
            "fewer layers": "the signal has one sigmoid to pass, and not ten",
        },
    ),
    Illness(
        "learning rate too high",
        lambda lr: Script(Recipe(lr=lr)),
        (30.0, 40.0, 60.0),
        0.86,
        "lower learning rate",
        "steps that fit the valley come down in it",
    ),
    Illness(
        "learning rate too low",
        lambda lr: Script(Recipe(optimizer="adam", lr=lr)),
        (4e-5, 2.5e-5, 1.5e-5),
        0.86,
        "higher learning rate",
        "the same direction, at a pace that arrives",
    ),
    Illness(
        "unscaled inputs",
        lambda decades: Script(Recipe(lr=0.2), scaler="none", units=decades),
        (2.4, 2.8, 3.2),
        0.88,
        "standardized inputs",
        "columns of one size have one learning rate that suits them all",
    ),
    Illness(
        "constant initialization",
        lambda value: Script(Recipe(init="constant", gain=value, lr=0.1)),
        (0.05, 0.1, 0.2),
        0.86,
        "He initialization",
        "different weights make different units",
        {"Glorot initialization": "its weights differ from unit to unit as well"},
    ),
    Illness(
        "overfitting",
        lambda images: Script(Recipe(hidden=(64,), lr=0.2), examples=images, epochs=60),
        (24, 22, 20),
        0.83,
        "more data",
        "what tells three times the images apart is more often the rule",
    ),
    Illness(
        "forgotten eval()",
        lambda rate: Script(
            Recipe(hidden=(48, 48), dropout=rate, lr=0.15), eval_mode=False, epochs=30
        ),
        (0.62, 0.635, 0.65),
        0.88,
        "eval() before answering",
        "all units answer, and always the same",
        {"no dropout": "without random masks the two modes answer alike"},
    ),
    Illness(
        "leaked test set",
        lambda share: Script(Recipe(lr=0.2), examples=32, epochs=60, leak=share),
        (0.85, 0.92, 1.0),
        0.55,
        "test images kept apart",
        "a report on images that nobody learnt by heart says what is to be expected",
    ),
    Illness(
        "shuffled labels",
        lambda share: Script(Recipe(lr=0.2), shuffled=share),
        (0.9, 0.95, 1.0),
        0.86,
        "labels matched to images",
        "there is something to learn again",
    ),
)
ILLNESSES: dict[str, Illness] = {illness.name: illness for illness in _ALL}
