"""The clinic's decision chart, drawn: question below question, an arrow to each illness."""

from __future__ import annotations

import textwrap

from matplotlib.patches import FancyBboxPatch

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.lessons.clinic.chart import CHART, HEALTHY, diagnose
from helpers.lessons.clinic.illnesses import ILLNESSES

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
STAGES = ("data",) * 3 + ("answers",) + ("start",) * 3 + ("steps",) * 2 + ("result",)  # of CHART
# CSS pixels, and of one for matplotlib's texts: five questions on the left, then on the right.
WIDTH, ROWS, ROW, BOX, POINT = 900, 5, 84, 66, 0.72
BLOCKS, ASK, YES = (6, 466), (0, 204), (240, 428)  # left ends; boxes from there
CONNECTOR = 450  # where the way goes up to the right block
PALE, LIT = "#BDBDBD", style.VERMILION


class Checklist(Plot):
    """The chart; each item of `items` is a patient's Symptoms, or None for the chart alone. The
    question that gives the last one's diagnosis is lit."""

    def __init__(self):
        super().__init__(WIDTH, ROW * (ROWS + 1) + 8)
        (self.axis,) = self.axes
        self.axis.set_position((0, 0, 1, 1))
        self.axis.set(xlim=(0, WIDTH), ylim=(0, self.height))
        self.axis.set_axis_off()
        self.boxes, self.lit = [], {}  # (frame, its texts); by illness what lights up
        for k, ask in enumerate(CHART):
            question = [(STAGES[k], style.GREY), *textwrap.wrap(ask.ask, 26)]
            self._box(k, ASK, question)
            notebooks = "notebooks" if "," in TAUGHT[ask.illness] else "notebook"
            taught = " · ".join([*filter(None, [ask.notes]), f"{notebooks} {TAUGHT[ask.illness]}"])
            cure = [ILLNESSES[ask.illness].cure, taught]
            self._box(k, YES, [ask.illness, *cure], bold=True)
            self._yes(k, PALE)
            self._no(k)
            parts = self._frame(k, ASK, LIT), self._frame(k, YES, LIT), self._yes(k, LIT)
            self.lit[ask.illness] = [self.moving(part) for part in parts]
        last = len(CHART)
        self._box(last, ASK, ["No to all: healthy.", "Now tune it: J4, J5", "notebooks 07, 08"])
        self.lit[HEALTHY] = [self.moving(self._frame(last, ASK, LIT))]

    def _place(self, k: int) -> tuple[int, float]:
        """Left end of a question's block, middle of its row."""
        block = min(k // ROWS, 1)
        return BLOCKS[block], self.height - ROW * (k - ROWS * block + 0.5) - 4

    def _frame(self, k: int, ends: tuple, color: str):
        (left, right), (start, middle) = ends, self._place(k)
        look = {"fc": "none", "ec": color, "lw": 3.2 if color == LIT else 1.6}
        shape = "round,pad=0,rounding_size=8"
        place = (start + left, middle - BOX / 2), right - left, BOX
        return self.axis.add_patch(FancyBboxPatch(*place, shape, zorder=2, **look))

    def _box(self, k: int, ends: tuple, lines: list, bold: bool = False):
        frame, (start, middle) = self._frame(k, ends, PALE), self._place(k)
        texts = []
        for row, line in enumerate(lines):
            words, color = line if isinstance(line, tuple) else (line, style.BLACK)
            weight = "bold" if bold and row == 0 else "normal"
            y = middle + 19 * ((len(lines) - 1) / 2 - row)
            texts.append(self._say(start + ends[0] + 10, y, words, "left", color, weight))
        self.boxes.append((frame, texts))

    def _say(self, x, y, words, side="center", color=style.BLACK, weight="normal"):
        look = {"size": 13 * POINT, "ha": side, "va": "center", "weight": weight}
        return self.axis.text(x, y, words, color=color, **look)

    def _yes(self, k: int, color: str):
        start, middle = self._place(k)
        if color == PALE:
            self._say(start + (ASK[1] + YES[0]) / 2 - 2, middle + 11, "yes")
        return self._arrow((start + ASK[1], middle), (start + YES[0], middle), color)

    def _no(self, k: int):
        """The way to the next question: down, or over to the right block's top."""
        (start, middle), (there, next_middle) = self._place(k), self._place(k + 1)
        x, y = start + sum(ASK) / 2, middle - BOX / 2
        self._say(x + 16, y - 9, "no")
        if there == start:
            self._arrow((x, y), (x, next_middle + BOX / 2), PALE)
            return
        ways = [x, x, CONNECTOR, CONNECTOR], [y, y - 20, y - 20, next_middle]
        self.axis.plot(*ways, color=PALE, lw=1.6)
        self._arrow((CONNECTOR, next_middle), (there, next_middle), PALE)

    def _arrow(self, start: tuple, end: tuple, color: str):
        look = {"arrowstyle": "-|>", "color": color, "lw": 3.2 if color == LIT else 1.6}
        return self.axis.annotate("", end, start, arrowprops={**look, "shrinkA": 0, "shrinkB": 0})

    def draw(self, items):
        found = None if items[-1] is None else diagnose(items[-1])
        for illness, parts in self.lit.items():
            for part in parts:
                part.set_visible(illness == found)
        if found is None:
            illnesses = ", ".join(ask.illness for ask in CHART)
            return f"{len(CHART)} questions in order, the first yes is the diagnosis: {illnesses}"
        if found == HEALTHY:
            return f"no to all {len(CHART)} questions: {HEALTHY}"
        place = [ask.illness for ask in CHART].index(found) + 1
        return f"the first yes is to question {place} of {len(CHART)}: {found}"
