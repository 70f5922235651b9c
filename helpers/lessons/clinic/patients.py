"""Patients: a sick script, hidden, with a number and a stated target.

    patient = admit(seed=3)
    print(patient.examine())
    print(patient.judge("dead ReLU", "leaky ReLU"))
    print(patient.judge("dead ReLU", activation="elu", lr=0.05))

The names are those of illnesses.ILLNESSES and treatments.TREATMENTS, the controls CONTROLS.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

import torch
from torch import Tensor

from helpers import checks, experiments
from helpers.engine.randomness import generator
from helpers.engine.records import Record
from helpers.lessons.clinic.chart import question
from helpers.lessons.clinic.illnesses import ILLNESSES, SEVERITIES, Illness
from helpers.lessons.clinic.runs import scores, stream
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.symptoms import Symptoms, examine
from helpers.lessons.clinic.treatments import treated
from helpers.lessons.clinic.verdicts import Target, Verdict, verdict
from helpers.probes import Glimpse
from helpers.recipes import Recipe
from helpers.words import title

VERDICT_SEEDS = 5  # that a treatment is retrained with
MATERIAL = ("noise", "units", "seed", "recipe")  # what a patient came with; no control changes it
CONTROLS = tuple(
    part.name for kind in (Script, Recipe) for part in fields(kind) if part.name not in MATERIAL
)


@dataclass(frozen=True)
class Patient:
    """A sick script; neither its text nor its attributes without an underscore name the illness.

    Args: number: of the patient, and the seed of its network.
    """

    number: int
    _illness: Illness = field(repr=False)
    _script: Script = field(repr=False)

    @property
    def target(self) -> Target:
        """What its treatment has to reach."""
        return Target(self._illness.target)

    @property
    def look(self) -> str:
        """What everybody can see without an examination."""
        script, hidden = self._script, self._script.recipe.hidden
        layers = "1 hidden layer" if len(hidden) == 1 else f"{len(hidden)} hidden layers"
        return (
            f"{layers} of {hidden[0]} units, {title(script.recipe.activation)}; "
            f"{script.examples} training images, {script.epochs} epochs"
        )

    def __str__(self) -> str:
        return f"Patient {self.number}: {self.look}\nTarget: {self.target}"

    def examine(self) -> Symptoms:
        """Train it once, and measure."""
        return examine(self._script)

    def stream(
        self,
        *treatments: str,
        every: int | None = None,
        probes: Sequence[Callable[[Glimpse], Tensor]] = (),
        **changes,
    ) -> Iterator[Record]:
        """Its treated run, live, on the trial images; see runs.stream for what Records hold.

        Args:   treatments, changes: as for judge; every, probes: as for training.train.
        Raises: ValueError: for a name that is none of TREATMENTS, of CONTROLS, or out of range.
        """
        return stream(self._treated(treatments, changes), every=every, probes=probes, trial=True)

    def judge(self, diagnosis: str, *treatments: str, **changes) -> Verdict:
        """Retrain the treated script with several seeds and judge, on fresh images.

        Args:   diagnosis: one of ILLNESSES; treatments: names of TREATMENTS, one after another;
                changes: further CONTROLS and their values.
        Raises: ValueError: for another name, or a value out of range.
        """
        question(diagnosis)  # an unknown one is refused before anything is trained
        script = self._treated(treatments, changes)
        first = script.recipe.seed
        results = scores([script.but(seed=first + k) for k in range(VERDICT_SEEDS)])
        return verdict(self._illness, self.examine(), diagnosis, treatments, results)

    def _treated(self, treatments: Sequence[str], changes: dict) -> Script:
        for name in changes:
            if name not in CONTROLS:
                raise ValueError(f"a treatment changes {', '.join(CONTROLS)}; got {name!r}")
        script = self._script
        for name in treatments:
            script = treated(script, name)
        return script.but(**changes)


def admit(seed: int, illness: str | None = None, severity: str | None = None) -> Patient:
    """A patient drawn by chance; the same seed gives the same one.

    Args:   seed: whole number, 0 or more; illness, severity: for whoever wants to choose, one of
            ILLNESSES, of SEVERITIES.
    Raises: ValueError: for any other seed, illness or severity.
    """
    checks.whole("seed", seed)
    names = list(ILLNESSES)
    if illness is not None:
        checks.one_of("illness", illness, names)
    draws = generator(seed, "patient")
    drawn = names[torch.randint(len(names), (), generator=draws, device="cpu")]
    level = SEVERITIES[torch.randint(len(SEVERITIES), (), generator=draws, device="cpu")]
    own = ILLNESSES[drawn if illness is None else illness]
    dose = own.dose(level if severity is None else severity)
    shift = experiments.seeds(1)[0]
    return Patient(seed, own, own.script(dose).but(seed=shift + seed))


def patient_of_the_day(day: date | None = None) -> Patient:
    """The patient that everybody meets on one day, by default today's."""
    return admit((day or date.today()).toordinal())
