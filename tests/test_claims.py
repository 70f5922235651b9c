"""Claims hold and fail as their numbers say; what is no number never holds."""

import json
import math

import pytest
import torch

from helpers.claims import (
    ClaimFailed,
    Evidence,
    at_least,
    at_most,
    claim,
    close,
    in_seeds,
    paired,
)

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
    pair = torch.tensor([0.1, 0.3])
    assert at_most(pair, 0.2).words == "largest of 2: ≈ 0.3, may be at most 0.2"
    assert at_least(pair, 0.2, "%").words == "smallest of 2: ≈ 10 %, must be at least 20 %"
    assert at_most(3, 40, "steps").words == "measured ≈ 3 steps, may be at most 40 steps"
    words = close(torch.tensor([1.0, 2.5]), torch.tensor([1.0, 2.0]), 0.05).words
    assert words == "furthest off of 2: ≈ 2.5, expected ≈ 2, may be 5 % apart"
    assert close(1.0, 1.0, 1e-9).words.startswith("measured ≈ 1, expected ≈ 1, may be 10⁻⁷ % apart")
    assert "furthest off of 5: ≈ no number" in close(BAD, torch.full((5,), 0.5), 0.1).words


@pytest.mark.parametrize(
    ("evidence", "margin"),
    [
        (at_most([1, 2], 5), 3),
        (at_most([1, 2], 1.5), -0.5),
        (at_least([1, 2], 0.75), 0.25),
        (close([1.0, 1.5], [1.0, 2.0], 0.3), 0.05),
        (close(NAN, 1, 0.5), -INF),
        (in_seeds(torch.tensor([True, True, False, True, True]), 1), -0.2),
        (paired(torch.full((5,), 3.0), torch.zeros(5), by=1), 2),
    ],
)
def test_the_margin_is_what_is_left_until_it_no_longer_holds(evidence, margin):
    assert evidence.margin == pytest.approx(margin)
    assert evidence.holds == (margin >= 0)


@pytest.mark.parametrize(
    ("held", "share", "holds", "words"),
    [
        (8, 0.8, True, "in ≈ 8 of 8 seeds, must be 7"),
        (7, 0.8, True, "in ≈ 7 of 8 seeds, must be 7"),
        (6, 0.8, False, "in ≈ 6 of 8 seeds, must be 7"),
        (7, 1, False, "in ≈ 7 of 8 seeds, must be 8"),
    ],
)
def test_in_seeds_counts_them(held, share, holds, words):
    evidence = in_seeds(torch.arange(8) < held, share)
    assert (evidence.holds, evidence.words) == (holds, words)


@pytest.mark.parametrize("bad", [torch.zeros(0, dtype=torch.bool), torch.ones(8)])
def test_in_seeds_takes_truth_values(bad):
    with pytest.raises(ValueError, match="in_seeds takes one truth value per seed, got"):
        in_seeds(bad)


def test_a_claim_prints_its_sentence_with_all_numbers(capsys):
    claim("The sum stays below one", at_most(0.5, 1), at_least(0.5, 0.1))
    expected = "✓ The sum stays below one  [measured ≈ 0.5, may be at most 1; "
    expected += "measured ≈ 0.5, must be at least 0.1]\n"
    assert capsys.readouterr().out == expected


def test_one_false_piece_fails_the_claim_with_its_numbers(capsys):
    with pytest.raises(ClaimFailed, match=r"^not in this run: All is small  \[measured ≈ 2, may"):
        claim("All is small", at_most(0.5, 1), at_most(2, 1))
    assert capsys.readouterr().out == ""
    assert issubclass(ClaimFailed, AssertionError)


def test_where_claims_are_collected_a_false_one_hides_no_other(capsys, tmp_path, monkeypatch):
    file = tmp_path / "claims"
    monkeypatch.setenv("COURSE_CLAIMS", str(file))
    claim("All is small", at_most(0.5, 1), at_most(2, 1))
    claim("One is small", at_most(0.5, 1))
    assert [line[0] for line in capsys.readouterr().out.splitlines()] == ["✗", "✓"]
    first, second = map(json.loads, file.read_text("utf-8").splitlines())
    assert first["sentence"] == "All is small"
    assert [piece["holds"] for piece in first["evidence"]] == [True, False]
    margin = {"holds": True, "margin": 0.5, "words": "measured ≈ 0.5, may be at most 1"}
    assert second == {"sentence": "One is small", "evidence": [margin]}


def test_a_claim_without_evidence_is_refused():
    with pytest.raises(ValueError, match="takes a sentence and evidence"):
        claim("Trust me")
    with pytest.raises(ValueError, match=r"evidence such as at_most.*, got \(True,\)"):
        claim("Trust me", True)


def test_units_are_shares_in_per_cent_or_their_differences_in_points():
    assert at_least(0.2, 0.1, "%").words == "measured ≈ 20 %, must be at least 10 %"
    assert at_most(0.012, 0.01, "points").words == "measured ≈ 1.2 points, may be at most 1 point"
    assert at_most(3, 3.3, "times").words == "measured ≈ 3 times, may be at most 3.3 times"
    days = torch.tensor([True, True, False])
    assert in_seeds(days, 0.5, "days").words == "in ≈ 2 of 3 days, must be 2"


@pytest.mark.parametrize(
    ("evidence", "margin"),
    [
        (at_most([1, 4], 3), -1),
        (at_least([1, 4], 3), -2),
        (at_least([5, 4], 3), 1),
        (close([1.0, 1.2, 0.9], 1.0, 0.3), 0.1),
        (in_seeds(torch.tensor([True] * 9 + [False])), 0.1),
        (in_seeds(torch.tensor([True] * 7 + [False] * 3)), -0.1),
        (paired(torch.full((8,), 0.5), torch.zeros(8), by=0.2), 0.3),
        (paired(torch.zeros(8), torch.full((8,), 0.5), by=0.2), -0.7),
    ],
)
def test_a_margin_is_what_the_worst_value_has_left(evidence, margin):
    assert evidence.margin == pytest.approx(margin)


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
        (torch.tensor([1.0, 1, 1, 1, 1, 1, 0.1, 0.1]), 0.2, False),  # six gain as much as is asked
        (torch.tensor([0.1] * 7 + [-0.6]), 0, False),  # seven agree, the interval reaches below
        (torch.tensor([0.3] * 7 + [0.0]), 0.25, False),  # above 0, and not above what is asked
        (BASE.flip(0) + 0.02 - BASE, 0, False),  # the rows differ steadily, the pairs do not
    ],
)
def test_paired_asks_for_the_interval_and_four_seeds_in_five(gains, by, holds):
    assert paired(BASE + gains, BASE, by).holds is holds


def test_paired_gives_the_bootstraps_interval():
    gains = torch.tensor([0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    words = paired(gains, torch.zeros(10)).words
    # The mean of ten draws with 80 % ones: the 2.5 % and 97.5 % points of Binomial(10, 0.8) / 10.
    assert words == (
        "≈ 0.8 more, 95 % interval ≈ 0.5 to ≈ 1, single seeds ≈ 0 to ≈ 1, ≈ 8 of 10 agree, "
        "must be above 0"
    )
    assert paired(gains, torch.zeros(10)) == Evidence(True, words, paired(gains, gains * 0).margin)


def test_paired_counts_the_seeds_that_gain_as_much_as_is_asked():
    words = paired(BASE + torch.tensor([0.3] * 6 + [0.1] * 2), BASE, by=0.2).words
    assert "single seeds ≈ 0.1 to ≈ 0.3, ≈ 6 of 8 agree" in words


def test_paired_speaks_of_points_for_shares():
    words = paired(BASE + 0.03, BASE, by=0.02, unit="points").words
    assert words.startswith("≈ 3 points more") and words.endswith("must be above 2")


@pytest.mark.parametrize(
    ("better", "worse"),
    [(torch.ones(4), torch.ones(4)), (torch.ones(5), torch.ones(6)), (torch.ones(5, 1),) * 2],
)
def test_paired_refuses_rows_that_are_no_pairs(better, worse):
    with pytest.raises(ValueError, match="paired takes two rows of at least 5 seeds, got"):
        paired(better, worse)
