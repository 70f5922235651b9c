"""The table of counts."""

import numpy as np
import torch

from helpers.lessons.clinic.figures.tallies import Tallies
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.treatments import TREATMENTS
from helpers.lessons.clinic.wards import Tally
from tests.pictures import check_settled


def table():
    return Tally(torch.tensor([[3, 0, float("nan")], [1, 2, 0]]), of=3, expected=[(0, 0), (1, 2)])


def test_a_table_writes_counts_and_dashes_and_leaves_zeros_out():
    plot = Tallies(["up", "down"], ["a", "b", "c"], "patients")
    words = plot.update([table()])
    texts = [mark.get_text() for mark in plot.marks if hasattr(mark, "get_text")]
    assert texts == ["3", "–", "1", "2"]
    frames = [mark.get_xy() for mark in plot.marks if hasattr(mark, "get_xy")]
    assert frames == [(0, 0), (2, 1)]
    assert words == "patients, of 3; up: a; down: a, b"
    shades = np.ma.masked_equal([[1, 0, 0], [1 / 3, 2 / 3, 0]], 0)
    np.testing.assert_allclose(plot.image.get_array(), shades)
    np.testing.assert_array_equal(plot.image.get_array().mask, shades.mask)
    exchanged = Tally(torch.tensor([[0, 4, 1], [0, 0, 0]]), of=4)
    assert plot.update([exchanged]) == "patients, of 4; up: b, c; down: none"
    np.testing.assert_allclose(plot.image.get_array().filled(0), [[0, 1, 0.25], [0, 0, 0]])
    plot.update([Tally(torch.zeros(2, 3), of=3)])
    assert not plot.marks and len(plot._moving) == 1


def test_the_longest_names_of_the_clinic_fit_the_table():
    counts = torch.ones(len(ILLNESSES), len(TREATMENTS))
    check_settled(
        lambda: Tallies(list(ILLNESSES), list(TREATMENTS), "patients"),
        lambda: [Tally(counts * k, of=3) for k in (1, 3)],
    )


def test_a_settled_picture_depends_on_its_list_alone_and_fits():
    check_settled(
        lambda: Tallies(["up", "down"], ["a", "b", "c"], "patients"),
        lambda: [Tally(torch.ones(2, 3), of=3), table()],
    )
