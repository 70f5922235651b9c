"""Write README's moving picture, eight update rules that paint: python tools/readme/painters.py

Each rule has the learning rate that serves it best, chosen with seeds of its own. It takes two
minutes, and the environment's python.
"""

import io
import pathlib
import sys

from PIL import Image

ROOT = pathlib.Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))

from helpers import experiments, recipes, training  # noqa: E402
from helpers.data import Split  # noqa: E402
from helpers.lessons.shared.figures.paintings import Paintings  # noqa: E402
from helpers.lessons.shared.painting import BATCH, canvas, paints  # noqa: E402

FILE = ROOT / "notebooks/painters.webp"
RULES = {
    "SGD": "sgd",
    "momentum": "momentum",
    "Nesterov": "nesterov",
    "AdaGrad": "adagrad",
    "Adadelta": "adadelta",
    "RMSProp": "rmsprop",
    "Adam": "adam",
    "AdamW": "adamw",
}
RATES = [m * 10.0**e for e in range(-3, 1) for m in (1, 2, 5)]  # and 10
STEPS, EVERY = 400, 20
SHOWN = 150  # ms a frame; the last stays ten times as long


def frames():
    """Yield the wall of paintings as it grows, an image each."""
    pixels = canvas("flower").train
    on = Split(pixels, pixels, pixels)  # nothing unseen: to paint is to learn by heart
    rules = {name: recipes.Recipe([64] * 4, optimizer=rule) for name, rule in RULES.items()}
    length = {"steps": STEPS, "batch_size": BATCH}
    racers = experiments.at_best_rates(
        rules, [*RATES, 10.0], on, score=lambda h: -h["test_loss"][-1], every=STEPS, **length
    )
    print({name: racer.lr for name, racer in racers.items()})
    look = [paints(pixels.x)]
    picture = Paintings(pixels, list(racers))
    for record in training.train(
        list(racers.values()), on, every=EVERY, probes=look, evaluate=False, **length
    ):
        words = picture.update([record])
        yield Image.open(io.BytesIO(picture.picture()))
    print(words)


if __name__ == "__main__":
    first, *others = frames()
    times = [SHOWN] * len(others) + [10 * SHOWN]
    first.save(
        FILE, save_all=True, append_images=others, duration=times, loop=0, quality=70, method=6
    )
    print(f"{FILE.name}: {FILE.stat().st_size / 1e6:.2f} MB")
