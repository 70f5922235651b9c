"""Softmax as a figure: three scores become three probabilities, sharper or softer."""

from matplotlib.ticker import LogLocator, NullLocator

from helpers.drawing import ticks
from helpers.drawing.canvas import Plot
from helpers.lessons.from_one_neuron_to_a_trained_network.softmax import TemperatureSweep
from helpers.lessons.shared.figures.planes import CLASSES
from helpers.words import number, percent

STROKES = ("-", "--", "-.")


class Probabilities(Plot):
    """Left three probabilities as bars, right how they depend on the temperature."""

    takes = TemperatureSweep

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "height": 340, "width_ratios": (2, 3), **size})
        bars, curves = self.axes
        names, colors = [f"class {k}" for k in range(3)], [color for color, _ in CLASSES]
        bars.set(xlim=(-0.6, 2.6), ylim=(0, 1.12), ylabel="probability")
        bars.set_xticks(range(3), names)
        bars.set_yticks([0, 0.25, 0.5, 0.75, 1])
        curves.set(xlabel="temperature", ylim=(-0.02, 1.02), xscale="log")
        curves.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        curves.xaxis.set_major_formatter(lambda temperature, _: number(temperature))
        curves.xaxis.set_minor_locator(NullLocator())
        ticks.per_cent(bars.yaxis, curves.yaxis)
        columns = bars.bar(range(3), [0] * 3, width=0.7, color=colors)
        self.bars = [self.moving(bar) for bar in columns]
        self.labels = [self.moving(bars.text(k, 0, "", ha="center", va="bottom")) for k in range(3)]
        self.curves = {
            name: self.line(curves, name, color=color, linestyle=stroke)
            for name, color, stroke in zip(names, colors, STROKES, strict=True)
        }
        self.here = self.empty(curves, ":", color="black", linewidth=1.2)
        self.legend(self.curves | {"temperature now": self.here})

    def draw(self, items):
        sweep = items[-1]
        probabilities, temperatures = sweep.probabilities.tolist(), sweep.temperatures.numpy()
        for bar, label, height in zip(self.bars, self.labels, probabilities, strict=True):
            bar.set_height(height)
            label.set(y=height + 0.02, text=percent(height))
        for line, values in zip(self.curves.values(), sweep.curves.T, strict=True):
            line.set_data(temperatures, values.numpy())
        self.axes[1].set_xlim(temperatures[0], temperatures[-1])
        self.here.set_data([sweep.temperature] * 2, [0, 1])
        scores = ", ".join(number(score, 3) for score in sweep.scores)
        shares = ", ".join(map(percent, probabilities))
        temperature = number(sweep.temperature, 3)
        return f"scores {scores} at temperature {temperature}: probabilities {shares}"
