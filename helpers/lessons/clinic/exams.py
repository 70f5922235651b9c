"""The final exam: three patients with three illnesses, a point for each diagnosis and each cure."""

import torch

from helpers import checks
from helpers.engine.randomness import generator
from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES
from helpers.lessons.clinic.patients import admit
from helpers.lessons.clinic.verdicts import Verdict

PATIENTS = 3


class Exam:
    """An exam; the same seed gives the same patients.

    Args:       seed: whole number, 0 or more.
    Attributes: patients: three; verdicts: by their place, 1 to 3, of the answers given so far.
    """

    def __init__(self, seed: int):
        checks.whole("seed", seed)
        draws = generator(seed, "exam")
        chosen = torch.randperm(len(ILLNESSES), generator=draws, device="cpu")[:PATIENTS].tolist()
        levels = torch.randint(len(SEVERITIES), (PATIENTS,), generator=draws, device="cpu").tolist()
        names = list(ILLNESSES)
        self.patients = [
            admit(PATIENTS * seed + k, names[illness], SEVERITIES[level])
            for k, (illness, level) in enumerate(zip(chosen, levels, strict=True))
        ]
        self.verdicts: dict[int, Verdict] = {}

    def answer(self, place: int, diagnosis: str, *treatments: str, **changes) -> Verdict:
        """Judge an answer to the patient at a place, 1 to 3; the last one given counts.

        Raises: ValueError: for another place, and as for Patient.judge.
        """
        checks.whole("place", place, 1, PATIENTS)
        self.verdicts[place] = self.patients[place - 1].judge(diagnosis, *treatments, **changes)
        return self.verdicts[place]

    @property
    def score(self) -> int:
        """Points so far."""
        return sum(verdict.right + verdict.passed for verdict in self.verdicts.values())

    @property
    def full(self) -> int:
        """Points there are."""
        return 2 * PATIENTS

    def __str__(self) -> str:
        lines = [f"{place}. {self._result(place)}" for place in range(1, PATIENTS + 1)]
        return "\n".join([*lines, f"{self.score} of {self.full} points"])

    def _result(self, place: int) -> str:
        if place not in self.verdicts:
            return "not answered yet"
        verdict = self.verdicts[place]
        diagnosis = "right" if verdict.right else "wrong"
        treatment = "works" if verdict.passed else "does not work"
        return f"diagnosis {diagnosis}, treatment {treatment}"
