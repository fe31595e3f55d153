"""Kept results in bulk: which one counts, statistics over micrographs, pooled objects."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.errors import InputError
from maemi.micrograph.correction import Correction
from maemi.project.corrections import add_correction
from maemi.project.measurements import store_measurement
from maemi.project.micrographs import set_pixel_size
from maemi.project.project import Project
from maemi.survey.choosing import default_quantity, pool
from maemi.survey.grouping import groups_of
from maemi.survey.pooled import joined, pool_micrographs, pool_objects
from maemi.survey.results import load_results
from maemi.survey.statistics import fit_log_normal, mean_with_interval, percentiles, statistics
from tests.survey.making import PIXEL_M, add_results, add_rows, key_of_made, result_of


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Project]:
    """Twelve micrographs, ids 1 to 12, the first ten with a result."""
    with Project.create(tmp_path / "made") as project:
        add_results(project, add_rows(project, 12)[:10])
        yield project


def test_rows_come_in_the_order_asked_for(made: Project) -> None:
    results = load_results(made, [3, 1, 12, 2])
    assert results.ids == [3, 1, 2] and results.without == 1
    column = results.columns[("mean_size", "m")]
    assert ((column.low < column.values) & (column.values < column.high)).all()
    assert results.object_names() == ["size", "area", "circularity", "whole"]
    assert results.rows[0].objects == 30 and results.rows[0].asked == "auto"
    assert load_results(made, [1], kind="pores").ids == []


def test_a_result_that_holds_goes_before_a_newer_one_that_does_not(made: Project) -> None:
    store_measurement(made, 1, key_of_made(5e-9), result_of([10, 12, 14], 5e-9))
    assert load_results(made, [1]).rows[0].pixel_m == PIXEL_M
    set_pixel_size(made, [1], 5e-9, "ada")
    row = load_results(made, [1]).rows[0]
    assert row.pixel_m == 5e-9 and not row.stale
    set_pixel_size(made, [1], 7e-9, "ada")
    row = load_results(made, [1]).rows[0]
    assert row.stale == "the pixel size has changed since" and row.warnings[-1].endswith("measure it again")


def test_what_is_corrected_or_older_does_not_hold(made: Project) -> None:
    add_correction(made, 1, "particles", Correction("remove", ((3.0, 4.0),)), "ada")
    assert load_results(made, [1]).rows[0].stale == "corrected by hand since"
    store_measurement(made, 11, "0:auto", {"kind": "grains", "count": 3, "mean_size_px": 4.5})
    results = load_results(made, [11])
    assert results.rows[0].stale == "measured by an older version of MAEMI"
    assert results.columns[("mean_size", "px")].values.tolist() == [4.5]
    assert math.isnan(results.columns[("count", "1")].low[0])


def test_objects_are_pooled_without_those_that_the_border_cuts(made: Project) -> None:
    results = load_results(made, range(1, 11))
    pooled = pool_objects(made, results, "size")
    assert (pooled.unit, len(pooled.values)) == ("m", 290)
    assert np.bincount(pooled.owners).tolist() == [29] * 10
    assert pooled.areas == pytest.approx(np.pi / 4 * pooled.values**2, rel=1e-4)
    means = np.bincount(pooled.owners, pooled.values) / 29
    assert means == pytest.approx(results.columns[("mean_size", "m")].values, rel=1e-4)
    pieces = joined([pool_objects(made, results, "size", range(first, first + 5)) for first in (0, 5)])
    assert pieces.areas is not None and pooled.areas is not None
    assert (pieces.values == pooled.values).all() and (pieces.owners == pooled.owners).all()
    assert (pieces.areas == pooled.areas).all()


def test_micrographs_without_a_pixel_size_are_left_out_of_lengths_in_metres(made: Project) -> None:
    set_pixel_size(made, [11], None, "ada")
    store_measurement(made, 11, key_of_made(None), result_of([10, 12, 14], None))
    results = load_results(made, [1, 11])
    pooled = pool(made, results, "size")
    assert (pooled.unit, pooled.left_out, set(pooled.owners.tolist())) == ("m", 1, {0})
    assert pool(made, results, "circularity").left_out == 0
    alone = pool(made, load_results(made, [11]), "size")
    assert (alone.unit, alone.values.tolist()) == ("px", [10.0, 12.0])
    assert pool(made, results, "mean_size").left_out == 1


def test_statistics_by_class(made: Project) -> None:
    results = load_results(made, range(1, 11))
    assert default_quantity(results) == "size"
    found = statistics(pool(made, results, None), groups_of(results, "class"))
    assert [group.group for group in found] == ["particles", "powder", ""]
    assert [group.micrographs for group in found] == [4, 3, 3]
    for group in found:
        assert group.mean_low is not None and group.mean_high is not None
        assert group.mean_low < group.mean < group.mean_high
        assert group.percentiles == tuple(sorted(group.percentiles))
        assert group.area_percentiles is not None and group.area_percentiles[1] > group.percentiles[1]
        assert group.log_normal is not None and group.log_normal.fits
        assert group.log_normal.spread == pytest.approx(math.exp(0.25), rel=0.1)
    assert found[0].to_json()["percentiles"].keys() == {"D10", "D50", "D90"}
    counts = statistics(pool_micrographs(results, "count"), groups_of(results, "all"))
    assert (counts[0].mean, counts[0].between, counts[0].samples) == (30, 0, 10)
    with pytest.raises(InputError, match="cannot be grouped by 'weather'"):
        groups_of(results, "weather")
    with pytest.raises(InputError, match="no result has the quantity 'weight'".capitalize()):
        pool(made, results, "weight")


def test_the_interval_is_students() -> None:
    mean, low, high, deviation = mean_with_interval(np.array([1.0, 2.0, 3.0]))
    assert (mean, deviation) == (2.0, 1.0)
    # t(0.975, 2) = 4.302653
    assert high == pytest.approx(2 + 4.302653 / 3**0.5) and low == 0.0, "sizes are not negative"
    assert mean_with_interval(np.array([11.0, 12.0, 13.0]))[1] == pytest.approx(12 - 4.302653 / 3**0.5)
    assert mean_with_interval(np.array([5.0])) == (5.0, None, None, None)


def test_intervals_over_micrographs_cover_the_truth() -> None:
    rng = np.random.default_rng(3)
    covered = sum(
        low <= 10 <= high
        for _, low, high, _ in (mean_with_interval(rng.normal(10, 2, 6)) for _ in range(1000))
        if low is not None and high is not None
    )
    assert 925 <= covered <= 975


@given(st.lists(st.floats(0.1, 1000), min_size=1, max_size=60))
def test_equal_weights_are_no_weights(values: list[float]) -> None:
    array = np.array(values)
    plain = percentiles(array, (10, 50, 90))
    assert percentiles(array, (10, 50, 90), np.full(len(array), 3.0)) == pytest.approx(plain)
    assert plain == sorted(plain) and min(values) <= plain[0] and plain[2] <= max(values)


def test_percentiles_by_area_lean_to_the_large() -> None:
    values = np.array([1.0] * 50 + [10.0] * 50)
    assert percentiles(values, (50,), values**2)[0] == 10.0


def test_what_is_not_log_normal_is_not_called_so() -> None:
    rng = np.random.default_rng(5)
    two = np.concatenate([rng.normal(10, 0.5, 400), rng.normal(40, 1, 400)])
    fitted = fit_log_normal(np.sort(two))
    assert fitted is not None and not fitted.fits
    assert fit_log_normal(np.sort(np.exp(rng.normal(0, 0.4, 20_000)))).fits  # pyright: ignore[reportOptionalMemberAccess]
    assert fit_log_normal(np.array([1.0] * 30)) is None
    assert fit_log_normal(np.array([-1.0] * 30 + [2.0] * 30)) is None
