"""Tables and plots of results: read back as other programs read them."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maemi.cli.main import main
from maemi.errors import InputError
from maemi.project.measurements import store_measurement
from maemi.project.project import Project
from maemi.survey.choosing import pool
from maemi.survey.grouping import groups_of
from maemi.survey.plots.axis import nice_axis, shown_as
from maemi.survey.plots.distribution import PLOTS, bar_edges, plot
from maemi.survey.plots.svg import svg
from maemi.survey.results import load_results
from maemi.survey.stated import defined
from maemi.survey.table_files import as_columns, export_table, write_csv, write_parquet
from maemi.survey.table_rows import Field
from tests.survey.making import PIXEL_M, add_results, add_rows, key_of_made, result_of

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.one_of(st.none(), TEXT.filter(bool)),
            "size [m]": st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
            "count": st.one_of(st.none(), st.integers(-(2**62), 2**62)),
        }
    ),
    max_size=12,
)
FIELDS = (Field("name", "text"), Field("size [m]", "number"), Field("count", "whole"))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Project]:
    """Nine micrographs with results, ids 1 to 9, and one without a pixel size, 10."""
    with Project.create(tmp_path / "made") as project:
        ids = add_rows(project, 9)
        add_results(project, ids)
        yield project


@settings(deadline=None)
@given(ROWS)
def test_csv_comes_back(rows: list[dict[str, Any]]) -> None:
    file = io.BytesIO()
    assert write_csv(FIELDS, as_columns(FIELDS, rows), file) == len(rows)
    back = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))
    assert len(back) == len(rows)
    for row, found in zip(rows, back, strict=True):
        assert found["name"] == (row["name"] or "")
        assert (float(found["size [m]"]) if found["size [m]"] else None) == row["size [m]"]
        assert (int(found["count"]) if found["count"] else None) == row["count"]


@settings(deadline=None)  # pyarrow takes its time to load
@given(ROWS)
def test_parquet_comes_back(rows: list[dict[str, Any]]) -> None:
    file = io.BytesIO()
    assert write_parquet(FIELDS, as_columns(FIELDS, rows), file) == len(rows)
    assert pyarrow.parquet.read_table(io.BytesIO(file.getvalue())).to_pylist() == rows


def test_one_row_a_micrograph(made: Project, tmp_path: Path) -> None:
    results = load_results(made, range(1, 10))
    assert export_table(made, results, tmp_path / "table.csv") == 9
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    first = rows[0]
    assert first["micrograph"] == "image_00000.tif" and first["class"] == "particles" and first["kind"] == "particles"
    assert float(first["mean_size low [m]"]) < float(first["mean_size [m]"]) < float(first["mean_size high [m]"])
    assert (float(first["pixel_size [m]"]), first["pixel_size_source"]) == (PIXEL_M, "metadata")
    assert json.loads(first["settings"]) == {"threshold": 0.5} and first["method"] == "made up"
    with pytest.raises(InputError, match="exists already"):
        export_table(made, results, tmp_path / "table.csv")
    with pytest.raises(InputError, match=r"\.csv or \.parquet"):
        export_table(made, results, tmp_path / "table.xlsx")
    with pytest.raises(InputError, match="measure first"):
        export_table(made, load_results(made, []), tmp_path / "none.csv")


def test_one_row_an_object(made: Project, tmp_path: Path) -> None:
    store_measurement(made, 9, key_of_made(), result_of([10, 20]))
    results = load_results(made, [9, 1])
    assert export_table(made, results, tmp_path / "objects.parquet", objects=True) == 32
    table = pyarrow.parquet.read_table(tmp_path / "objects.parquet")
    rows = table.to_pylist()
    assert [row["object"] for row in rows[:3]] == [1, 2, 1]
    assert rows[0]["size [m]"] == pytest.approx(10 * PIXEL_M) and rows[0]["whole"] == 1
    assert rows[1]["area [m²]"] == pytest.approx(math.pi / 4 * 400 * PIXEL_M**2, rel=1e-4)
    assert str(table.schema.field("whole").type) == "int64"


def test_lengths_in_pixels_have_columns_of_their_own(made: Project, tmp_path: Path) -> None:
    add = result_of([10, 20, 30], None)
    with made.session() as session:
        from maemi.project.tables.micrograph import Micrograph

        record = session.get_one(Micrograph, 9)
        record.info = {**(record.info or {}), "pixel_size_m": None, "pixel_size_source": None}
    store_measurement(made, 9, key_of_made(None), add)
    export_table(made, load_results(made, [1, 9]), tmp_path / "objects.csv", objects=True)
    with (tmp_path / "objects.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["size [px]"] == "" and float(rows[0]["size [m]"]) > 0
    assert (rows[-1]["size [px]"], rows[-1]["size [m]"]) == ("30", "")


@pytest.mark.parametrize("kind", PLOTS)
@pytest.mark.parametrize("by", ["all", "class", "micrograph"])
def test_plots_are_whole_svg(made: Project, kind: str, by: str) -> None:
    results = load_results(made, range(1, 10))
    pooled = pool(made, results, None)
    if by == "micrograph" and kind != "box":
        with pytest.raises(InputError, match="choose box"):
            plot(pooled, groups_of(results, by), kind)
        return
    text = svg(plot(pooled, groups_of(results, by), kind))
    root = ElementTree.fromstring(text)
    assert root.get("width") == "89mm"
    words = [each.text or "" for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Size (nm)" in words and "n = 261 objects in 9 micrographs" in words
    assert any("log-normal" in each for each in words) == (kind == "histogram" and by == "all")
    for shape in root.iter():
        for name in ("x", "y"):
            if shape.get(name) is not None:
                assert -5 <= float(shape.get(name, "0")) <= 260


def test_bars_hold_every_object_of_the_middle(made: Project) -> None:
    results = load_results(made, range(1, 10))
    drawn = plot(pool(made, results, "size"), groups_of(results, "all"))
    assert 258 <= sum(bar.height for bar in drawn.bars) <= 261
    assert plot(pool(made, results, "count"), groups_of(results, "all")).bars[0].height == 9


@given(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=50))
def test_edges_are_even_and_hold_the_middle(values: list[float]) -> None:
    edges = bar_edges(np.array(values))
    assert 2 <= len(edges) <= 80
    steps = np.diff(edges)
    assert (steps > 0).all() and steps == pytest.approx(np.full(len(steps), steps[0]))


@given(st.floats(-1e9, 1e9), st.floats(1e-9, 1e9))
def test_axes_reach_around_their_values(low: float, span: float) -> None:
    axis = nice_axis("x", low, low + span)
    room = 1e-6 * max(span, abs(low))
    assert axis.low <= low + room and axis.high >= low + span - room
    assert 2 <= len(axis.ticks) <= 14 and len({axis.text(tick) for tick in axis.ticks}) >= 1


def test_units_that_can_be_read() -> None:
    metres = np.array([3.1e-8, 5.2e-8])
    assert (shown_as(defined("size"), "m", metres).unit, shown_as(defined("size"), "m", metres * 100).unit) == (
        "nm",
        "µm",
    )
    assert shown_as(defined("area"), "m²", metres**2).unit == "nm²"
    density = shown_as(defined("density"), "1/m²", np.array([2e12, 9e12]))
    assert density.unit == "1/µm²" and density.factor * 2e12 == pytest.approx(2)
    assert shown_as(defined("coverage"), "1", np.array([0.1])).factor == 100


def test_the_command_line(made: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["measurements", made.address]
    assert main([*command, "--by", "class", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["quantity"], said["unit"], said["results"]) == ("size", "m", 9) and len(said["groups"]) == 3
    assert main([*command, "--by", "class"]) == 0
    told = capsys.readouterr().out
    assert "95 % over micrographs" in told and "by area" in told and "powder" in told
    assert main([*command, "--objects", "--out", str(tmp_path / "o.csv"), "--ids", "1,2"]) == 0
    assert "60 objects written" in capsys.readouterr().out
    assert main([*command, "--out", str(tmp_path / "p.svg"), "--plot", "cumulative"]) == 0
    capsys.readouterr()
    assert main([*command, "--out", str(tmp_path / "p.svg")]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main([*command, "--out", str(tmp_path / "p.png")]) == 2
    assert main([*command, "--search", "class:tips"]) == 2
    assert "maemi measure-all" in capsys.readouterr().err
