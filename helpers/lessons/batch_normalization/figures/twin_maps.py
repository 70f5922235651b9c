"""Two maps of test accuracy side by side: which settings let a network train, and which do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.words import percent, title

TRAINS = 0.8  # test accuracy from which a network counts as trained


class TwinMaps(Plot):
    """A map per name over two settings, both on logarithmic axes; a cross where a network
    diverged.

    Args:
        names: what the maps show; xs, ys: the settings, rising; xlabel, ylabel: what they are.

    Each item of `items` is a Record of names · ys · xs networks in that order, the last is drawn.
    """

    def __init__(self, names: Sequence[str], xs, ys, xlabel: str, ylabel: str, **size):
        super().__init__(**{"ncols": len(names), "top": 66, "right": 120, "height": 420, **size})
        self.names, self.xs, self.ys = list(names), np.array(xs), np.array(ys)
        edges = _edges(self.xs), _edges(self.ys)
        self.meshes, self.crosses, self.shares = [], [], []
        for axis in self.axes:
            axis.grid(False)
            axis.set(xlabel=xlabel, ylabel=ylabel)
            self.log_scale(axis, along="x")
            self.log_scale(axis)
            axis.set(xlim=edges[0][[0, -1]], ylim=edges[1][[0, -1]])
            nothing = np.zeros((len(self.ys), len(self.xs)))
            colors = {"cmap": style.SEQUENTIAL, "vmin": 0, "vmax": 1}
            self.meshes.append(self.moving(axis.pcolormesh(*edges, nothing, zorder=0, **colors)))
            (cross,) = axis.plot([], [], "X", color="white", mec=style.BLACK, ms=11, mew=1.1)
            self.crosses.append(self.moving(cross))
            look = {"transform": axis.transAxes, "ha": "center", "va": "bottom", "fontsize": 13}
            self.shares.append(self.moving(axis.text(0.5, 1.03, "", **look)))
        self._bar()
        self.legend({"diverged": self.crosses[0]})

    def _bar(self):
        place = self.axes[-1].get_position()
        with style.context():
            bar = self.figure.add_axes((place.x1 + 0.02, place.y0, 0.02, place.height))
            form = {"format": lambda share, _: percent(share), "label": "test accuracy"}
            self.figure.colorbar(self.meshes[0], cax=bar, **form)

    def draw(self, items):
        shape = len(self.names), len(self.ys), len(self.xs)
        values = items[-1].test_accuracy.view(shape)
        gone = (items[-1].diverged_at >= 0).view(shape)
        trained = trained_share(values)
        artists = zip(self.names, self.meshes, self.crosses, self.shares, strict=True)
        for k, (name, mesh, cross, share) in enumerate(artists):
            mesh.set_array(values[k].nan_to_num(0).numpy())
            rows, columns = gone[k].nonzero(as_tuple=True)
            cross.set_data(self.xs[columns], self.ys[rows])
            share.set_text(f"{title(name)}: {percent(trained[k])} of the map trains")
        parts = [f"{title(n)} ≈ {percent(s)}" for n, s in zip(self.names, trained, strict=True)]
        return f"share of the map that reaches {percent(TRAINS)} accuracy: {', '.join(parts)}"


def trained_share(values: torch.Tensor) -> torch.Tensor:
    """The share of a map (..., y, x) of test accuracies that is TRAINS or more, (...)."""
    return (values >= TRAINS).double().mean((-2, -1))


def _edges(centres: np.ndarray) -> np.ndarray:
    """Edges of tiles half-way between their centres on a logarithmic axis, (n,) → (n + 1,)."""
    steps = np.log(centres)
    middle = (steps[:-1] + steps[1:]) / 2
    return np.exp([2 * steps[0] - middle[0], *middle, 2 * steps[-1] - middle[-1]])
