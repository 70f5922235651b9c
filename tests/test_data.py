"""Data sets against scikit-learn's; splits and spoilt labels against their promises."""

import os
import runpy
import shutil
import subprocess
import sysconfig
import venv
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
import sklearn.datasets
import torch

from helpers import data
from helpers.data import (
    Dataset,
    Draws,
    Split,
    load,
    make,
    noisy_labels,
    photograph,
    salaries,
    split,
)
from helpers.scaling import standard
from tests import ROOT

REAL = ("digits", "wine", "breast_cancer", "diabetes")
PHOTOGRAPHS = ("flower", "temple")
PLACES = Dataset("places", torch.zeros(4, 2), torch.zeros(4, 1), "regression")
MADE = ("moons", "circles", "spirals", "xor", "blobs")


def same(one: Dataset, other: Dataset) -> bool:
    return torch.equal(one.x, other.x) and torch.equal(one.y, other.y)


# The shipped files


@pytest.mark.parametrize("name", REAL)
def test_load_equals_scikit_learn(name):
    options = {"scaled": False} if name == "diabetes" else {}
    bunch = getattr(sklearn.datasets, f"load_{name}")(**options)
    dataset = load(name)
    np.testing.assert_array_equal(dataset.x.numpy(), bunch.data.astype(np.float32))
    np.testing.assert_array_equal(dataset.y.flatten().numpy(), bunch.target)
    assert dataset.features == tuple(bunch.feature_names)


@pytest.mark.parametrize(
    ("name", "size", "outputs", "task"),
    [
        ("digits", (1797, 64), 10, "classification"),
        ("wine", (178, 13), 3, "classification"),
        ("breast_cancer", (569, 30), 2, "classification"),
        ("diabetes", (442, 10), 1, "regression"),
    ],
)
def test_load_gives_what_networks_need(name, size, outputs, task):
    dataset = load(name)
    assert (len(dataset), dataset.n_features, dataset.n_outputs) == (*size, outputs)
    assert dataset.task == task and len(dataset) == size[0]
    expected = (torch.int64, (size[0],)) if outputs > 1 else (torch.float32, (size[0], 1))
    assert (dataset.y.dtype, tuple(dataset.y.shape)) == expected
    assert dataset.x.dtype == torch.float32
    assert load(name) is dataset


@pytest.mark.parametrize("name", REAL)
def test_make_py_writes_the_very_bytes(name):
    script = runpy.run_path(str(ROOT / "data/make.py"))
    assert (data.folder() / f"{name}.csv").read_text(encoding="utf-8").encode() == script["table"](
        name
    )


@pytest.mark.parametrize("name", REAL)
def test_readme_states_shape_and_checksum(name):
    dataset, text = load(name), (data.folder() / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| `{name}.csv`")]
    assert f"{len(dataset)} × {dataset.n_features}" in row
    assert sha256((data.folder() / f"{name}.csv").read_bytes()).hexdigest() in row


@pytest.fixture
def copied_wine(tmp_path, monkeypatch):
    """A copy of wine.csv that load reads in place of the shipped one."""
    path = tmp_path / "wine.csv"
    path.write_bytes((data.folder() / "wine.csv").read_bytes())
    monkeypatch.setattr(data, "folder", lambda: tmp_path)
    load.cache_clear()
    yield path
    load.cache_clear()


def test_windows_line_endings_keep_the_checksum(copied_wine):
    copied_wine.write_bytes(copied_wine.read_bytes().replace(b"\n", b"\r\n"))
    assert len(load("wine")) == 178


def test_one_changed_digit_is_an_error_with_its_remedy(copied_wine):
    copied_wine.write_bytes(copied_wine.read_bytes().replace(b"14.23", b"14.24", 1))
    with pytest.raises(OSError, match=r"data/wine\.csv is not the file .*git checkout data/"):
        load("wine")


def test_a_missing_file_is_an_error_with_its_remedy(copied_wine):
    copied_wine.unlink()
    with pytest.raises(OSError, match=r"data/wine\.csv is missing.*git checkout data/"):
        load("wine")


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_is_what_scikit_learn_bundles_a_pixel_an_example(name):
    """Cut out, and each pixel the mean of a small square; decoders of JPEG differ by one or two."""
    pixels = runpy.run_path(str(ROOT / "data/make.py"))["photograph"](name)
    dataset = photograph(name)
    assert (len(dataset), dataset.n_features, dataset.n_outputs) == (64 * 64, 2, 3)
    colors = (255 * dataset.y).round().view(64, 64, 3).numpy()
    assert np.abs(colors - pixels).max() <= 2
    column, row = dataset.x.T.tolist()
    assert column == [*range(64)] * 64 and row == sorted(column)
    assert dataset.y.min() >= 0 and dataset.y.max() <= 1 and dataset.y.std() > 0.1


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_readme_states_a_photographs_checksum(name):
    text = (data.folder() / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| `{name}.png`")]
    assert sha256((data.folder() / f"{name}.png").read_bytes()).hexdigest() in row


def test_another_picture_is_no_photograph_of_the_course(tmp_path, monkeypatch):
    (tmp_path / "flower.png").write_bytes((data.folder() / "temple.png").read_bytes())
    monkeypatch.setattr(data, "folder", lambda: tmp_path)
    photograph.cache_clear()
    with pytest.raises(OSError, match=r"data/flower\.png is not the file .*git checkout data/"):
        photograph("flower")


# The made sets


@pytest.mark.parametrize("name", MADE)
def test_make_repeats_itself_and_leaves_the_global_seed_alone(name):
    before = torch.get_rng_state()
    one = make(name, n=100, seed=3)
    assert torch.equal(torch.get_rng_state(), before)
    assert same(one, make(name, n=100, seed=3))
    assert not torch.equal(one.x, make(name, n=100, seed=4).x)
    assert one.x.dtype == torch.float32 and one.n_features == 2
    assert one.y[: 5 * one.classes].bincount().tolist() == [5] * one.classes


@pytest.mark.parametrize("name", MADE)
def test_noise_moves_the_same_points_further(name):
    still, near, far = (make(name, noise=noise).x for noise in (0, 0.1, 0.3))
    torch.testing.assert_close(far - still, 3 * (near - still), atol=1e-5, rtol=1e-4)
    assert (near - still).std() == pytest.approx(0.1, rel=0.1)


def test_salaries_are_as_documented():
    people = salaries(n=20_000)
    salary, cgpa = people.x.T
    assert people.features == ("salary", "cgpa")
    assert salary.min() >= 30_000 and salary.max() <= 200_000
    assert cgpa.min() >= 0 and cgpa.max() <= 10
    z = standard(people.x)(people.x)
    for bound, share in ((1, 0.683), (2, 0.954), (3, 0.997)):
        assert (z.abs() < bound).double().mean(0).tolist() == pytest.approx([share] * 2, abs=0.01)
    assert ((z.sum(1) > 0).long() == people.y).double().mean() > 0.9
    assert abs(torch.corrcoef(z.T)[0, 1]) < 0.03


# Splits


@pytest.mark.parametrize("name", REAL)
def test_split_puts_every_example_on_one_side(name):
    dataset = load(name)
    parts = split(dataset, test=0.3, seed=1)
    assert len(parts.test) == round(0.3 * len(dataset))
    both = torch.cat([parts.train.x, parts.test.x])
    rows = [sorted(map(tuple, x.tolist())) for x in (both, dataset.x)]
    assert rows[0] == rows[1]


def test_split_keeps_each_target_with_its_input():
    dataset = Dataset(
        "rows", torch.arange(90.0)[:, None], torch.arange(90.0)[:, None], "regression"
    )
    parts = split(dataset)
    assert torch.equal(parts.train.x, parts.train.y) and torch.equal(parts.test.x, parts.test.y)


def test_same_seed_same_split():
    wine = load("wine")
    assert same(split(wine, seed=5).train, split(wine, seed=5).train)
    assert not torch.equal(split(wine, seed=5).test.x, split(wine, seed=6).test.x)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ("digits", "wine", "breast_cancer"))
def test_stratified_sides_hold_the_classes_shares(name, seed):
    dataset = load(name)
    share = dataset.y.bincount() / len(dataset)
    parts = split(dataset, seed=seed)
    for side in (parts.train, parts.test):
        assert (side.y.bincount() - share * len(side)).abs().max() <= 1


def test_unstratified_shares_are_left_to_chance():
    digits = load("digits")
    loose = split(digits, stratify=False).test
    assert (loose.y.bincount() - 0.2 * digits.y.bincount()).abs().max() > 2


def test_fewer_training_examples_are_nested_balanced_and_tested_alike():
    digits = load("digits")
    few, more = split(digits, n=50), split(digits, n=100)
    assert (len(few.train), len(more.train)) == (50, 100)
    assert torch.equal(few.train.x, more.train.x[:50]) and same(few.test, more.test)
    assert ((few.train.y.bincount(minlength=10) - 5).abs() <= 1).all()


@pytest.mark.parametrize("name", REAL)
def test_a_validation_part_is_taken_from_the_training_examples_alone(name):
    dataset = load(name)
    two, three = split(dataset), split(dataset, validation=0.3)
    assert same(two.test, three.test) and two.validation is None
    assert len(three.validation) == round(0.3 * len(dataset))
    sides = torch.cat([three.train.x, three.validation.x]), two.train.x
    assert len({tuple(sorted(map(tuple, x.tolist()))) for x in sides}) == 1
    for seed in range(5):
        part = split(dataset, seed=seed, validation=0.2).validation
        if dataset.classes:
            share = dataset.y.bincount() / len(dataset)
            assert (part.y.bincount() - share * len(part)).abs().max() <= 2


def test_what_is_chosen_is_measured_on_the_validation_part():
    parts = split(load("wine"), validation=0.2, n=30)
    assert len(parts.train) == 30
    assert same(parts.choosing.train, parts.train)
    assert same(parts.choosing.test, parts.validation)
    doubled = parts.each(lambda part: replace(part, x=2 * part.x))
    assert torch.equal(doubled.validation.x, 2 * parts.validation.x)
    with pytest.raises(ValueError, match="validation=…"):
        _ = split(load("wine")).choosing


# Spoilt labels


def test_noisy_labels_swaps_the_asked_share_for_other_classes():
    digits = load("digits")
    noisy = noisy_labels(digits, share=0.3)
    changed = noisy.y != digits.y
    assert changed.sum() == round(0.3 * len(digits))
    steps = (noisy.y - digits.y)[changed] % 10
    assert steps.unique().tolist() == list(range(1, 10))
    more = noisy_labels(digits, share=0.6)
    assert torch.equal(more.y[changed], noisy.y[changed])
    assert same(noisy_labels(digits, share=0), digits)


def test_noisy_labels_and_split_draw_apart():
    noisy = noisy_labels(load("digits"), share=0.2, seed=0)
    changed = Dataset("changed", noisy.x, (noisy.y != load("digits").y).long(), "classification", 2)
    in_test = split(changed, test=0.2, seed=0, stratify=False).test.y.double().mean()
    assert 0.1 < in_test < 0.3


# What is refused, and in which words


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: load("mnist"), "digits, wine, breast_cancer, diabetes, got 'mnist'"),
        (lambda: photograph("cat"), "flower, temple, got 'cat'"),
        (lambda: make("moon"), "moons, circles, spirals, xor, blobs, got 'moon'"),
        (lambda: make("moons", n=3), "n takes a whole number, 4 or more, got 3"),
        (lambda: make("moons", noise=-0.1), "noise takes .*0 or more, got -0.1"),
        (lambda: make("moons", noise=float("nan")), "noise takes .*got nan"),
        (lambda: salaries(n=0), "n takes a whole number, 4 or more, got 0"),
        (lambda: split(load("wine"), test=0), "between 0 and 1, got 0"),
        (lambda: split(load("wine"), test=1.0), "between 0 and 1, got 1.0"),
        (lambda: split(make("xor", n=4), test=0.1), "4 examples are too few to put 10% aside"),
        (lambda: split(make("xor", n=4), test=0.9), "4 examples are too few to put 90% aside"),
        (lambda: split(load("wine"), validation=0.8), "from 0 to below 0.8, got 0.8"),
        (lambda: split(load("wine"), validation=0.001), "178 examples are too few .* and 0% aside"),
        (lambda: split(load("wine"), n=143), "n takes 1 to 142 training examples, got 143"),
        (lambda: split(load("wine"), n=0), "n takes 1 to 142 training examples, got 0"),
        (lambda: noisy_labels(load("wine"), 1.5), "share takes .*0 to 1, got 1.5"),
        (lambda: noisy_labels(load("diabetes"), 0.1), "diabetes is a regression"),
        (
            lambda: Dataset("line", torch.ones(5, 1), torch.ones(5), "regression"),
            r"y \(n, K\).*got .*y \(5,\)",
        ),
        (
            lambda: Dataset("two", torch.ones(2, 1), torch.tensor([1, 2]), "classification", 2),
            "from 0 to 1",
        ),
        (lambda: Split(load("wine"), make("moons")), "train's kind, .*wine.*, got .*moons"),
        (lambda: Split(photograph("flower"), PLACES), "train's kind, .*flower.*, got .*places"),
        (lambda: Dataset("odd", torch.ones(2, 1), torch.ones(2, 1), "ranking"), "got 'ranking'"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_repr_is_one_short_line():
    assert repr(load("digits")) == "Dataset(digits: 1797 × 64, 10 classes)"
    assert "regression" in repr(load("diabetes"))


@pytest.mark.slow
def test_installed_by_pip_the_package_finds_its_data(tmp_path):
    environ = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"}
    for name in ("helpers", "data"):  # a copy: pip builds in the folder it is given
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / "src" / name, ignore=leave)
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, tmp_path / "src")
    venv.create(tmp_path / "env", with_pip=True)
    folder, python = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    python = str(tmp_path / "env" / folder / python)
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", str(tmp_path / "src")]
    done = subprocess.run(install, env=environ, capture_output=True, text=True)
    if done.returncode and "setuptools" in done.stderr:
        pytest.skip("pip builds with setuptools, which it cannot fetch without a network")
    assert done.returncode == 0, done.stderr
    environ["PYTHONPATH"] = sysconfig.get_path("purelib")  # torch, from the course's environment
    code = "from helpers import data; print(data.__file__); print(len(data.load('wine')))"
    shown = subprocess.check_output([python, "-c", code], cwd=tmp_path, env=environ, text=True)
    file, count = shown.split("\n")[:2]
    assert file.startswith(str(tmp_path / "env")) and count == "178"


def test_draws_give_every_seed_a_split_made_once():
    made = []

    def deal(seed):
        made.append(seed)
        return split(load("wine"), seed=seed, validation=0.2)

    draws = Draws(deal)
    for seed in (2, 5, 2):
        assert same(draws(seed).train, split(load("wine"), seed=seed, validation=0.2).train)
    assert draws.test(5) is draws(5).test
    assert same(draws.choosing(5).test, draws(5).validation)
    assert made == [2, 5]
