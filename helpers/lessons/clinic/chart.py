"""The notes' checklist as a decision chart: ten questions, the first yes is the diagnosis.

Data come first, then how the network starts, then how it trains, then how it generalizes: what
is wrong early makes everything after it look wrong.
"""

from __future__ import annotations

from dataclasses import dataclass

from helpers import checks
from helpers.lessons.clinic.symptoms import Symptoms

HEALTHY = "healthy"  # when all answers are no


@dataclass(frozen=True)
class Question:
    """One fork of the chart: yes means this illness, no means the next question.

    Args:
        ask: the question; illness: what a yes means.
        symptom: a field of Symptoms; bound: yes if it is above, or below where `below` is set.
        notes: the item of the lecture notes' checklist, J1 to J6, that treats it; "" for none.
    """

    ask: str
    illness: str
    symptom: str
    bound: float
    notes: str
    below: bool = False

    def sees(self, symptoms: Symptoms) -> bool:
        """Whether the answer is yes."""
        value = getattr(symptoms, self.symptom)
        return value < self.bound if self.below else value > self.bound

    def words(self, symptoms: Symptoms) -> str:
        """The measurement that answers."""
        return symptoms.words()[self.symptom]


CHART = (
    Question("Are test images among the training images?", "leaked test set", "overlap", 0.2, ""),
    Question("Do most labels contradict their images?", "shuffled labels", "odd_labels", 0.65, ""),
    Question("Do input columns differ in size?", "unscaled inputs", "scale_ratio", 10, "J3"),
    Question("Asked twice, does it answer differently?", "forgotten eval()", "agreement", 0.95, "",
             below=True),
    Question("Do units start as copies?", "constant initialization", "copies", 0.5, "J1"),
    Question("Is most of a layer saturated at the start?", "saturated sigmoid", "saturated", 0.5,
             "J1"),
    Question("Are most units dead at the start?", "dead ReLU", "dead", 0.5, "J6"),
    Question("Are steps as large as the weights?", "learning rate too high", "pace", 1.0, "J5"),
    Question("Are steps far below a thousandth?", "learning rate too low", "pace", 5e-4, "J5",
             below=True),
    Question("Is training accuracy far above the reported one?", "overfitting", "gap", 0.2, "J2"),
)  # fmt: skip


def diagnose(symptoms: Symptoms) -> str:
    """The illness of the first question with a yes, or "healthy"."""
    return next((ask.illness for ask in CHART if ask.sees(symptoms)), HEALTHY)


def question(illness: str) -> Question:
    """The chart's question for an illness.

    Raises: ValueError: for another name, with the list.
    """
    names = [ask.illness for ask in CHART]
    return CHART[names.index(checks.one_of("diagnosis", illness, names))]
