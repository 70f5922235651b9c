"""The clinic's decision chart, drawn: question below question, an arrow to each illness."""

import math
import textwrap

from matplotlib.patches import FancyBboxPatch

from helpers.drawing import style
from helpers.drawing.canvas import Plot
from helpers.lessons.clinic import chart
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.symptoms import Symptoms

WIDTH, ROW, BOX, POINT = 900, 84, 66, 0.72  # CSS pixels, and of one for matplotlib's texts
BLOCKS, ASK, YES = (6, 466), (0, 204), (240, 428)  # left ends; boxes from there
CONNECTOR, BELOW = 450, 16  # where the way goes up to the right block, and below the left one
PALE, LIT = "#BDBDBD", style.VERMILION


class Checklist(Plot):
    """The chart, and lit on it the question that gives a patient's diagnosis; None: the chart
    alone. Half of the questions stand on the left, the others on the right."""

    takes = (Symptoms, type(None))

    def __init__(self):
        last = len(chart.CHART)  # the place after all questions
        self.rows = math.ceil(last / 2)
        left, right = ROW * self.rows + BELOW, ROW * (last - self.rows + 1)
        super().__init__(WIDTH, max(left, right) + 8)
        (self.axis,) = self.axes
        self.axis.set_position((0, 0, 1, 1))
        self.axis.set(xlim=(0, WIDTH), ylim=(0, self.height))
        self.axis.set_axis_off()
        self.boxes, self.lit = [], {}  # (frame, its texts); by illness what lights up
        for k, ask in enumerate(chart.CHART):
            self._box(k, ASK, [ask.stage, *textwrap.wrap(ask.ask, 26)], color=style.GREY)
            cure = ILLNESSES[ask.illness].cure
            self._box(k, YES, [ask.illness, cure, ask.taught], weight="bold")
            self._yes(k, PALE)
            self._no(k)
            parts = self._frame(k, ASK, LIT), self._frame(k, YES, LIT), self._yes(k, LIT)
            self.lit[ask.illness] = [self.moving(part) for part in parts]
        self._box(last, ASK, ["No to all: healthy?", "Now tune it: J4, J5", "notebooks 07, 08"])
        self.lit[chart.HEALTHY] = [self.moving(self._frame(last, ASK, LIT))]

    def _place(self, k: int) -> tuple[int, float]:
        """Left end of a question's block, middle of its row."""
        block = min(k // self.rows, 1)
        return BLOCKS[block], self.height - ROW * (k - self.rows * block + 0.5) - 4

    def _frame(self, k: int, ends: tuple, color: str):
        (left, right), (start, middle) = ends, self._place(k)
        look = {"fc": "none", "ec": color, "lw": 3.2 if color == LIT else 1.6}
        shape = "round,pad=0,rounding_size=8"
        place = (start + left, middle - BOX / 2), right - left, BOX
        return self.axis.add_patch(FancyBboxPatch(*place, shape, zorder=2, **look))

    def _box(self, k: int, ends: tuple, lines: list[str], **first):
        """A frame and what stands in it; first: how its first line looks."""
        frame, (start, middle) = self._frame(k, ends, PALE), self._place(k)
        heights = [middle + 19 * ((len(lines) - 1) / 2 - row) for row in range(len(lines))]
        looks = [first, *[{}] * (len(lines) - 1)]
        texts = [
            self._say(start + ends[0] + 10, y, words, ha="left", **look)
            for y, words, look in zip(heights, lines, looks, strict=True)
        ]
        self.boxes.append((frame, texts))

    def _say(self, x, y, words, **look):
        look = {"size": 13 * POINT, "ha": "center", "va": "center", "color": style.BLACK} | look
        return self.axis.text(x, y, words, **look)

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
        diagnosis = None if items[-1] is None else chart.diagnose(items[-1])
        for illness, parts in self.lit.items():
            for part in parts:
                part.set_visible(illness == diagnosis)
        illnesses = [ask.illness for ask in chart.CHART]
        if diagnosis is None:
            order = f"{len(illnesses)} questions in order, the first yes is the diagnosis"
            return f"{order}: {', '.join(illnesses)}"
        if diagnosis == chart.HEALTHY:
            return f"no to all {len(illnesses)} questions: {diagnosis}"
        place = illnesses.index(diagnosis) + 1
        return f"the first yes is to question {place} of {len(illnesses)}: {diagnosis}"
