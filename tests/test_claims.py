"""Claims hold and fail as their numbers say; what is no number never holds."""

import math

import pytest
import torch

from helpers.claims import ClaimFailed, Evidence, at_least, at_most, claim, close, paired

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("evidence", "holds"),
    [
        (at_most(0.2, 0.2), True),
        (at_most(0.2001, 0.2), False),
        (at_most(torch.tensor([0.1, 0.3]), 0.2), False),
        (at_most(torch.tensor([0.1, 0.15]), 0.2), True),
        (at_most([1, 2], 2), True),
        (at_most(-INF, 0), True),
        (at_least(0.2, 0.2), True),
        (at_least(torch.tensor([0.1, 0.3]), 0.2), False),
        (at_least(torch.tensor([0.25, 0.3]), 0.2), True),
        (close(1.04, 1, 0.05), True),
        (close(1.06, 1, 0.05), False),
        (close(-1.04, -1, 0.05), True),
        (close(1.0, -1.0, 0.05), False),
        (close(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[1, 2], [3, 5]]), 0.1), False),
        (close(torch.tensor([1.0, 2.04]), torch.tensor([1.01, 2]), 0.05), True),
        (close(torch.tensor([1.0, 1.2]), 1.0, 0.1), False),
    ],
)
def test_bounds_hold_for_the_worst_value(evidence, holds):
    assert evidence.holds is holds


BAD = torch.tensor([0.5, NAN, 0.5, 0.5, 0.5])


@pytest.mark.parametrize(
    "evidence",
    [
        at_most(NAN, 1),
        at_most(BAD, 1),
        at_most(0.5, NAN),
        at_least(NAN, 0),
        at_least(BAD, 0),
        at_least(0.5, NAN),
        close(NAN, 1, 0.5),
        close(1, NAN, 0.5),
        close(BAD, BAD, 0.5),
        close(INF, INF, 0.5),
        close(1, 1, NAN),
        paired(BAD, torch.zeros(5)),
        paired(torch.ones(5), BAD),
        paired(torch.full((5,), INF), torch.full((5,), INF)),
        paired(torch.ones(5), torch.zeros(5), by=NAN),
    ],
)
def test_what_is_no_number_never_holds(evidence):
    assert evidence.holds is False


@pytest.mark.parametrize("evidence", [at_most, at_least])
def test_no_values_at_all_are_no_evidence(evidence):
    with pytest.raises((ValueError, RuntimeError)):
        evidence(torch.zeros(0), 1)


def test_no_values_at_all_are_never_close():
    with pytest.raises((ValueError, RuntimeError, IndexError)):
        close(torch.zeros(0), torch.zeros(0), 0.1)


def test_the_words_give_the_worst_number_and_the_bound():
    assert at_most(torch.tensor([0.1, 0.3]), 0.2).words == "≈ 0.3, at most 0.2"
    assert at_least(torch.tensor([0.1, 0.3]), 0.2).words == "≈ 0.1, at least 0.2"
    words = close(torch.tensor([1.0, 2.5]), torch.tensor([1.0, 2.0]), 0.05).words
    assert words == "measured ≈ 2.5, expected ≈ 2, allowed 5 % apart"
    assert "measured ≈ no number" in close(BAD, torch.full((5,), 0.5), 0.1).words


def test_a_claim_prints_its_sentence_with_all_numbers(capsys):
    claim("The sum stays below one", at_most(0.5, 1), at_least(0.5, 0.1))
    expected = "✓ The sum stays below one  [≈ 0.5, at most 1; ≈ 0.5, at least 0.1]\n"
    assert capsys.readouterr().out == expected


def test_one_false_piece_fails_the_claim_with_its_numbers(capsys):
    with pytest.raises(ClaimFailed, match=r"not in this run: All is small \(≈ 2, at most 1\)"):
        claim("All is small", at_most(0.5, 1), at_most(2, 1))
    assert capsys.readouterr().out == ""
    assert issubclass(ClaimFailed, AssertionError)


def test_a_claim_without_evidence_is_refused():
    with pytest.raises(ValueError, match="takes a sentence and evidence"):
        claim("Trust me")


STEADY = torch.tensor([0.02, 0.03, 0.02, 0.04, 0.03, 0.02, 0.03, 0.02])
BASE = torch.linspace(0.1, 0.9, 8)


@pytest.mark.parametrize(
    ("gains", "by", "holds"),
    [
        (STEADY, 0, True),
        (-STEADY, 0, False),
        (torch.zeros(8), 0, False),
        (STEADY, 0.019, True),
        (STEADY, 0.025, False),  # the mean is above, the interval is not
        (torch.tensor([0.9, -0.01, -0.01, -0.01, -0.01, -0.01, -0.01, -0.01]), 0, False),
        (torch.tensor([1.0, 1, 1, 1, 1, 1, -0.1, -0.1]), 0, False),  # six of eight seeds agree
        (torch.tensor([1.0, 1, 1, 1, 1, 1, 1, -0.1]), 0, True),  # seven of eight
    ],
)
def test_paired_asks_for_the_interval_and_four_seeds_in_five(gains, by, holds):
    assert paired(BASE + gains, BASE, by).holds is holds


def test_paired_gives_the_bootstraps_interval():
    gains = torch.tensor([0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    words = paired(gains, torch.zeros(10)).words
    # The mean of ten draws with 80 % ones: the 2.5 % and 97.5 % points of Binomial(10, 0.8) / 10.
    assert words == "≈ 0.8 more, 95 % interval ≈ 0.5 to ≈ 1, 8 of 10 seeds"
    assert paired(gains, torch.zeros(10)) == Evidence(True, words)


def test_paired_speaks_of_points_for_shares():
    assert "≈ 3 points more" in paired(BASE + 0.03, BASE, unit="%").words


@pytest.mark.parametrize(
    ("better", "worse"),
    [(torch.ones(4), torch.ones(4)), (torch.ones(5), torch.ones(6)), (torch.ones(5, 1),) * 2],
)
def test_paired_refuses_rows_that_are_no_pairs(better, worse):
    with pytest.raises(ValueError, match="paired takes two rows of at least 5 seeds, got"):
        paired(better, worse)
