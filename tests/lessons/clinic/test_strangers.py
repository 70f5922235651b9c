"""Strangers and couples: patients that nobody has set anything for."""

import pytest

from helpers.lessons.clinic import chart, strangers, wards
from helpers.lessons.clinic.illnesses import ILLNESSES
from helpers.lessons.clinic.scripts import Script
from helpers.lessons.clinic.symptoms import examine


def test_a_house_is_its_seeds_and_builds_in_its_own_way():
    houses = [strangers.house(seed) for seed in range(40)]
    assert houses == [strangers.house(seed) for seed in range(40)]
    assert {len(one.hidden) for one in houses} == {1, 2, 3, 4}
    assert len({one.hidden for one in houses}) > 8 and len({one.batch for one in houses}) == 3


def test_a_stranger_has_an_illness_in_another_clinics_network():
    own = strangers.house(5)
    for illness in ILLNESSES.values():
        script = strangers.stranger(illness, own)
        assert script == strangers.stranger(illness, own)
        assert script.batch == own.batch and set(script.recipe.hidden) == set(own.hidden)
        assert illness.name in strangers.BY_DEPTH or script.recipe.hidden == own.hidden
        assert script.recipe.seed == own.seed
        home = illness.script(illness.doses[1])
        if illness.name in strangers.BY_ACTIVATION:
            assert script.recipe.activation == home.recipe.activation
        else:
            assert script.recipe.activation == own.activation


def test_the_chart_sees_nothing_in_a_healthy_script_of_another_clinic():
    own = strangers.house(0)  # four layers of leaky ReLU, 250 images
    script = strangers.well(own)
    assert (script.recipe.hidden, script.recipe.activation) == (own.hidden, own.activation)
    assert (script.examples, script.batch, script.recipe.seed) == (own.examples, own.batch, 0)
    assert chart.diagnose(examine(script)) == chart.HEALTHY


def test_severities_reach_beyond_the_clinics_own():
    illness = ILLNESSES["saturated sigmoid"]  # gains 8, 12, 16 at home
    gains = [strangers.stranger(illness, strangers.house(k)).recipe.gain for k in range(60)]
    assert 4 <= min(gains) < 6 and 24 < max(gains) <= 32
    deep = ILLNESSES["vanishing gradients"]  # 8, 9, 10 layers
    layers = [len(strangers.stranger(deep, strangers.house(k)).recipe.hidden) for k in range(60)]
    assert min(layers) in (4, 5) and 18 <= max(layers) <= 20
    slow = ILLNESSES["learning rate too low"]  # the severest dose is the least
    rates = [strangers.stranger(slow, strangers.house(k)).recipe.lr for k in range(60)]
    assert 7.5e-6 <= min(rates) < 1e-5 and 6e-5 < max(rates) <= 8e-5


def test_a_couple_has_both_illnesses():
    pairs = strangers.couples()
    assert len(pairs) == len(set(pairs)) == 50
    assert ("learning rate too high", "learning rate too low") not in pairs
    assert ("saturated sigmoid", "dead ReLU") not in pairs
    both = strangers.couple("learning rate too high", "shuffled labels", seed=3)
    assert (both.recipe.lr, both.shuffled, both.recipe.seed) == (40.0, 0.95, 3)
    assert both == Script().but(lr=40.0, shuffled=0.95, seed=3)
    forgot = strangers.couple("unscaled inputs", "forgotten eval()", seed=0)
    assert (forgot.scaler, forgot.units) == ("none", 2.8)
    assert (forgot.eval_mode, forgot.recipe.dropout) == (False, 0.635)


@pytest.mark.parametrize(
    ("held", "of", "low", "high"),
    [(10, 10, 0.722, 1.0), (0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763)],
)
def test_an_interval_is_wilsons(held, of, low, high):
    assert strangers.interval(held, of) == pytest.approx((low, high), abs=1e-3)


def test_scripts_of_several_kinds_are_examined_in_their_order():
    several = [Script(epochs=2, examples=80).but(seed=k, hidden=[h]) for k, h in ((0, 8), (1, 4))]
    several.insert(1, several[0].but(examples=90))
    found = wards.all_examined(several)
    for one, script in zip(found, several, strict=True):
        assert one.fresh == pytest.approx(examine(script).fresh, abs=0.01)
        assert chart.diagnose(one) == chart.diagnose(examine(script))
