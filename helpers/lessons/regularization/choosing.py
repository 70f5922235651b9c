"""Each remedy at the setting that serves it best, so that remedies are compared fairly."""

from collections.abc import Mapping, Sequence

from helpers.data import Split
from helpers.experiments import SHIFT, lineup, seeds
from helpers.recipes import Recipe
from helpers.training import fit


def at_best_settings(
    settings: Mapping[str, Sequence[Recipe]], data: Split, count: int = 3, **options
) -> dict[str, Recipe]:
    """Each variant at the setting that ends with the lowest loss on validation examples.

    As experiments.at_best_rates, for settings of any kind: a setting's loss is the median over
    `count` seeds, and neither these nor the examples are those of the comparison to come.

    Args:    settings: for each variant, its recipes to choose from.
             data: with a validation part, see Split.choosing; options: of training.train.
    Returns: one recipe by each variant's name.
    """
    tried = {(name, k): one for name, some in settings.items() for k, one in enumerate(some)}
    apart = [SHIFT // 2 + seed for seed in seeds(count)]
    loss = fit(lineup(tried, apart), data.choosing, **options)["test_loss"][-1]
    median = loss.unflatten(0, (len(tried), count)).quantile(0.5, dim=1).nan_to_num(float("inf"))
    scores = dict(zip(tried, median.tolist(), strict=True))
    return {
        name: min(enumerate(some), key=lambda one, name=name: scores[name, one[0]])[1]
        for name, some in settings.items()
    }
