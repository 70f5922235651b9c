"""Single treatments: one change each, of the kind that the controls of the series make."""

from collections.abc import Callable

from helpers import checks
from helpers.lessons.clinic.scripts import POOL, Script

# What a treatment sets, given the script it is applied to.
TREATMENTS: dict[str, Callable[[Script], dict]] = {
    "ReLU": lambda script: {"activation": "relu"},
    "leaky ReLU": lambda script: {"activation": "leaky_relu", "negative_slope": 0.1},
    "tanh": lambda script: {"activation": "tanh"},
    "Glorot initialization": lambda script: _start("glorot_normal"),
    "He initialization": lambda script: _start("he_normal"),
    "fewer layers": lambda script: {"hidden": script.recipe.hidden[:1]},
    "fewer units": lambda script: {"hidden": [max(1, n // 4) for n in script.recipe.hidden]},
    "residual connections": lambda script: {"residual": True},
    "batch norm": lambda script: {"norm": "batch"},
    "layer norm": lambda script: {"norm": "layer"},
    "standardized inputs": lambda script: {"scaler": "standard"},
    "lower learning rate": lambda script: {"lr": script.recipe.lr / FACTOR},
    "higher learning rate": lambda script: {"lr": script.recipe.lr * FACTOR},
    "SGD": lambda script: {"optimizer": "sgd"},
    "momentum": lambda script: {"optimizer": "momentum"},
    "Adam": lambda script: {"optimizer": "adam"},
    "gradient clipping": lambda script: {"clip_norm": 1.0},
    "longer training": lambda script: {"epochs": 2 * script.epochs},
    "dropout": lambda script: {"dropout": 0.5},
    "no dropout": lambda script: {"dropout": 0.0},
    "L2 penalty": lambda script: {"weight_decay": 0.07},
    "early stopping": lambda script: {"early_stopping": True},
    "more data": lambda script: {"examples": min(3 * script.examples, POOL)},
    "eval() before answering": lambda script: {"eval_mode": True},
    "test images kept apart": lambda script: {"leak": 0.0},
    "labels matched to images": lambda script: {"shuffled": 0.0},
}
FACTOR = 100  # of the two that change the learning rate


def treated(script: Script, name: str) -> Script:
    """The script after one of TREATMENTS.

    Raises: ValueError: for another name, with the list.
    """
    return script.but(**TREATMENTS[checks.one_of("treatment", name, TREATMENTS)](script))


def _start(init: str) -> dict:
    return {"init": init, "gain": 1.0, "bias": 0.0}
