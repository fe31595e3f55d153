"""How a scanning electron microscope turns a scene into grey levels: a plain model that goes wrong in the right ways.

The secondary electron yield rises with the slope about as 1/cos(tilt) (Goldstein et al., Scanning Electron Microscopy
and X-Ray Microanalysis, 4th ed., section 3), edges glow over the escape depth, a detector on one side leaves the far
flank darker, hollows lose electrons to their walls, and electrons arrive by Poisson's law.
"""

# numpy's overloads resolve to unknown types here; what matters is annotated.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maemi.phantom.filters import filtered, gaussian, trailed, wide_blur
from maemi.phantom.scene import Array, Scene


@dataclass(frozen=True, slots=True)
class Imaging:
    """How one micrograph is taken; lengths in field widths, angles in radians."""

    edge: float
    """Strength of the glow of slopes."""
    side: float
    """Strength of the detector's one-sidedness."""
    detector_angle: float
    shadow: float
    """How much hollows lose."""
    dose: float
    """Electrons counted in a pixel of full brightness at 1024 columns."""
    blur: float
    """Standard deviation of the beam."""
    astigmatism: float
    """Ratio of the beam's axes, at least 1."""
    astigmatism_angle: float
    charging: float
    drift: float
    """Greatest sideways shift of a row."""
    background: float
    """Brightness change across the field."""
    black: float
    white: float
    """Grey levels, 0 to 1, of the darkest and the brightest parts."""

    @property
    def noisy(self) -> bool:
        """Grain that a person sees at once."""
        return self.dose < 22

    @property
    def blurred(self) -> bool:
        """Edges that a person sees to be soft."""
        return self.blur > 0.0036


def draw_imaging(rng: np.random.Generator) -> Imaging:
    """A random but plausible way of imaging; most are good, some have one clear fault."""
    fault = rng.choice(
        ["none", "noise", "blur", "charging", "drift", "background"], p=[0.5, 0.14, 0.12, 0.1, 0.06, 0.08]
    )
    return Imaging(
        edge=float(rng.uniform(0.5, 1.5)),
        side=float(rng.uniform(0.15, 0.6)),
        detector_angle=float(rng.uniform(0, 2 * np.pi)),
        shadow=float(rng.uniform(0.4, 1.3)),
        dose=float(
            np.exp(rng.uniform(np.log(6), np.log(14)) if fault == "noise" else rng.uniform(np.log(30), np.log(400)))
        ),
        blur=float(rng.uniform(0.0042, 0.0085) if fault == "blur" else rng.uniform(0.0004, 0.0016)),
        astigmatism=float(rng.uniform(1.0, 2.2) if fault == "blur" else rng.uniform(1.0, 1.3)),
        astigmatism_angle=float(rng.uniform(0, np.pi)),
        charging=float(rng.uniform(0.5, 1.0) if fault == "charging" else 0.0),
        drift=float(rng.uniform(0.008, 0.02) if fault == "drift" else 0.0),
        background=float(rng.uniform(0.4, 0.7) if fault == "background" else rng.uniform(0.0, 0.12)),
        black=float(rng.uniform(0.02, 0.16)),
        white=float(rng.uniform(0.72, 1.02)),
    )


def emission(scene: Scene, imaging: Imaging) -> Array:
    """Electrons that leave each point towards the detector, float32 [rows, columns], flat and bright ground about 1."""
    px = scene.columns
    height = gaussian(scene.height, max(0.5, 0.0013 * px))
    slope_y, slope_x = np.gradient(height)
    steep = np.sqrt(1 + slope_x**2 + slope_y**2)
    glow = 1 + imaging.edge * (1 - 1 / steep) * np.float32(1.6)
    facing = -(
        slope_x * np.float32(np.cos(imaging.detector_angle)) + slope_y * np.float32(np.sin(imaging.detector_angle))
    )
    glow *= 1 + np.float32(imaging.side) * facing / steep
    signal = scene.tone * np.maximum(glow, 0.05)
    for reach, weight in ((0.006, 0.45), (0.03, 0.55)):
        depth = np.maximum(wide_blur(scene.height, reach * px) - scene.height, 0) / np.float32(reach * px * 1.6)
        signal *= np.exp(np.float32(-imaging.shadow * weight) * depth)
    return signal


def _beam(signal: Array, imaging: Imaging) -> Array:
    """Blur by an elliptical Gaussian, through its transfer function."""
    px = signal.shape[1]
    long = imaging.blur * px * imaging.astigmatism**0.5
    short = imaging.blur * px / imaging.astigmatism**0.5
    if long < 0.35:
        return signal
    pad = int(3 * long) + 2
    padded = np.pad(signal, pad, mode="reflect")
    fy = np.fft.fftfreq(padded.shape[0]).astype(np.float32)[:, None]
    fx = np.fft.rfftfreq(padded.shape[1]).astype(np.float32)[None, :]
    cos, sin = np.float32(np.cos(imaging.astigmatism_angle)), np.float32(np.sin(imaging.astigmatism_angle))
    u, v = fx * cos + fy * sin, fy * cos - fx * sin
    transfer = np.exp(np.float32(-2 * np.pi**2) * (u * u * np.float32(long**2) + v * v * np.float32(short**2)))
    return filtered(padded, transfer)[pad : pad + signal.shape[0], pad : pad + px]


def _streaks(signal: Array, imaging: Imaging, rng: np.random.Generator) -> Array:
    """Charging: bright parts trail along the scan line, and whole lines jump in brightness."""
    rows, columns = signal.shape
    trail = trailed(np.maximum(signal - np.quantile(signal[::3, ::3], 0.85), 0), columns // 6)
    lines = np.zeros((rows, 1), np.float32)
    starts = rng.uniform(0, rows, 14)
    thickness = rng.uniform(0.002, 0.012, 14) * columns
    jump = rng.uniform(-0.45, 0.7, 14)
    at: Array = np.arange(rows)[:, None]
    for start, thick, height in zip(starts, thickness, jump, strict=True):
        lines = lines + np.where(np.abs(at - start) < thick, np.float32(height * 0.35), np.float32(0))
    return signal * (1 + np.float32(imaging.charging) * lines) - np.float32(1.2 * imaging.charging) * trail


def drift_shifts(scene: Scene, imaging: Imaging, rng: np.random.Generator) -> Array:
    """How far each row of the scan is shifted along the columns, in pixels, float [rows]."""
    knots = np.cumsum(rng.normal(0, 1, 6))
    wave = np.interp(np.linspace(0, 1, scene.rows), np.linspace(0, 1, 6), knots)
    wave -= wave[scene.rows // 2]
    return wave / max(1e-9, float(np.abs(wave).max())) * imaging.drift * scene.columns


def _shifted(signal: Array, shifts: Array) -> Array:
    """Every row moved to the right by its shift, between pixels by linear interpolation."""
    at: Array = np.clip(np.arange(signal.shape[1])[None, :] - shifts[:, None], 0, signal.shape[1] - 1)
    left = np.minimum(at.astype(np.int32), signal.shape[1] - 2)
    part = (at - left).astype(np.float32)
    return np.take_along_axis(signal, left, 1) * (1 - part) + np.take_along_axis(signal, left + 1, 1) * part


def form_image(scene: Scene, imaging: Imaging, rng: np.random.Generator) -> tuple[Array, Array]:
    """The scan, uint8 [rows, columns], and how far each row drifted in pixels, float [rows]."""
    rows, columns = scene.rows, scene.columns
    signal = emission(scene, imaging)
    angle = rng.uniform(0, 2 * np.pi)
    across = np.linspace(-0.5, 0.5, columns, dtype=np.float32)[None, :]
    down = np.linspace(-0.5, 0.5, rows, dtype=np.float32)[:, None]
    bow = rng.uniform(-0.5, 0.5)
    ramp = (
        np.float32(np.cos(angle)) * across + np.float32(np.sin(angle)) * down + np.float32(bow) * (across**2 + down**2)
    )
    signal *= 1 + np.float32(imaging.background * 1.3) * ramp
    noise_seed, charge_seed, drift_seed = rng.integers(2**63, size=3)
    shifts = drift_shifts(scene, imaging, np.random.default_rng(drift_seed))
    if imaging.drift:
        signal = _shifted(signal, shifts)
    signal = _beam(signal, imaging)
    if imaging.charging:
        signal = _streaks(signal, imaging, np.random.default_rng(charge_seed))
    low, high = np.quantile(signal[::3, ::3], [0.003, 0.995])
    low = min(low, 0.9 * high) * 0.7
    signal = np.clip((signal - low) / max(1e-6, high - low), 0, 1.25).astype(np.float32)
    signal = np.float32(imaging.black) + signal * np.float32(imaging.white - imaging.black)
    noise = np.random.default_rng(noise_seed)
    # Fewer pixels over the same field gather more electrons each; the root keeps strong noise visible there too.
    dose = imaging.dose * 1024 / columns
    counted: Array = noise.poisson(signal * np.float32(dose)).astype(np.float32) / np.float32(dose)
    return np.clip(np.rint(counted * 255), 0, 255).astype(np.uint8), shifts
