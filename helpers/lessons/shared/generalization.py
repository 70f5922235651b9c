"""How well networks answer the very examples they were trained on: the other end of the gap."""

from functools import lru_cache

from torch import Tensor

from helpers.data import Split
from helpers.engine.evaluation import evaluate
from helpers.probes import Glimpse


def on_training_data(data: Split):
    """Probes that measure networks on data.train as the test data are measured; a Record's own
    loss is of training, dropout included.

    Returns: train_loss and train_accuracy, each of a Glimpse, (S,).
    """

    @lru_cache(maxsize=1)  # both look at the same Glimpse, one after the other
    def look(glimpse: Glimpse) -> tuple[Tensor, Tensor]:
        return evaluate(glimpse.stack, data.train)

    def train_loss(glimpse: Glimpse) -> Tensor:
        return look(glimpse)[0]

    def train_accuracy(glimpse: Glimpse) -> Tensor:
        return look(glimpse)[1]

    return train_loss, train_accuracy
