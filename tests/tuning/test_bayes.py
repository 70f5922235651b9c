"""The Gaussian process: equal to scikit-learn's, and it says what it does not know."""

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern

from helpers.tuning import bayes
from helpers.tuning.results import Trial
from helpers.tuning.space import Space

DRAWS = np.random.default_rng(0)
X, AT = DRAWS.random((12, 2)), DRAWS.random((50, 2))
Y = np.sin(5 * X[:, 0]) + X[:, 1]


def test_the_posterior_is_scikit_learn_s():
    peer = GaussianProcessRegressor(Matern(0.4, nu=2.5), alpha=0.1**2, optimizer=None).fit(X, Y)
    expected_mean, expected_std = peer.predict(AT, return_std=True)
    mean, std = bayes.posterior(X, Y, AT, length=0.4, noise=0.1)
    np.testing.assert_allclose(mean, expected_mean, atol=1e-8)
    np.testing.assert_allclose(std, expected_std, atol=1e-8)
    logs = peer.log_marginal_likelihood_value_ + len(X) / 2 * np.log(2 * np.pi)
    assert bayes.evidence(X, Y, 0.4, 0.1) == pytest.approx(logs)


def test_it_is_sure_where_it_has_measured_and_nowhere_far_away():
    _, near = bayes.posterior(X, Y, X, 0.2, noise=1e-4)
    _, far = bayes.posterior(X, Y, X + 100, 0.2, noise=1e-4)
    assert near.max() < 1e-3
    np.testing.assert_allclose(far, 1)


def test_expected_improvement_is_the_mean_of_what_could_come():
    mean, std, best = np.array([0.0, 0.5, 2.0]), np.array([1.0, 0.1, 0.5]), 0.6
    draws = mean + std * np.random.default_rng(1).standard_normal((400_000, 3))
    expected = np.maximum(draws - best, 0).mean(0)
    found = bayes.expected_improvement(mean, std, best)
    np.testing.assert_allclose(found, expected, rtol=0.02, atol=1e-4)


def test_asked_for_several_it_spreads_them():
    space = Space.of({"x": (0.0, 1.0), "y": (0.0, 1.0)})
    search = bayes.Bayes(space, 16, seed=0)
    search.x, search.y = list(X), list(Y)
    points = np.array([list(settings.values()) for settings in search.ask(4)])
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)[np.triu_indices(4, 1)]
    assert distances.min() > 0.01


@pytest.mark.parametrize("others", [[0.1] * 4 + [0.9] * 4, [-np.inf] * 8])
def test_an_infinite_score_is_the_worst(others):
    search = bayes.Bayes(Space.of({"x": (0.0, 1.0)}), 16, seed=0)
    search.x, search.y = [np.array([k / 8]) for k in range(9)], [-np.inf, *others]
    with np.errstate(all="raise", under="ignore"):
        (asked,) = search.ask(1)
    assert others[-1] < 0 or asked["x"] > 0.5


def test_equal_scores_are_no_trouble():
    search = bayes.Bayes(Space.of({"x": [1, 2, 3]}), 16, seed=0)
    search.x, search.y = [np.array([0.5])] * 10, [1.0] * 10
    assert search.ask(1)[0]["x"] in (1, 2, 3)


@pytest.mark.parametrize("length", [0.1, 0.4, 1.6])
def test_the_scores_decide_the_length_as_scikit_learn_s_evidence_does(monkeypatch, length):
    """Scores drawn from a process of one length; the posterior is asked with the likeliest one."""
    x = np.random.default_rng(2).random((30, 1))
    root = np.linalg.cholesky(bayes.covariance(x, x, length) + 1e-6 * np.eye(30))
    y = root @ np.random.default_rng(3).standard_normal(30)
    scaled, used = (y - y.mean()) / y.std(), []

    def watched(x, y, at, length):
        used.append((y, length))
        return posterior(x, y, at, length)

    posterior = bayes.posterior
    monkeypatch.setattr(bayes, "posterior", watched)
    search = bayes.Bayes(Space.of({"x": (0.0, 1.0)}), 40, seed=0)
    search.x, search.y = list(x), (5 + 3 * y).tolist()
    search.ask(1)
    evidence = {
        one: GaussianProcessRegressor(Matern(one, nu=2.5), alpha=0.1**2, optimizer=None)
        .fit(x, scaled)
        .log_marginal_likelihood_value_
        for one in bayes.LENGTHS
    }
    ((scores, chosen),) = used
    assert chosen == max(evidence, key=evidence.get)
    np.testing.assert_allclose(scores, scaled, atol=1e-9)


def test_it_asks_where_the_expected_improvement_is_largest_and_believes_its_own_guess(monkeypatch):
    asked = []

    def watched(x, y, at, length):
        mean, std = posterior(x, y, at, length)
        asked.append((x, y, at, mean, std))
        return mean, std

    posterior = bayes.posterior
    monkeypatch.setattr(bayes, "posterior", watched)
    search = bayes.Bayes(Space.of({"x": (0.0, 1.0), "y": (0.0, 1.0)}), 16, seed=0)
    search.x, search.y = list(X), list(Y)
    settings = search.ask(2)
    for (_, y, at, mean, std), point in zip(asked, settings, strict=True):
        chosen = bayes.expected_improvement(mean, std, y.max()).argmax()
        np.testing.assert_allclose(at[chosen], list(point.values()))
    (_, _, at, mean, std), (x, y, *_) = asked
    chosen = bayes.expected_improvement(mean, std, asked[0][1].max()).argmax()
    np.testing.assert_allclose(x[-1], at[chosen])
    assert len(y) == len(Y) + 1 and y[-1] == pytest.approx(mean[chosen])


def test_it_learns_from_trials_that_are_done_alone_and_begins_with_random_ones():
    space = Space.of({"x": (0.0, 1.0)})
    search = bayes.Bayes(space, 16, seed=0)
    states = ("done", "pruned", "failed", "done")
    search.tell([Trial(k, {"x": 0.1 * k}, state, (0.5 + k,)) for k, state in enumerate(states)])
    assert search.y == [0.5, 3.5] and [point.tolist() for point in search.x] == [[0.0], [3 * 0.1]]
    before = search.draws.bit_generator.state
    first = bayes.Bayes(space, 16, seed=0)
    first.draws.bit_generator.state = before
    assert search.ask(3) == [{"x": value} for value in first.draws.random(3)]
