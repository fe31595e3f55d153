"""Periods from the Fourier transform: its maxima between whole frequencies, near where they are expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.measure.imaging import Floats, Plane
from maemi.measure.lattice import shortest

ORDERS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 0), (0, 2))
"""Reflections of a lattice that are sought; structure may quench any one of them."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """A plane under Hann's window, with its Fourier transform at any frequency."""

    plane: Plane

    def powers(self, down: Floats, right: Floats) -> Floats:
        """[len(down), len(right)] power at frequencies in cycles a pixel."""
        rows, columns = (np.arange(side, dtype=np.float64) for side in self.plane.shape)
        across = self.plane @ np.exp(-2j * np.pi * np.outer(columns, right)).astype(np.complex64)
        return np.abs(np.exp(-2j * np.pi * np.outer(down, rows)).astype(np.complex64) @ across) ** 2

    def top(self, frequency: Floats) -> tuple[Floats, float]:
        """The highest power near a frequency (down, right), and how high: climbed in steps that halve.

        Never further than one and a half of the window's own line width from where it began.
        """
        width = 1.0 / np.array(self.plane.shape)
        here = frequency.astype(np.float64)
        offsets = np.array([-1.0, 0.0, 1.0])
        height = 0.0
        for step in (0.5, 0.5, 0.25, 0.12, 0.06):
            near = self.powers(here[0] + offsets * step * width[0], here[1] + offsets * step * width[1])
            i, j = (int(part) for part in np.unravel_index(int(np.argmax(near)), near.shape))
            height = float(near[i, j])
            moves = np.array([parabola(near[:, j], i), parabola(near[i], j)])
            here = np.clip(here + moves * step * width, frequency - 1.5 * width, frequency + 1.5 * width)
        return here, height


def parabola(three: Floats, top: int) -> float:
    """Where from the middle one of three values the highest point lies, in steps; an end that is highest is taken."""
    if top != 1:
        return float(top - 1)
    bend = three[0] - 2 * three[1] + three[2]
    return float(0.5 * (three[0] - three[2]) / bend) if bend < 0 else 0.0


def spectrum_of(flat: Plane) -> Spectrum:
    """Ready to be asked, the mean under the window taken out."""
    window = np.outer(np.hanning(flat.shape[0] + 2)[1:-1], np.hanning(flat.shape[1] + 2)[1:-1]).astype(np.float32)
    return Spectrum((flat - np.float32(np.average(flat, weights=window))) * window)


def fourier_vectors(flat: Plane, vectors: Floats) -> Floats | None:
    """Lattice vectors [1 or 2, 2] by the Fourier transform alone, begun near given ones; None where it shows none."""
    spectrum = spectrum_of(flat)
    if len(vectors) == 1:
        frequency, power = spectrum.top(vectors[0] / (vectors[0] @ vectors[0]))
        return (frequency / (frequency @ frequency))[None, :] if power > 0 else None
    inverse = np.linalg.inv(vectors).T
    tops = [spectrum.top((np.array(order) @ inverse).astype(np.float64)) for order in ORDERS]
    weight = np.sqrt([power for _, power in tops])
    design = np.array(ORDERS, dtype=np.float64) * weight[:, None]
    wanted = np.stack([frequency for frequency, _ in tops]) * weight[:, None]
    fitted = np.linalg.lstsq(design, wanted, rcond=None)[0]
    if abs(float(np.linalg.det(fitted))) < 1e-12:
        return None
    return shortest(np.linalg.inv(fitted).T.astype(np.float64))
