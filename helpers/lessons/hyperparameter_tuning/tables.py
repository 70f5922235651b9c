"""All combinations of several settings, scored: which setting explains the differences?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, eq=False)
class Table:
    """Scores of all combinations of several settings' values.

    Args:
        values: of each setting, by name, in the order of the axes of scores.
        scores: (n1, n2, …), one number for each combination; NaN where none was reached, because
            all networks of that combination diverged.
    """

    values: Mapping[str, Sequence[float]]
    scores: Tensor

    def rows(self, name: str) -> Tensor:
        """The scores by a setting's values, (its values, combinations of the others)."""
        axis = list(self.values).index(name)
        return self.scores.movedim(axis, 0).reshape(len(self.values[name]), -1)

    def share(self, name: str) -> float:
        """Which share of the scores' variance this setting explains on its own: the variance of
        the means over all the others, each counted as often as it has scores.

        Source: Hutter, Hoos & Leyton-Brown 2014 (functional ANOVA), a single setting's share.
        """
        rows = self.rows(name)
        means = rows.nanmean(1, keepdim=True).expand_as(rows)[~rows.isnan()]
        return (means.var(correction=0) / rows[~rows.isnan()].var(correction=0)).item()
