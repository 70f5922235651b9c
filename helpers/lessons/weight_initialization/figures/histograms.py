"""Signal through depth: each layer's outputs as a histogram, and how fast signal and error fade."""

import numpy as np
from matplotlib.collections import PolyCollection

from helpers.drawing import style, ticks
from helpers.drawing.canvas import Plot
from helpers.drawing.limits import decades, places
from helpers.engine.records import Record
from helpers.lessons.weight_initialization.signal import SIGNAL
from helpers.words import measured, title

BINS = 40
FULL = 0.12  # share of the outputs in one bin that fills a layer's place; more is cut off
RANGES = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, 4)}  # of the outputs shown
ORDINARY = (0.02, 5)  # the vertical axis holds at least this, so that it seldom moves


class Histograms(Plot):
    """Left, every layer's outputs as a histogram on its side; right, three numbers per layer: how
    large the outputs are, how far they differ from example to example, and the error that reaches
    the layer, compared with the last one's.

    The last Record is drawn, of one network.
    """

    takes, probes = Record, SIGNAL

    def __init__(self, **size):
        super().__init__(**{"ncols": 2, "width_ratios": (3, 2), "top": 66, **size})
        outs, change = self.axes
        outs.set(title="histogram of each layer's outputs", xlabel="layer", ylabel="output")
        change.set(title="from layer to layer", xlabel="layer")
        self.log_scale(change)
        ticks.round_numbers(*(axis.xaxis for axis in self.axes), most=6, whole=True)
        self.bars = self.moving(PolyCollection([], lw=0))
        outs.add_collection(self.bars)
        look = {"color": style.BLACK, "linestyle": ":", "marker": ""}
        self.size = self.line(change, "size", **look)
        self.spread = self.line(change, "spread", **look | {"linestyle": "-", "marker": "o"})
        self.backward = self.line(change, "backward", color=style.GREY, linestyle="--", marker="s")
        names = {"size of the outputs": self.size}
        names |= {"spread over the images": self.spread}
        self.legend(names | {"error, compared with the last layer's": self.backward})

    def draw(self, items):
        last, change = items[-1], self.axes[1]
        name = last.recipes[0].activation
        self._draw_bars(last.probed["outputs"][0].flatten(1).double().numpy(), name)
        probed = ("output_sizes", "activation_spread", "error_norms")
        size, spread, error = (last.probed[name][0].double().numpy() for name in probed)
        error = error / error[-1] if error[-1] > 0 else np.full_like(error, np.nan)
        layers = np.arange(1, len(spread) + 1)
        shown = {self.size: size, self.spread: spread, self.backward: error}
        for line, values in shown.items():
            line.set_data(layers, np.where(values > 0, values, np.nan))
        for axis in self.axes:
            axis.set_xlim(*places(len(layers)))
        change.set_ylim(*decades(np.concatenate([self.heights(change), ORDINARY])))
        forward = {"outputs of size": size, "spread over the images": spread}
        arrival = f"the first layer's error is {measured(error[0])} times the last layer's"
        if not np.isfinite(error[0]):
            arrival = "no error comes back"
        ends = (f"{what} {measured(of[0])} and {measured(of[-1])}" for what, of in forward.items())
        return f"{title(name)}, layers 1 and {len(size)}: {', '.join(ends)}; {arrival}"

    def _draw_bars(self, values: np.ndarray, name: str):
        """One outline per layer, (L, n) outputs; what leaves the range is counted at its edge."""
        low, high = RANGES.get(name, (-3, 3))
        edges, outlines = np.linspace(low, high, BINS + 1), []
        for layer, row in enumerate(np.clip(np.nan_to_num(values, nan=low), low, high), 1):
            shares = np.histogram(row, edges)[0] / len(row)
            widths = np.clip(np.repeat(shares, 2) / FULL, 0, 1)
            x = layer - 0.4 + 0.85 * np.array([0, *widths, 0])
            outlines.append(np.column_stack([x, np.repeat(edges, 2)]))
        self.bars.set_verts(outlines)
        self.bars.set_facecolor(style.look(name).color)
        margin = 0.04 * (high - low)
        self.axes[0].set_ylim(low - margin, high + margin)
