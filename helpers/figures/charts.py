"""The clinic's decision chart, drawn: question below question, an arrow to each illness."""

from __future__ import annotations

from matplotlib.patches import FancyBboxPatch

from helpers import style
from helpers.canvas import Plot
from helpers.clinic.chart import CHART, HEALTHY, diagnose
from helpers.clinic.illnesses import ILLNESSES

TAUGHT = {  # the notebooks that teach an illness and its cure
    "leaked test set": "02",
    "shuffled labels": "04",
    "unscaled inputs": "02",
    "forgotten eval()": "03, 04",
    "constant initialization": "06",
    "saturated sigmoid": "01, 06",
    "dead ReLU": "01",
    "learning rate too high": "07, 08",
    "learning rate too low": "07, 08",
    "overfitting": "04, 05",
}
STAGES = (("data", 3), ("answers", 1), ("start", 3), ("steps", 2), ("result", 1))  # of CHART
WIDTH, ROW, BOX, HEADER, POINT = 860, 60, 44, 24, 0.72  # CSS pixels; of one, for matplotlib's texts
ASK, YES = (92, 424), (500, 846)  # left and right ends of the boxes
PALE, LIT = "#BDBDBD", style.VERMILION


class Checklist(Plot):
    """The chart; each item of `seen` is a patient's Symptoms, or None for the chart alone.

    The answers stand on the arrows; the way to the diagnosis of the last item is lit.
    """

    def __init__(self):
        self.rows = len(CHART) + 1  # the last one: all answers are no
        super().__init__(WIDTH, ROW * self.rows + 8 + HEADER)
        (self.axis,) = self.axes
        self.axis.set_position((0, 0, 1, 1))
        self.axis.set(xlim=(0, WIDTH), ylim=(0, self.height))
        self.axis.set_axis_off()
        self._stages()
        self._say(YES[0] + 12, self.height - 14, "illness; the notes' item: treatment", 12, "left")
        self._say(YES[1] - 12, self.height - 14, "notebook", 12, "right")
        self.lit = {}  # by row: (the frame of its question, the frame and arrow of its illness)
        for k, ask in enumerate(CHART):
            self._box(ASK, k, (ask.ask,))
            self._box(YES, k, (ask.illness, f"{ask.notes}: {ILLNESSES[ask.illness].cure}"))
            self._say(YES[1] - 12, self._y(k) + 9.5, TAUGHT[ask.illness], 13, "right")
            self._arrow((ASK[1], self._y(k)), (YES[0], self._y(k)), PALE)
            below = (sum(ASK) / 2, self._y(k) - BOX / 2), (sum(ASK) / 2, self._y(k + 1) + BOX / 2)
            self._arrow(*below, PALE)
            self._say(sum(ASK) / 2 + 16, self._y(k + 0.5), "no", 11.5, "left")
            self._say((ASK[1] + YES[0]) / 2, self._y(k) + 11, "yes", 11.5)
            parts = self._frame(ASK, k, LIT), self._frame(YES, k, LIT)
            way = self._arrow((ASK[1], self._y(k)), (YES[0], self._y(k)), LIT)
            self.lit[ask.illness] = [self.moving(part) for part in (*parts, way)]
        self._box(ASK, len(CHART), ("No to all: healthy. Tune it: J4, J5 (07, 08)",))
        self.lit[HEALTHY] = [self.moving(self._frame(ASK, len(CHART), LIT))]

    def _y(self, row: float) -> float:
        return self.height - HEADER - ROW * (row + 0.5) - 4

    def _stages(self):
        row = 0
        for name, count in STAGES:
            top, bottom = self._y(row) + BOX / 2, self._y(row + count - 1) - BOX / 2
            self.axis.plot([78, 78], [bottom, top], color=PALE, lw=3, solid_capstyle="butt")
            self._say(68, (top + bottom) / 2, name, 13, "right", weight="bold")
            row += count

    def _frame(self, ends: tuple, row: int, color: str):
        (left, right), bottom = ends, self._y(row) - BOX / 2
        look = {"fc": "none", "ec": color, "lw": 3 if color == LIT else 1.6}
        shape = "round,pad=0,rounding_size=8"
        box = FancyBboxPatch((left, bottom), right - left, BOX, shape, zorder=2, **look)
        return self.axis.add_patch(box)

    def _box(self, ends: tuple, row: int, lines: tuple):
        self._frame(ends, row, PALE)
        for k, words in enumerate(lines):
            y = self._y(row) + 9.5 * (len(lines) - 1) - 19 * k
            bold = "bold" if len(lines) == 2 and k == 0 else "normal"
            self._say(ends[0] + 12, y, words, 13 if k == 0 else 12, "left", weight=bold)

    def _say(self, x: float, y: float, words: str, size: float, side: str = "center", **look):
        look |= {"size": size * POINT, "ha": side, "va": "center"}
        self.axis.text(x, y, words, color=style.BLACK, **look)

    def _arrow(self, start: tuple, end: tuple, color: str):
        look = {"arrowstyle": "-|>", "color": color, "lw": 3 if color == LIT else 1.6}
        return self.axis.annotate("", end, start, arrowprops={**look, "shrinkA": 0, "shrinkB": 0})

    def update(self, seen):
        found = None if seen[-1] is None else diagnose(seen[-1])
        for illness, parts in self.lit.items():
            for part in parts:
                part.set_visible(illness == found)
        if found is None:
            steps = (f"{ask.ask} Yes: {ask.illness}" for ask in CHART)
            return f"{'. No: '.join(steps)}. No to all: healthy"
        if found == HEALTHY:
            return f"no to all {len(CHART)} questions: {HEALTHY}"
        place = [ask.illness for ask in CHART].index(found) + 1
        return f"the first yes is to question {place} of {len(CHART)}: {found}"
