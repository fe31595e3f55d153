"""Wavelet scattering: how strong structure is at each scale, and how it is modulated at coarser ones.

Source: Bruna & Mallat 2013, Invariant Scattering Convolution Networks (arXiv 1203.1513); averaged over rotations as in
Sifre & Mallat 2013 (doi 10.1109/CVPR.2013.163). Written from the formulas.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maemi.similar.numerics import modulus_of, spectrum

SIDE = 256
SCALES, ANGLES = 5, 6
LENGTH = 2 * SCALES + SCALES * (SCALES - 1) // 2 * (ANGLES // 2 + 1)
_EPSILON = 1e-3


def scattering(picture: NDArray[np.float32]) -> NDArray[np.float64]:
    """[LENGTH] from a picture [rows, columns] of mean 0 and variance 1; the same for its quarter turns and mirrors."""
    first = np.zeros((SCALES, ANGLES))
    second = np.zeros((SCALES, SCALES, ANGLES, ANGLES))
    tiles = _tiles(picture)
    for tile in tiles:
        _add(tile, first, second)
    first /= len(tiles)
    second /= len(tiles)
    energy = first.mean(axis=1)
    turns = np.exp(2j * np.pi * np.arange(ANGLES) / ANGLES)
    direction = 2 * np.abs((first * turns).sum(axis=1)) / (first.sum(axis=1) + _EPSILON)
    parts = [np.log(energy + _EPSILON), direction]
    for fine in range(SCALES - 1):
        for coarse in range(fine + 1, SCALES):
            by_angle = _by_relative_angle(second[fine, coarse])
            parts.append(np.log((by_angle + _EPSILON) / (energy[fine] + _EPSILON)))
    return np.concatenate(parts)


def _add(tile: NDArray[np.float32], first: NDArray[np.float64], second: NDArray[np.float64]) -> None:
    whole = spectrum(tile)
    for scale in range(SCALES):
        # A wavelet's modulus is smooth: from the second scale on half the pixels along each axis hold it.
        modulus = modulus_of(_folded(whole * _wavelets()[scale], SIDE >> max(0, scale - 1)))
        first[scale] += modulus.mean(axis=(1, 2))
        if scale == SCALES - 1:
            continue
        side = SIDE >> (scale + 1)
        modulus_spectrum = _folded(spectrum(modulus), side)
        for coarse in range(scale + 1, SCALES):
            product = modulus_spectrum[:, None] * _cut(coarse, side)[None]
            folded = _folded(product, max(16, min(side, SIDE >> max(0, coarse - 1))))
            second[scale, coarse] += modulus_of(folded).mean(axis=(2, 3))


def _by_relative_angle(second: NDArray[np.float64]) -> NDArray[np.float64]:
    """[ANGLES // 2 + 1] from [angle, angle]: the angle between the two counts, neither its start nor its sense."""
    each = np.array(
        [np.mean([second[angle, (angle + turn) % ANGLES] for angle in range(ANGLES)]) for turn in range(ANGLES)]
    )
    half = ANGLES // 2
    between = [(each[turn] + each[ANGLES - turn]) / 2 for turn in range(1, half)]
    return np.array([each[0], *between, each[half]])


def _tiles(picture: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """One or two squares of SIDE that cover the middle and both ends of the longer axis; smaller ones are mirrored."""
    rows, columns = picture.shape
    padding = tuple((0, max(0, SIDE - size)) for size in (rows, columns))
    padded = np.pad(picture, padding, mode="symmetric")
    row = max(0, (rows - SIDE) // 2)
    column = max(0, (columns - SIDE) // 2)
    if columns >= rows:
        starts = [(row, 0), (row, columns - SIDE)] if columns > SIDE else [(row, column)]
    else:
        starts = [(0, column), (rows - SIDE, column)] if rows > SIDE else [(row, column)]
    return [padded[r : r + SIDE, c : c + SIDE] for r, c in starts]


@lru_cache(maxsize=1)
def _wavelets() -> NDArray[np.float32]:
    """[scale, angle, row, column]: Morlet wavelets in the frequency plane, an octave apart, of mean 0."""
    frequencies = np.fft.fftfreq(SIDE) * 2 * np.pi
    down, right = np.meshgrid(frequencies, frequencies, indexing="ij")
    bank = np.zeros((SCALES, ANGLES, SIDE, SIDE), dtype=np.float32)
    for scale in range(SCALES):
        centre, width = 3 * np.pi / 4 / 2**scale, 0.8 * 2**scale
        for angle in range(ANGLES):
            turn = np.pi * angle / ANGLES
            along = right * np.cos(turn) + down * np.sin(turn)
            across = -right * np.sin(turn) + down * np.cos(turn)
            wave = np.exp(-0.5 * width**2 * ((along - centre) ** 2 + across**2))
            mean = np.exp(-0.5 * width**2 * (along**2 + across**2))
            bank[scale, angle] = wave - np.exp(-0.5 * width**2 * centre**2) * mean
    return bank


@lru_cache(maxsize=16)
def _cut(scale: int, side: int) -> NDArray[np.float32]:
    """The wavelets of a scale for a picture that was folded to `side`."""
    low = np.r_[0 : side // 2, SIDE - side // 2 : SIDE]
    return np.ascontiguousarray(_wavelets()[scale][:, low][:, :, low])


def _folded(spectrum: NDArray[np.complex64], side: int) -> NDArray[np.complex64]:
    """The spectrum [..., n, n] of the same picture, every (n / side)th pixel of it kept."""
    times = spectrum.shape[-1] // side
    if times == 1:
        return spectrum
    return spectrum.reshape(*spectrum.shape[:-2], times, side, times, side).mean(axis=(-4, -2))
