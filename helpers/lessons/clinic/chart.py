"""The notes' checklist as a decision chart: eleven questions, the first yes is the diagnosis.

Data come first, then how the network starts, then how it trains, then how it generalizes: what
is wrong early makes everything after it look wrong. A further question needs a place in CHART, an
illness of its name, and, if no other question asks for it, a symptom.
"""

from dataclasses import dataclass

from helpers import checks
from helpers.lessons.clinic.symptoms import Symptoms

HEALTHY = "healthy"  # when all answers are no


@dataclass(frozen=True)
class ChartQuestion:
    """One fork of the chart: yes means this illness, no means the next question.

    Args:
        ask: the question; illness: what a yes means.
        symptom: a field of Symptoms; bound: yes if it is above, or below where `below` is set.
        stage: of a script's life at which it asks: "data", "answers", "start", "steps", "result".
        notebooks: the numbers of those that teach the illness and its cure.
        notes: the item of the lecture notes' checklist, J1 to J6, that treats it; "" for none.
    """

    ask: str
    illness: str
    symptom: str
    bound: float
    stage: str
    notebooks: tuple[str, ...]
    notes: str = ""
    below: bool = False

    def sees(self, symptoms: Symptoms) -> bool:
        """Whether the answer is yes."""
        value = getattr(symptoms, self.symptom)
        return value < self.bound if self.below else value > self.bound

    def words(self, symptoms: Symptoms) -> str:
        """The measurement that answers."""
        return symptoms.words()[self.symptom]

    @property
    def taught(self) -> str:
        """Where to read up on it: "J1 · notebooks 01, 06"."""
        plural = "s" * (len(self.notebooks) > 1)
        notebooks = f"notebook{plural} {', '.join(self.notebooks)}"
        return f"{self.notes} · {notebooks}" if self.notes else notebooks


CHART = (
    ChartQuestion(
        "Are test images among the training images?",
        "leaked test set",
        "overlap",
        0.2,
        stage="data",
        notebooks=("02",),
    ),
    ChartQuestion(
        "Do many labels contradict their images?",
        "shuffled labels",
        "odd_labels",
        0.3,
        stage="data",
        notebooks=("04",),
    ),
    ChartQuestion(
        "Do input columns differ in size?",
        "unscaled inputs",
        "scale_ratio",
        10,
        stage="data",
        notebooks=("02",),
        notes="J3",
    ),
    ChartQuestion(
        "Asked twice, does it answer differently?",
        "forgotten eval()",
        "agreement",
        0.95,
        stage="answers",
        notebooks=("03", "04"),
        below=True,
    ),
    ChartQuestion(
        "Do units start as copies?",
        "constant initialization",
        "copies",
        0.5,
        stage="start",
        notebooks=("06",),
        notes="J1",
    ),
    ChartQuestion(
        "Is most of a layer saturated at the start?",
        "saturated sigmoid",
        "saturated",
        0.5,
        stage="start",
        notebooks=("01", "06"),
        notes="J1",
    ),
    ChartQuestion(
        "Are most units dead at the start?",
        "dead ReLU",
        "dead",
        0.5,
        stage="start",
        notebooks=("01",),
        notes="J6",
    ),
    ChartQuestion(
        "Does the signal fade from layer to layer?",
        "vanishing gradients",
        "arrives",
        0.02,  # three sigmoid layers, Glorot's weights, leave 0.05 and learn; four 0.01, and do not
        stage="start",
        notebooks=("01", "03", "06"),
        notes="J1",
        below=True,
    ),
    ChartQuestion(
        "Are steps as large as the weights?",
        "learning rate too high",
        "pace",
        1.0,
        stage="steps",
        notebooks=("07", "08"),
        notes="J5",
    ),
    ChartQuestion(
        "Are steps far below a thousandth?",
        "learning rate too low",
        "pace",
        0.0005,
        stage="steps",
        notebooks=("07", "08"),
        notes="J5",
        below=True,
    ),
    ChartQuestion(
        "Is training accuracy far above the reported one?",
        "overfitting",
        "gap",
        0.2,
        stage="result",
        notebooks=("04", "05"),
        notes="J2",
    ),
)


def diagnose(symptoms: Symptoms) -> str:
    """The illness of the first question with a yes, or "healthy"."""
    return next((ask.illness for ask in CHART if ask.sees(symptoms)), HEALTHY)


def question(illness: str) -> ChartQuestion:
    """The chart's question for an illness.

    Raises: ValueError: for another name, with the list.
    """
    names = [ask.illness for ask in CHART]
    return CHART[names.index(checks.one_of("diagnosis", illness, names))]
