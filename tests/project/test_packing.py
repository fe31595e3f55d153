"""Columns of numbers as bytes, and measurements kept with them."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maemi.project.address import understand
from maemi.project.engine import open_engine, writing
from maemi.project.listing import list_ids
from maemi.project.measurements import (
    NewMeasurement,
    get_measurement,
    measured_keys,
    store_measurement,
    store_measurements,
)
from maemi.project.packing import as_json, pack, unpack
from maemi.project.project import Project
from tests.project.older import take_back

NUMBERS = st.one_of(st.none(), st.floats(width=32, allow_nan=False, allow_infinity=False, allow_subnormal=False))


@given(st.dictionaries(st.text(max_size=12), st.lists(NUMBERS, max_size=40), max_size=6))
def test_columns_come_back_to_five_digits(columns: dict[str, list[float | None]]) -> None:
    lengths, packed = pack(columns)
    back = unpack(lengths, packed)
    assert list(back) == list(columns)
    for name, column in columns.items():
        assert len(back[name]) == len(column)
        for given_number, found in zip(column, back[name].tolist(), strict=True):
            if given_number is None:
                assert math.isnan(found)
            else:
                assert found == pytest.approx(given_number, rel=8e-6, abs=1e-37)


def test_one_column_can_be_asked_for_and_damage_is_told() -> None:
    lengths, packed = pack({"size": [1.5, None, 2.25], "whole": [1, 0, 1]})
    assert list(unpack(lengths, packed, frozenset({"whole"}))) == ["whole"]
    assert as_json(unpack(lengths, packed)["size"]) == [1.5, None, 2.25]
    with pytest.raises(ValueError, match="damaged"):
        unpack(lengths, packed[:-3])


def test_numbers_of_objects_take_little_room() -> None:
    rng = np.random.default_rng(1)
    columns = {name: np.exp(rng.normal(4, 0.3, 500)).tolist() for name in ("size", "area", "perimeter", "row")}
    _, packed = pack(columns)
    assert len(packed) < 0.8 * 4 * 500 * len(columns)


def test_a_result_is_kept_whole(project: Project, pair_ids: list[int]) -> None:
    result = {
        "kind": "particles",
        "count": 2,
        "sizes_px": [12.5, 14.25],
        "objects": {"size": [12.5, 14.25, 3.0], "angle": [None, 45.0, 90.0]},
    }
    store_measurement(project, 1, "1:auto", result)
    assert get_measurement(project, 1, "1:auto") == result
    assert list_ids(project, "has:measurement") == [1]
    assert 1 not in list_ids(project, "-has:measurement")


def test_several_in_one_transaction(project: Project, pair_ids: list[int]) -> None:
    made = [NewMeasurement(micrograph_id, "1:auto", {"kind": "pores", "objects": {}}) for micrograph_id in (1, 2, 99)]
    assert store_measurements(project, made) == [99]
    assert measured_keys(project, [1, 2, 3]) == {1: {"1:auto"}, 2: {"1:auto"}}


def test_an_older_project_is_brought_up_to_date(tmp_path: Path) -> None:
    with Project.create(tmp_path / "lab"):
        pass
    engine = writing(open_engine(understand(str(tmp_path / "lab"))))
    with engine.begin() as connection:
        take_back(connection, "0004")
    engine.dispose()
    with sqlite3.connect(tmp_path / "lab" / "maemi.sqlite") as database:
        database.execute(
            "INSERT INTO micrographs (id, path, name, content_hash, size, mtime_ns, synthetic, added_at, pairs_pending,"
            " pairs_approved, pairs_rejected, pairs_skipped) VALUES (1, '/a.tif', 'a.tif', 'h', 1, 1, 0,"
            " '2026-01-01 00:00:00', 0, 0, 0, 0)"
        )
        for key in ("1:auto", "1:pores:2.0e-09×2.0e-09"):
            database.execute(
                "INSERT INTO measurements (micrograph_id, settings_key, content_hash, result, at) VALUES (1, ?, 'h', ?,"
                " '2026-01-01 00:00:00')",
                (key, '{"kind": "pores", "count": 3}'),
            )
    database.close()
    with Project.open(tmp_path / "lab") as project:
        assert get_measurement(project, 1, "1:auto") == {"kind": "pores", "count": 3}
    with sqlite3.connect(tmp_path / "lab" / "maemi.sqlite") as database:
        assert database.execute("SELECT DISTINCT kind FROM measurements").fetchall() == [("pores",)]
    database.close()
