"""What a search scores: networks of this course, many settings in one stack."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from helpers import checks
from helpers.data import Split
from helpers.recipes import Recipe
from helpers.training import train


@dataclass(frozen=True)
class Training:
    """The accuracy of a network on examples it does not learn from, after each epoch.

    Settings named like a field of Recipe replace it; "layers" and "units" make as many equal
    hidden layers (what is not searched comes from the recipe); "batch_size" is the mini-batch's.

    Args:
        data: learns from data.train, scores on data.test. Give it a split of the *training*
            examples: what chooses a network cannot judge it afterwards.
        recipe: all that the settings leave as it is; every trial has its seed.
        epochs: of each trial; batch_size: where the settings have none.

    Raises:
        ValueError: for a regression, fewer than one epoch, or a setting that a recipe refuses.
    """

    data: Split
    recipe: Recipe = field(default_factory=Recipe)
    epochs: int = 20
    batch_size: int = 64

    def __post_init__(self):
        if self.data.train.task != "classification":
            raise ValueError(f"data takes a classification, got {self.data.train}")
        checks.whole("epochs", self.epochs, 1)

    def __call__(self, settings: dict) -> Iterator[float]:
        """One network's accuracy after each epoch."""
        for (score,) in self.together([settings]):
            yield score

    def together(self, batch: Sequence[dict]) -> Iterator[list[float]]:
        """The accuracy of every network after each epoch; a network's do not depend on its
        neighbours."""
        members = defaultdict(list)  # mini-batches of one size train together
        for k, settings in enumerate(batch):
            members[settings.get("batch_size", self.batch_size)].append(k)
        streams = [
            train(
                [self.network(batch[k]) for k in group],
                self.data,
                epochs=self.epochs,
                batch_size=size,
            )
            for size, group in members.items()
        ]
        order = [k for group in members.values() for k in group]
        for records in zip(*streams, strict=True):
            if records[0].step == 0:
                continue
            scores = [score for record in records for score in record.test_accuracy.tolist()]
            yield [score for _, score in sorted(zip(order, scores, strict=True))]

    def network(self, settings: dict) -> Recipe:
        """The recipe that some settings make."""
        changes = {name: value for name, value in settings.items() if name != "batch_size"}
        hidden = self.recipe.hidden
        layers = changes.pop("layers", len(hidden))
        units = changes.pop("units", hidden[0] if hidden else 32)
        if not settings.keys().isdisjoint({"layers", "units"}):
            changes["hidden"] = (units,) * layers
        return self.recipe.but(**changes)
