"""Segmenters of others: found by their entry points, checked, described as our own, and told where they are broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from maemi.cli.checkup import segmenters as segmenters_told
from maemi.cli.main import main
from maemi.errors import InputError, MaemiError
from maemi.generate.measurer import key_of
from maemi.measure import segmenters
from maemi.measure.measuring import measure
from maemi.measure.paper import methods_text
from maemi.measure.settings import Settings
from maemi.micrograph.correction import Correction

PLUG_IN = '''
"""A segmenter as somebody else would write it: it knows where two discs touch, since it was told."""
import numpy as np

HANDS_BACK = {}


class Toy:
    name = "Toy-Net"
    kinds = frozenset({"particles", "fibres", "grains"})

    def segment(self, grey, kind):
        assert grey.dtype == np.float32 and -1 <= grey.min() < 0.1 and 0.9 < grey.max() <= 2
        seen = grey.copy()
        grey[:] = 0  # its own copy
        return HANDS_BACK["make"](seen)


class Films:
    name, kinds = "Films", frozenset({"films"})

    def segment(self, grey, kind):
        return grey
'''
POINTS = """[maemi.segmenters]
toy = toy_segmenter:Toy
broken = no_such_module:Segmenter
number = math:pi
films = toy_segmenter:Films
classical = toy_segmenter:Toy
"""
Y, X = np.mgrid[0:200, 0:300]
PLACES = [(50, 50), (50, 88), (50, 200), (140, 60), (140, 150), (140, 230)]
SCAN = np.full(Y.shape, 60, dtype=np.float32)
for _row, _column in PLACES:
    SCAN[np.hypot(Y - _row, X - _column) < 20] = 180
SCAN += np.random.default_rng(5).normal(0, 3, SCAN.shape).astype(np.float32)


def discs(grey: np.ndarray) -> np.ndarray:
    """The truth, numbered with gaps."""
    labels = np.zeros(grey.shape, dtype=np.uint16)
    for number, (row, column) in enumerate(PLACES):
        labels[np.hypot(Y - row, X - column) < 20] = 7 * (number + 1)
    return labels


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """A distribution with segmenters is installed; `make` of what is yielded says what Toy hands back."""
    facts = tmp_path / "toy_segmenter-1.5.dist-info"
    facts.mkdir()
    (tmp_path / "toy_segmenter.py").write_text(PLUG_IN)
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: toy-segmenter\nVersion: 1.5\n")
    (facts / "entry_points.txt").write_text(POINTS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "toy_segmenter", raising=False)
    forget()
    import toy_segmenter  # type: ignore[import-not-found]

    toy_segmenter.HANDS_BACK["make"] = discs
    yield toy_segmenter.HANDS_BACK
    forget()


def forget() -> None:
    segmenters.installed.cache_clear()
    segmenters.load.cache_clear()


def test_its_objects_are_measured_and_it_is_named(toy: dict[str, object]) -> None:
    asked = Settings(segmenter="toy")
    found = measure(SCAN, None, "particles", settings=asked)
    assert found.count == 6 and found.confidence > 0.6
    assert found.mean_size_px == pytest.approx(40, abs=0.5)
    assert found.settings["segmenter"] == "toy" and found.settings["polarity"] == "bright"
    assert "threshold" not in found.settings and "split" not in found.settings, "it heeds neither"
    text = methods_text(found, asked)
    assert "told apart by the segmenter Toy-Net (toy-segmenter 1.5)" in text and "segmenter toy" in text
    assert any("intervals do not cover particles that the segmenter toy misses" in each for each in found.warnings)
    assert json.dumps(found.to_json())


def test_limits_and_corrections_still_name_it(toy: dict[str, object]) -> None:
    toy["make"] = lambda grey: np.where(np.hypot(Y - 50, X - 50) < 8, 99, discs(grey))
    limited = measure(SCAN, None, "particles", settings=Settings(segmenter="toy", smallest_px=25.0))
    assert limited.count == 6 and limited.settings["smallest_px"] == 25.0
    remove = {"particles": [Correction("remove", ((140.0, 60.0),))]}
    corrected = measure(SCAN, None, "particles", settings=Settings(segmenter="toy"), corrections=remove)
    assert corrected.count == 6 and corrected.corrected == 1
    for each in (limited, corrected):
        assert "Toy-Net" in each.method and each.settings["segmenter"] == "toy"
        assert sum("segmenter toy misses" in one for one in each.warnings) == 1


def test_fibres_are_limited_by_their_width(toy: dict[str, object]) -> None:
    scan = np.full(Y.shape, 40, dtype=np.float32)
    truth = np.zeros(Y.shape, dtype=np.int64)
    for number, (row, half) in enumerate([(30, 4), (70, 4), (110, 10), (160, 10)], start=1):
        truth[np.abs(Y - row) < half] = number
    scan[truth > 0] = 200
    scan += np.random.default_rng(6).normal(0, 3, scan.shape).astype(np.float32)
    toy["make"] = lambda grey: truth
    for smallest, largest, count in ((None, None, 4), (12.0, None, 2), (None, 12.0, 2), (60.0, None, 0)):
        asked = Settings(segmenter="toy", smallest_px=smallest, largest_px=largest)
        found = measure(scan, None, "fibres", settings=asked)
        assert found.count == count and found.settings["segmenter"] == "toy", asked


def test_grains_are_as_sure_as_their_boundaries_lie_where_the_picture_has_some(toy: dict[str, object]) -> None:
    cells = (Y // 40) * 6 + X // 50 + 1
    scan = np.random.default_rng(7).permutation(np.linspace(40, 220, 30))[cells - 1].astype(np.float32)
    scan += np.random.default_rng(8).normal(0, 3, scan.shape).astype(np.float32)
    toy["make"] = lambda grey: cells
    right = measure(scan, None, "grains", settings=Settings(segmenter="toy"))
    assert right.count == 30 and right.confidence > 0.6 and "ASTM E112" in right.method
    toy["make"] = lambda grey: np.roll(cells, (20, 25), axis=(0, 1))
    wrong = measure(scan, None, "grains", settings=Settings(segmenter="toy"))
    assert wrong.count is None, "no boundary lies where it says"


def test_labels_that_have_nothing_to_do_with_the_picture_give_no_number(toy: dict[str, object]) -> None:
    toy["make"] = lambda grey: np.roll(discs(grey), (45, 40), axis=(0, 1))
    assert measure(SCAN, None, "particles", settings=Settings(segmenter="toy")).count is None
    toy["make"] = lambda grey: np.zeros(grey.shape, np.int32)
    none = measure(SCAN, None, "particles", settings=Settings(segmenter="toy"))
    assert none.count is None and any("toy found no particles" in each for each in none.warnings)


@pytest.mark.parametrize(
    ("handed", "told"),
    [
        (lambda grey: [[1]], "a list, not an array"),
        (lambda grey: discs(grey)[1:], "its shape is"),
        (lambda grey: discs(grey) > 0, "tells no objects apart"),
        (lambda grey: discs(grey).astype(str), "no whole numbers"),
        (lambda grey: discs(grey) + 0.5, "no whole numbers"),
        (lambda grey: np.where(discs(grey) > 0, np.nan, 0.0), "no whole numbers"),
        (lambda grey: discs(grey).astype(int) - 1, "some are negative"),
        (lambda grey: discs(grey).astype(np.int64) << 32, "too large"),
        (lambda grey: 1 // 0, r"failed \(ZeroDivisionError"),
    ],
)
def test_what_is_no_label_image_is_one_sentence(toy: dict[str, object], handed: object, told: str) -> None:
    toy["make"] = handed
    with pytest.raises(MaemiError, match=told) as raised:
        measure(SCAN, None, "particles", settings=Settings(segmenter="toy"))
    assert "The segmenter toy" in str(raised.value) and "\n" not in str(raised.value)


def test_names_and_kinds_that_there_are_not_are_told_with_those_that_there_are(toy: dict[str, object]) -> None:
    with pytest.raises(InputError, match="no segmenter 'magic': choose classical, network, broken, films, number or"):
        Settings(segmenter="magic")
    with pytest.raises(InputError, match="toy finds particles, fibres, grains, not pores"):
        measure(SCAN, None, "pores", settings=Settings(segmenter="toy"))
    with pytest.raises(InputError, match=r"broken \(no_such_module:Segmenter\) does not load"):
        measure(SCAN, None, "particles", settings=Settings(segmenter="broken"))
    assert segmenters_told()["plug_ins"] == {"toy": "toy-segmenter 1.5"}
    good, problems = segmenters.tried()
    assert good == ["toy"] and len(problems) == 4
    assert any("classical" in each and "taken" in each for each in problems)
    assert any("it is no segmenter" in each for each in problems) and any("its kinds" in each for each in problems)


@pytest.mark.usefixtures("toy")
def test_a_kept_result_goes_by_its_version() -> None:
    assert key_of("particles", None, Settings(segmenter="toy")).endswith(";toy-segmenter 1.5")
    assert "toy" not in key_of("particles", None, Settings(segmenter="classical"))


@pytest.mark.usefixtures("toy")
def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from PIL import Image

    file = tmp_path / "discs.png"
    Image.fromarray(SCAN.clip(0, 255).astype(np.uint8)).save(file)
    assert main(["measure", str(file), "--kind", "particles", "--segmenter", "toy", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["segmenter"] == "toy"
    assert main(["measure", str(file), "--segmenter", "magic"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@given(seed=st.integers(0, 2**32 - 1), kind=st.sampled_from(["particles", "fibres", "grains"]))
@hypothesis_settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
def test_any_labels_are_described_or_give_no_number(toy: dict[str, object], seed: int, kind: str) -> None:
    """Single pixels, objects in several parts, all of the scan labelled."""
    rng = np.random.default_rng(seed)
    block = int(rng.integers(1, 30))
    coarse = rng.integers(0, int(rng.integers(2, 60)), (200 // block + 1, 300 // block + 1))
    labels = np.kron(coarse, np.ones((block, block), dtype=int))[:200, :300] + int(rng.integers(0, 2))
    toy["make"] = lambda grey: labels
    found = measure(SCAN, None, kind, settings=Settings(segmenter="toy"))
    assert found.kind == kind and 0 <= found.confidence <= 1
