"""Spurs come off a skeleton; what leads somewhere stays, in one piece."""

from __future__ import annotations

import numpy as np

from maemi.measure import imaging
from maemi.measure.pruning import without_spurs
from maemi.measure.skeleton import segments_along


def test_a_fibre_with_a_frayed_edge_stays_in_one_piece() -> None:
    skeleton = np.zeros((60, 200), dtype=np.bool_)
    skeleton[30, 10:190] = True
    for column in (40, 90, 140):
        skeleton[31:37, column] = True
    radius = np.full(skeleton.shape, 12, dtype=np.float32)
    before, after = (segments_along(one, radius) for one in (skeleton, without_spurs(skeleton, radius)))
    assert before is not None and after is not None
    assert len(before) == 4
    assert len(after) == 1
    assert after.lengths[0] >= 170


def test_a_fork_at_an_end_keeps_the_stem_and_a_real_branch_stays() -> None:
    skeleton = np.zeros((80, 200), dtype=np.bool_)
    skeleton[40, 10:150] = True
    for step in range(1, 9):
        skeleton[40 - step, 149 + step] = skeleton[40 + step, 149 + step] = True
    radius = np.full(skeleton.shape, 12, dtype=np.float32)
    stem = without_spurs(skeleton, radius)
    assert stem[40, 12:145].all()
    assert not (stem & (imaging.neighbour_count(stem) > 2)).any()
    skeleton[41:75, 80] = True
    branched = without_spurs(skeleton, radius)
    assert branched[45:75, 80].sum() >= 29


def test_a_skeleton_without_crossings_and_an_empty_one_are_left_alone() -> None:
    plane = np.zeros((20, 20), dtype=np.bool_)
    radius = np.ones(plane.shape, dtype=np.float32)
    assert not without_spurs(plane, radius).any()
    plane[5, 2:6] = True
    assert (without_spurs(plane, radius) == plane).all()
