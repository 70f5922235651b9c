"""Scripts that the clinic's tests share."""

from helpers.lessons.clinic.scripts import Script
from helpers.recipes import Recipe

QUICK = Script(Recipe(hidden=(8,)), examples=80, epochs=3)
DROPPING = QUICK.but(dropout=0.5, eval_mode=False)
WELL = Script(Recipe(lr=0.2))
# Each question's symptom where the answer is just yes.
SIGNS = {
    "leaked test set": {"overlap": 0.21},
    "shuffled labels": {"odd_labels": 0.31},
    "unscaled inputs": {"scale_ratio": 11.0},
    "forgotten eval()": {"agreement": 0.94},
    "constant initialization": {"copies": 0.51},
    "saturated sigmoid": {"saturated": 0.51},
    "dead ReLU": {"dead": 0.51},
    "vanishing gradients": {"arrives": 0.019},
    "learning rate too high": {"pace": 1.1},
    "learning rate too low": {"pace": 0.0004},
    "overfitting": {"train": 0.95, "reported": 0.74},
}
