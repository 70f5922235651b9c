"""The probe of one unit's outputs: numpy's quantiles of the unit asked for."""

import numpy as np

from helpers.lessons.batch_normalization.drifts import QUANTILES, outputs_of
from tests.lessons.batch_normalization.figures.runs import NORMED, records


def post(glimpse):
    return glimpse.post[1]


def test_the_probe_gives_quantiles_of_the_asked_unit():
    recipe = NORMED.but(hidden=(6, 4))
    for layer, unit, column in ((2, 3, 2), (2, 99, 3)):  # a narrower layer gives its last unit
        (record,) = records(recipe, steps=0, probes=[outputs_of(layer, unit), post])
        expected = np.quantile(record.probed["post"][0, :, column].double(), QUANTILES)
        np.testing.assert_allclose(record.probed["outputs"][0], expected, rtol=1e-6)
