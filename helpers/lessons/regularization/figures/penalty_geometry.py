"""The geometry of a penalty: ellipses of the loss, a diamond or a circle, and where they meet."""

from matplotlib.ticker import MultipleLocator

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.drawing.layout import beside
from helpers.lessons.regularization.shrinkage import Shrinkage, ball, ellipse, mix_name
from helpers.words import measured, number

LIMITS = -1.25, 2.25  # of both weights' axes
RATIOS = (0.2, 0.5, 2.0, 4.0)  # of the contours' losses to the loss at the minimum
LEAST = 0.05  # the loss that contours are drawn around where there is hardly any


class Diamond(Plot):
    """Left, the plane of two weights: contours of the loss, the penalty's contour through the
    minimum of their sum, and that minimum's path as λ grows; right, both weights over λ."""

    takes = Shrinkage

    def __init__(self, side: int = 330, **size):
        super().__init__(**beside(side, **size))
        plane, paths = self.axes
        plane.set(xlim=LIMITS, ylim=LIMITS, xlabel="w₁", ylabel="w₂")
        paths.set(xlabel="λ", ylabel="weight", ylim=(-1.1, 2.1))
        for ticks in (plane.xaxis, plane.yaxis):
            ticks.set_major_locator(MultipleLocator(1))
        for axis in self.axes:
            axis.axhline(0, color=style.GREY, lw=1)
        plane.axvline(0, color=style.GREY, lw=1)
        self.others = [self.empty(plane, color=style.GREY, lw=1) for _ in RATIOS]
        look = {"linestyle": "-", "marker": ""}
        self.level = self.line(plane, "loss", color=style.BLACK, **look)
        self.ball = self.line(plane, "penalty", color=style.VERMILION, **look)
        self.path = self.line(plane, "path", color=style.BLUE, linestyle="--", marker="")
        self.best = self._mark(plane, "*", 15, style.BLACK)
        self.here = self._mark(plane, "o", 10, style.BLUE)
        self.weights = [
            self.line(paths, "w₁", color=style.BLUE, **look),
            self.line(paths, "w₂", color=style.ORANGE, linestyle="--", marker=""),
        ]
        self.now = [self._mark(paths, "o", 9, line.get_color()) for line in self.weights]
        named = {"loss": self.level, "penalty": self.ball, "loss is least": self.best}
        named |= {"sum is least": self.here}
        self.legend(named | dict(zip(("w₁", "w₂"), self.weights, strict=True)))

    def _mark(self, axis, marker: str, size: float, color: str):
        return self.empty(axis, marker, ms=size, color=color, zorder=4)

    def draw(self, items):
        last = items[-1]
        weights, best = last.weights.numpy(), last.best.numpy()
        self.level.set_data(*ellipse(last.hessian, best, last.level))
        for line, ratio in zip(self.others, RATIOS, strict=True):
            line.set_data(*ellipse(last.hessian, best, ratio * max(last.level, LEAST)))
        self.ball.set_data(*ball(weights, last.mix))
        self.path.set_data(*last.path.T.numpy())
        self.best.set_data([best[0]], [best[1]])
        self.here.set_data([weights[0]], [weights[1]])
        strengths = last.strengths.numpy()
        self.axes[1].set_xlim(strengths[0], strengths[-1])
        for k, (line, now) in enumerate(zip(self.weights, self.now, strict=True)):
            line.set_data(strengths, last.path[:, k].numpy())
            now.set_data([last.strength], [weights[k]])
        values = " and ".join(
            f"w{name} = 0 exactly" if weight == 0 else f"w{name} {measured(weight)}"
            for name, weight in zip("₁₂", weights, strict=True)
        )
        return f"λ = {number(last.strength, 3)}, {mix_name(last.mix)}: {values}"
