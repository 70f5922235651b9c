"""Signal through depth: the probe holds what each hidden layer gives on the mini-batch."""

import torch

from helpers.lessons.weight_initialization.signal import SIGNAL
from helpers.recipes import Recipe
from helpers.training import fit
from tests.oracle import toy


def test_outputs_are_all_layers_answers_whose_size_and_spread_the_other_probes_measure():
    recipe = Recipe(hidden=(7, 7, 7), activation="tanh", init="lecun_normal")
    options = {"steps": 0, "batch_size": 16, "probes": SIGNAL, "dtype": torch.float64}
    (record,) = fit([recipe, recipe.but(seed=1)], toy(), **options).records
    outputs = record.probed["outputs"]
    assert outputs.shape == (2, 3, 16, 7) and outputs.abs().max() <= 1
    torch.testing.assert_close(
        record.probed["activation_spread"], outputs.var(2, correction=0).mean(2).sqrt()
    )
    size = outputs.flatten(2).square().mean(2).sqrt()
    torch.testing.assert_close(record.probed["output_sizes"], size)
