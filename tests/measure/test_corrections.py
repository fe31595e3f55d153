"""Corrections by hand: what each does to labels, that they survive JSON, and what a measurement says with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from maemi.errors import InputError
from maemi.measure import grains
from maemi.measure.corrections import apply_corrections
from maemi.measure.finding import Found
from maemi.measure.measuring import measure
from maemi.measure.preparing import Prepared
from maemi.measure.recounting import RECOUNTS, narrow_count, recounted
from maemi.measure.result import COUNTED
from maemi.measure.scan import Scan
from maemi.measure.settings import Settings
from maemi.micrograph.correction import POINTS, VERBS, Correction, by_kind_from_json, by_kind_json
from maemi.micrograph.record import MicrographInfo

SHAPE = (24, 30)


@st.composite
def corrections(draw: st.DrawFn, reach: float = 80.0) -> Correction:
    verb = draw(st.sampled_from(VERBS))
    place = st.tuples(st.floats(-reach, reach), st.floats(-reach, reach))
    fewest, most = POINTS[verb]
    return Correction(verb, tuple(draw(st.lists(place, min_size=fewest, max_size=min(most, fewest + 4)))))


@st.composite
def labels(draw: st.DrawFn) -> NDArray[np.int32]:
    plane = np.zeros(SHAPE, dtype=np.int32)
    for number in range(1, draw(st.integers(0, 5)) + 1):
        row, column = draw(st.integers(0, SHAPE[0] - 2)), draw(st.integers(0, SHAPE[1] - 2))
        plane[row : row + draw(st.integers(1, 9)), column : column + draw(st.integers(1, 9))] = number
    return np.unique(plane, return_inverse=True)[1].reshape(SHAPE).astype(np.int32) if plane.any() else plane


@settings(deadline=None)
@given(labels(), st.lists(corrections(), max_size=5), st.integers(1, 4))
def test_any_corrections_leave_labels_without_gaps(
    plane: NDArray[np.int32], wanted: list[Correction], factor: int
) -> None:
    before = plane.copy()
    done = apply_corrections(plane, wanted, factor)
    assert np.array_equal(plane, before)
    assert done.labels.dtype == np.int32 and done.labels.shape == plane.shape
    present = np.unique(done.labels[done.labels > 0])
    assert present.tolist() == list(range(1, len(done.by_hand) + 1))
    assert set(done.missed) <= set(range(len(wanted)))
    if len(done.missed) == len(wanted):
        assert np.array_equal(done.labels > 0, plane > 0)
    again = apply_corrections(plane, wanted, factor)
    assert np.array_equal(again.labels, done.labels)


@settings(deadline=None)
@given(labels(), corrections(30))
def test_each_verb_changes_the_number_of_objects_as_it_says(plane: NDArray[np.int32], one: Correction) -> None:
    count = int(plane.max())
    done = apply_corrections(plane, [one])
    if done.missed:
        assert np.array_equal(done.labels, plane)
        return
    now = len(done.by_hand)
    match one.verb:
        case "remove":
            assert now == count - 1 and not done.by_hand.any()
        case "split":
            assert now > count and np.array_equal(done.labels > 0, plane > 0), "a cut takes no area away"
            assert done.by_hand.sum() == now - count + 1
        case "merge":
            assert now < count and done.by_hand.sum() == 1 and bool(((done.labels > 0) >= (plane > 0)).all())
        case "add":
            assert done.by_hand.sum() == 1 and 1 <= now <= count + 1


@given(corrections(1e6))
def test_a_correction_goes_through_json(one: Correction) -> None:
    again = Correction.from_json(one.to_json())
    assert again.verb == one.verb and np.allclose(again.points, one.points, atol=0.006)
    kinds = by_kind_from_json(by_kind_json({"particles": [again], "pores": []}))
    assert kinds == {"particles": (again,)}


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["verb", "points", "remove"]),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["verb", "points", "x"]), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_what_is_no_correction_is_refused_in_a_sentence(data: object) -> None:
    try:
        Correction.from_json(data)
    except InputError as error:
        assert str(error).endswith(".")


@pytest.mark.parametrize(
    ("verb", "points"),
    [("mend", ((1, 1),)), ("remove", ()), ("remove", ((1, 1), (2, 2))), ("add", ((1, 1), (2, 2))),
     ("split", ((1, 1),)), ("merge", ((1.0, float("nan")), (2, 2))), ("remove", ((1e9, 1),))],
)  # fmt: skip
def test_wrong_corrections(verb: str, points: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(InputError):
        Correction(verb, points)  # type: ignore[arg-type]


def two_boxes() -> NDArray[np.int32]:
    plane = np.zeros(SHAPE, dtype=np.int32)
    plane[4:14, 3:11] = 1
    plane[4:14, 16:26] = 2
    return plane


def test_a_cut_that_begins_inside_is_prolonged_and_slivers_are_no_objects() -> None:
    short = Correction("split", ((6, 7), (11, 7)))
    done = apply_corrections(two_boxes(), [short])
    assert len(done.by_hand) == 3 and not done.missed
    corner = Correction("split", ((3, 4), (5, 2)))
    assert apply_corrections(two_boxes(), [corner]).missed == (0,), "a corner of one pixel is no object"
    assert apply_corrections(two_boxes(), [Correction("split", ((20, 1), (20, 28)))]).missed == (0,)
    long = Correction("split", ((9, 0), (9, 18)))
    both = apply_corrections(two_boxes(), [long])
    assert len(both.by_hand) == 3 and (both.labels[4:14, 16:26] == both.labels[5, 20]).all(), "one object is cut"


def test_merging_draws_a_bridge() -> None:
    done = apply_corrections(two_boxes(), [Correction("merge", ((9, 5), (9, 20)))])
    assert len(done.by_hand) == 1 and done.labels[8:11, 12].all() and not done.labels[6, 12]
    assert apply_corrections(two_boxes(), [Correction("merge", ((9, 5), (9, 14)))]).missed == (0,)


def test_what_is_drawn_leaves_a_neighbour_its_edge_replaces_what_it_covers_and_is_cut_out_of_what_is_larger() -> None:
    beside = ((4, 10), (4, 15), (13, 15), (13, 10))
    done = apply_corrections(two_boxes(), [Correction("add", beside)])
    assert len(done.by_hand) == 3 and (done.labels[4:14, 10] == done.labels[5, 5]).all()
    over = ((2, 1), (2, 13), (16, 13), (16, 1))
    assert len(apply_corrections(two_boxes(), [Correction("add", over)]).by_hand) == 2
    within = ((6, 5), (6, 7), (8, 7), (8, 5))
    inner = apply_corrections(two_boxes(), [Correction("add", within)])
    assert len(inner.by_hand) == 3 and inner.labels[7, 6] != inner.labels[5, 4]
    assert apply_corrections(two_boxes(), [Correction("add", ((90, 1), (90, 5), (95, 5)))]).missed == (0,)


def test_points_are_pixels_of_the_scan() -> None:
    done = apply_corrections(two_boxes(), [Correction("remove", ((4 * 4, 4 * 3),))], factor=4)
    assert len(done.by_hand) == 1
    assert apply_corrections(two_boxes(), [Correction("remove", ((4 * 4 - 1, 4 * 3),))], factor=4).missed == (0,)


def discs() -> NDArray[np.float32]:
    """Nine bright discs of radius 16 on a dark ground, with a little noise."""
    rows, columns = np.mgrid[:240, :240]
    plane = np.random.default_rng(3).normal(0, 0.02, (240, 240))
    for row in (40, 120, 200):
        for column in (40, 120, 200):
            plane += np.hypot(rows - row, columns - column) < 16
    return plane.astype(np.float32)


def test_a_measurement_follows_its_corrections_and_says_which_hit_nothing() -> None:
    square = ((70.0, 70.0), (70.0, 90.0), (90.0, 90.0), (90.0, 70.0))
    wanted = [
        Correction("remove", ((40, 40),)),
        Correction("split", ((100, 120), (140, 120))),
        Correction("merge", ((200, 120), (200, 200))),
        Correction("add", square),
        Correction("remove", ((3, 3),)),
    ]
    plain = measure(discs(), None, "particles")
    found = measure(discs(), None, "particles", corrections={"particles": wanted, "pores": wanted})
    assert (plain.count, plain.corrected) == (9, 0)
    assert (found.count, found.corrected) == (9, 4)
    assert len(found.objects["by_hand"]) == 9 and sum(found.objects["by_hand"]) == 4
    assert found.confidence >= plain.confidence
    assert [warning for warning in found.warnings if "by hand" in warning and "row 3, column 3" in warning]
    other = measure(discs(), None, "particles", settings=Settings(smoothing_px=3.0), corrections={"particles": wanted})
    assert other.count == 9
    assert measure(discs(), None, "pores", corrections={"particles": wanted}).corrected == 0


def test_what_is_drawn_by_hand_counts_where_nothing_can_be_told_apart() -> None:
    noise = np.random.default_rng(1).normal(0, 1, (128, 128)).astype(np.float32)
    assert measure(noise, None, "particles").count is None
    square = Correction("add", ((20, 20), (20, 40), (40, 40), (40, 20)))
    found = measure(noise, None, "particles", corrections={"particles": [square]})
    assert (found.count, found.corrected) == (1, 1)
    assert found.mean_size_px == pytest.approx(2 * 21 / np.pi**0.5, rel=0.03)


def test_all_may_be_removed_and_kinds_without_objects_refuse() -> None:
    gone = [Correction("remove", ((row, column),)) for row in (40, 120, 200) for column in (40, 120, 200)]
    found = measure(discs(), None, "particles", corrections={"particles": gone})
    assert (found.count, found.corrected, found.contours) == (0, 9, ())
    with pytest.raises(InputError, match="pattern has no objects"):
        measure(discs(), None, "pattern", corrections={"pattern": gone})


def test_grains_are_corrected_too() -> None:
    """A net of 6 × 6 cells; what no grain has goes to its neighbours."""
    rows, columns = np.mgrid[:240, :240] // 40
    plane = np.zeros((240, 240), dtype=np.float32)
    prepared = Prepared(plane, plane, 0.1, factor=1)
    plain = grains.recount((rows * 6 + columns + 1).astype(np.int32), prepared)
    plain.confidence, plain.sharpness = 0.7, 5.0
    wanted = [Correction("merge", ((60, 60), (60, 100))), Correction("split", ((150, 140), (210, 140)))]
    found = recounted(plain, prepared, [*wanted, Correction("remove", ((220, 220),))], 1)
    assert (found.count, found.corrected, found.sharpness) == (35, 3, 5.0)
    assert 0.7 < found.confidence < 1 and found.labels is not None and found.labels.all()
    assert found.objects["by_hand"].sum() == 3 and found.quantities
    plain.confidence = 0.1
    waiting = recounted(plain, prepared, wanted, 1)
    assert waiting.corrected == 0 and waiting.confidence == 0.1 and "wait for grains" in waiting.warnings[-1]


def test_a_scan_is_not_segmented_again_for_a_correction(monkeypatch: pytest.MonkeyPatch) -> None:
    scan = Scan(discs(), MicrographInfo(Path("discs.png"), "PNG", None, (240, 240), "float32", 1, 1, None))
    plain = scan.measure("auto")
    monkeypatch.setattr("maemi.measure.choosing.FINDERS", {})
    gone = {"particles": [Correction("remove", ((40, 40),))]}
    assert (plain.kind, plain.count) == ("particles", 9)
    assert scan.measure("particles", corrections=gone).count == 8
    assert scan.measure("particles").to_json() == plain.to_json(), "what was found without corrections stays as it was"
    with pytest.raises(InputError, match="no kind 'tubes'"):
        scan.measure("tubes")


def test_the_interval_of_the_count_narrows_by_what_a_person_settled() -> None:
    before, now = Found("particles", count=20), Found("particles", count=19)
    before.tell("count", 20, 15, 22, "splits that could be otherwise")
    now.tell("count", 19)
    narrow_count(now, before, 3)
    said = now.quantities["count"]
    assert (said.value, said.low, said.high, said.method) == (19, 17, 19, "corrected by hand")


def test_every_kind_with_objects_can_be_described_again() -> None:
    assert set(RECOUNTS) == set(COUNTED)
