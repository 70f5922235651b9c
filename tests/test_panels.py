"""The diagnostics panel: what its words and colours say."""

import numpy as np
import pytest
import torch

from helpers.drawing import style
from helpers.panels import DIAGNOSTICS, DeadUnits, Diagnostics
from helpers.recipes import Recipe
from tests.made import record, shows
from tests.test_plots import trained

pytestmark = pytest.mark.filterwarnings("error")


SEEN = {  # two moments, per layer; the last layer has neither a spread nor a share
    "activation_spread": ([[0.8, 0.7]], [[0.6, 0.4]]),
    "gradient_norms": ([[0.01, 0.03, 0.02]], [[0.5, 3.0, 10.0]]),
    "update_ratios": ([[0.001, 0.002, 0.003]], [[0.004, 0.005, 0.006]]),
    "stuck_shares": ([[0.1, 0.2]], [[0.3, 0.9]]),
}


def moment(k, accuracy, seen=SEEN):
    recipe = Recipe(hidden=(4, 4), activation="relu")
    probed = {key: values[k] for key, values in seen.items()}
    return record(recipes=[recipe], test_accuracy=[accuracy], probed=probed)


@pytest.mark.parametrize(("first", "last", "share"), [(0, 1, "0.05"), (1, 0, "0.5")])
def test_diagnostics_compare_the_first_record_with_the_last(first, last, share):
    plot = Diagnostics()
    assert plot.update([moment(first, 0.1), moment(0, 0.2), moment(last, 0.62)]) == (
        f"the first layer's gradient is ≈ {share} of the last layer's; test accuracy ≈ 62 %"
    )
    for key, start, now in zip(SEEN, plot.start, plot.now, strict=True):
        for line, k in ((start, first), (now, last)):
            (values,) = SEEN[key][k]
            shows(line, range(1, len(values) + 1), values)


def test_of_several_networks_diagnostics_show_the_first():
    recipe = Recipe(hidden=(4, 4), activation="relu")
    plot, moments = Diagnostics(), []
    for k, right in enumerate(([0.1, 0.9], [0.62, 0.1])):
        probed = {key: [*values[k], [9.0] * len(values[k][0])] for key, values in SEEN.items()}
        moments.append(record(recipes=[recipe] * 2, test_accuracy=right, probed=probed))
    assert plot.update(moments) == Diagnostics().update([moment(0, 0.1), moment(1, 0.62)])
    for key, now in zip(SEEN, plot.now, strict=True):
        shows(now, range(1, len(SEEN[key][1][0]) + 1), SEEN[key][1][0])


def test_the_words_of_diagnostics_name_the_first_layer_first():
    turned = SEEN | {"gradient_norms": ([[1.0] * 3], [[10.0, 3.0, 0.5]])}
    assert Diagnostics().update([moment(1, 0.62, turned)]) == (
        "the first layer's gradient is ≈ 20 of the last layer's; test accuracy ≈ 62 %"
    )
    gone = SEEN | {"gradient_norms": ([[1.0] * 3], [[0.0] * 3])}
    assert Diagnostics().update([moment(1, 0.1, gone)]) == (
        "the gradients are 0, or no numbers any more; test accuracy ≈ 10 %"
    )


DEAD_NOW = [[[1.0, 1, 0, 1], [0, 1, 0, 0]], [[0, 0, 0, 1], [0, 0, 0, 0]]]  # (network, layer, unit)
SHARES, ACCURACIES = ([0.25, 0.0], [0.5, 0.125]), [0.4, 0.8]


@pytest.mark.parametrize("order", [[0, 1], [1, 0]])
def test_dead_units_keep_each_network_to_its_name(order):
    names = [["ReLU", "leaky ReLU"][k] for k in order]
    units = torch.tensor(DEAD_NOW)[order]
    seen = [
        record(step, 20, test_accuracy=accuracy, probed={"dead_units": dead, "dead_share": share})
        for step, accuracy, dead, share in (
            (0, [0.1, 0.1], 1 - units, [SHARES[0][k] for k in order]),
            (10, [ACCURACIES[k] for k in order], units, [SHARES[1][k] for k in order]),
        )
    ]
    plot = DeadUnits(names)
    dead = ", ".join(["ReLU ≈ 50 %", "leaky ReLU ≈ 12 %"][k] for k in order)
    right = ", ".join(["ReLU ≈ 40 %", "leaky ReLU ≈ 80 %"][k] for k in order)
    assert plot.update(seen) == (
        f"hidden units dead on the mini-batch at step 10: {dead}; test accuracy: {right}"
    )
    for s, k in enumerate(order):
        shows(plot.lines[s], [0, 10], [SHARES[0][k], SHARES[1][k]])
        np.testing.assert_array_equal(plot.images[s].get_array(), DEAD_NOW[k])
        assert plot.images[s].get_extent() == [0.5, 4.5, 2.5, 0.5]
        assert plot.axes[1 + s].get_title() == names[s]


def test_the_legend_of_diagnostics_has_no_activations_colour():
    plot = Diagnostics()
    start, now = plot.figure.legends[0].get_lines()
    assert (start.get_color(), start.get_linestyle()) == (style.GREY, "--")
    assert (now.get_color(), now.get_linestyle()) == (style.GREY, "-")
    plot.update(trained(1, asked=DIAGNOSTICS, activation="relu"))
    assert plot.now[0].get_color() == style.look("relu").color
