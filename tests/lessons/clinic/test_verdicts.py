"""Verdicts: four seeds in five decide, and the report counts."""

from dataclasses import replace
from math import nan

from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.runs import Score
from helpers.lessons.clinic.symptoms import examine
from helpers.lessons.clinic.verdicts import TOLERANCE, Target, verdict
from tests.lessons.clinic.samples import QUICK

GOOD, POOR = Score(0.95, 0.94, 1.0), Score(0.3, 0.3, 0.4)


def test_four_seeds_in_five_decide_and_the_report_counts():
    illness, symptoms = ILLNESSES["dead ReLU"], examine(QUICK)

    def judge(*scores):
        return verdict(illness, symptoms, "dead ReLU", (), scores)

    assert judge(*[GOOD] * 4, POOR).passed
    assert not judge(*[GOOD] * 3, POOR, POOR).passed
    assert "does not reach" in str(judge(*[POOR] * 5))
    flattering = replace(GOOD, reported=GOOD.fresh + TOLERANCE + 0.01)
    assert not Target(0.8).met(flattering) and Target(0.8).met(GOOD)


def test_a_target_is_about_fresh_images_and_a_modest_report_does_no_harm():
    assert Target(0.8).met(Score(fresh=0.9, reported=0.5, train=0.4))
    assert not Target(0.8).met(Score(fresh=0.79, reported=0.82, train=1.0))
    assert not Target(0.8).met(Score(fresh=0.8, reported=0.86, train=1.0))
    assert Target(0.8).met(Score(fresh=0.8, reported=0.84, train=1.0))


def test_a_verdict_tells_the_medians_of_its_seeds():
    seeds = [Score(fresh, fresh - 0.01, 1.0) for fresh in (0.9, 0.5, 0.8, 0.81, 0.82)]
    judged = verdict(ILLNESSES["dead ReLU"], examine(QUICK), "dead ReLU", (), seeds)
    assert "≈ 81 % on the judge's fresh images, ≈ 80 % reported (medians)" in str(judged)
    assert "met in 4 of 5 seeds, must be 4" in str(judged) and judged.right
    other = verdict(ILLNESSES["dead ReLU"], examine(QUICK), "overfitting", (), seeds)
    assert not other.right and other.passed


def test_networks_that_diverged_are_counted_apart():
    illness, symptoms = ILLNESSES["dead ReLU"], examine(QUICK)
    lost = Score(nan, nan, nan)
    some = verdict(illness, symptoms, "dead ReLU", (), [GOOD] * 3 + [lost] * 2)
    assert not some.passed
    assert (
        "≈ 95 % on the judge's fresh images, ≈ 94 % reported (medians); ≈ 2 of 5 networks diverged"
        in str(some)
    )
    none = str(verdict(illness, symptoms, "dead ReLU", (), [lost] * 5))
    assert "treatment: ≈ 5 of 5 networks diverged" in none and "no number" not in none
