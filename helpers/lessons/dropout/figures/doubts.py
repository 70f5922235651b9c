"""What a network is unsure of, over the plane: its mean answer, and how far answers scatter."""

import numpy as np

from helpers.drawing.canvas import BOTTOM, LEFT, Plot
from helpers.lessons.dropout.uncertainty import Doubt
from helpers.lessons.shared.figures.planes import Field
from helpers.words import measured, percent

DARKEST = 0.4  # standard deviation of a probability; 0.5 is the most there can be


class Doubts(Plot):
    """Left the mean answer, right the spread over thinned networks, pale where they agree."""

    takes = Doubt

    def __init__(self, side: int = 270, gap: int = 96, right: int = 120):
        shape = {"width": LEFT + 2 * side + gap + right, "height": side + 66 + BOTTOM}
        super().__init__(ncols=2, top=66, right=right, **shape)
        mean, spread = self.axes
        mean.set_title("mean answer")
        spread.set_title("how far they disagree")
        self.field, self.points = Field(self, mean), Field(self, spread)
        self.points.image.set(cmap="Greys", clim=(0, DARKEST))
        shades = [0, 0.1, 0.2, 0.3, 0.4]
        self.color_bar(spread, self.points.image, label="standard deviation", ticks=shades)
        self.legend({"training points": self.field.train[0]})

    def draw(self, items):
        doubt = items[-1]
        self.field.update(doubt.scene, tests=False)
        self.points.update(doubt.scene, tests=False)
        self.points.image.set_data(np.clip(doubt.spread.numpy(), 0, DARKEST))
        accuracy = percent(doubt.record.test_accuracy[0])
        return (
            f"{doubt.samples} thinned networks: spread {measured(doubt.near)} at the training "
            f"points, {measured(doubt.edge.mean())} at the edge; test accuracy ≈ {accuracy}"
        )
