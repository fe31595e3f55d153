"""The encoder: the same every time, and blind to what a person does not care about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from maemi.similar.encoder import encoder, encoder_version
from maemi.similar.equalising import ranked
from maemi.similar.sketch import sketch_of

Scan = NDArray[np.uint8]


def test_it_says_the_same_twice_and_has_length_one(scans: dict[str, list[Scan]]) -> None:
    scan = scans["fibres"][0]
    vector = encoder().encode(scan)
    assert vector.shape == (encoder().length,) and vector.dtype == np.float32
    assert np.array_equal(vector, encoder().encode(scan))
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert encoder().version == encoder_version()


CHANGES: dict[str, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
    "brightness and contrast": lambda scan: scan * 0.4 + 90,
    "gamma": lambda scan: (scan / 255) ** 1.8 * 255,
    "sixteen bits": lambda scan: scan * 257,
    "a quarter turn": lambda scan: np.rot90(scan).copy(),
    "a mirror": lambda scan: scan[:, ::-1].copy(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_it_is_blind_to(change: Callable[..., NDArray[np.float32]], scans: dict[str, list[Scan]]) -> None:
    for pictures in scans.values():
        scan = pictures[0].astype(np.float32)
        assert float(encoder().encode(scan) @ encoder().encode(change(scan))) > 0.92


def test_the_class_is_nearer_than_another(scans: dict[str, list[Scan]]) -> None:
    vectors = np.stack([encoder().encode(scan) for pictures in scans.values() for scan in pictures])
    names = np.repeat(list(scans), [len(pictures) for pictures in scans.values()])
    cosines = vectors @ vectors.T
    same = names[:, None] == names[None, :]
    np.fill_diagonal(same, False)
    other = names[:, None] != names[None, :]
    assert cosines[same].mean() > cosines[other].mean() + 0.2


@settings(max_examples=8, deadline=None)
@given(arrays(np.float32, st.tuples(st.integers(1, 90), st.integers(1, 90)), elements=st.floats(0, 1e4, width=32)))
def test_any_scan_gets_a_finite_vector(scan: NDArray[np.float32]) -> None:
    vector = encoder().encode(scan)
    assert np.isfinite(vector).all()
    assert sketch_of(scan).shape == (32, 32)


def test_a_constant_scan_has_a_vector_too() -> None:
    assert np.isfinite(encoder().encode(np.full((50, 70), 7, np.uint8))).all()


def test_ranks_do_not_depend_on_a_rising_curve_of_the_greys() -> None:
    picture = np.random.default_rng(1).integers(0, 50, (40, 60)).astype(np.float32)
    assert np.allclose(ranked(picture), ranked(np.exp(picture / 9)))
    assert abs(float(ranked(picture).mean())) < 1e-3
