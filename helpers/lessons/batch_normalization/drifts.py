"""What the next layer sees: one unit's outputs over the mini-batch."""

from collections.abc import Callable

from torch import Tensor

from helpers.probes import Glimpse

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def outputs_of(layer: int, unit: int) -> Callable[[Glimpse], Tensor]:
    """A probe, "outputs": the QUANTILES of one unit's outputs over the mini-batch, (S, 5).

    Args: layer, unit: counted from 1; of a narrower layer the last unit.
    """

    def outputs(glimpse: Glimpse) -> Tensor:
        post = glimpse.post[layer - 1]  # (S, B, F)
        one = post[:, :, min(unit, post.shape[2]) - 1].double()
        return one.quantile(one.new_tensor(QUANTILES), dim=1).T

    return outputs
