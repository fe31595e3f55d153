"""A trial from a kind, a seed and a level of noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from maemi.errors import InputError
from maemi.phantom.acquiring import draw_acquisition
from maemi.phantom.formation import Imaging, form_image
from maemi.phantom.scene import Scene
from maemi.phantom.trials import fibres, films, grains, particles, pattern, pores, tips
from maemi.phantom.trials.trial import DOSES, NOISES, TRIAL_KINDS, Noise, Trial, TrialKind
from maemi.phantom.truth import truth_of

_COMPOSERS: dict[TrialKind, Callable[[Scene], dict[str, float]]] = {
    "particles": particles.compose,
    "fibres": fibres.compose,
    "pores": pores.compose,
    "pattern": pattern.compose,
    "grains": grains.compose,
    "films": films.compose,
    "tips": tips.compose,
}
_NOISELESS = 1e9
"""A dose at which nothing is left of Poisson's noise in 8 bits."""


def draw_trial(kind: TrialKind, seed: int, noise: Noise = "medium", rows: int = 768, columns: int = 1024) -> Trial:
    """Draw a trial, the same for the same kind, seed, noise, rows and columns; the same scene at every noise.

    Raises `InputError` for a kind or a noise that does not exist, a negative seed and a frame outside 96 to 8192.
    """
    if kind not in TRIAL_KINDS:
        raise InputError(f"There is no trial of “{kind}”; choose one of {', '.join(TRIAL_KINDS)}.")
    if noise not in NOISES:
        raise InputError(f"There is no noise “{noise}”; choose one of {', '.join(NOISES)}.")
    if not (96 <= rows <= 8192 and 96 <= columns <= 8192):
        raise InputError(f"A trial of {rows} × {columns} pixels cannot be drawn; use 96 to 8192 rows and columns.")
    if seed < 0:
        raise InputError(f"The seed {seed} is negative; use 0 or a positive number.")
    # 77: a stream of its own beside the phantoms of the ten classes.
    streams = np.random.SeedSequence([77, TRIAL_KINDS.index(kind), seed]).spawn(3)
    geometry, look, detector = (np.random.default_rng(stream) for stream in streams)
    scene = Scene(rows, columns, geometry)
    truth = _COMPOSERS[kind](scene)
    imaging = trial_imaging(look, DOSES[noise])
    after = detector.bit_generator.state
    scan, shifts = form_image(scene, imaging, detector)
    if kind == "films":
        detector.bit_generator.state = after
        truth |= films.grey_truth(form_image(scene, replace(imaging, dose=_NOISELESS), detector)[0], scene)
    return Trial(
        kind=kind,
        scan=scan,
        pixel_size_m=scene.field_width_m / columns,
        noise=noise,
        truth={name: float(f"{value:.6g}") for name, value in truth.items()},
        seen=truth_of(scene, shifts),
        seed=seed,
        acquisition=draw_acquisition(look, scene.field_width_m),
    )


def trial_imaging(rng: np.random.Generator, dose: float) -> Imaging:
    """A usual way of imaging at a given dose: no drift and no lost focus, since both change lengths themselves.

    One in five has strong shading, one in eight charges, one in six uses only a part of the grey levels.
    """
    trouble = rng.choice(["none", "shading", "charging", "contrast"], p=[0.5, 0.2, 0.13, 0.17])
    black, white = float(rng.uniform(0.03, 0.14)), float(rng.uniform(0.75, 1.0))
    if trouble == "contrast":
        black = float(rng.uniform(0.15, 0.35))
        white = black + float(rng.uniform(0.35, 0.45))
    return Imaging(
        edge=float(rng.uniform(0.4, 1.3)),
        side=float(rng.uniform(0.1, 0.5)),
        detector_angle=float(rng.uniform(0, 2 * np.pi)),
        shadow=float(rng.uniform(0.4, 1.1)),
        dose=dose,
        blur=float(rng.uniform(0.0005, 0.0016)),
        astigmatism=float(rng.uniform(1.0, 1.25)),
        astigmatism_angle=float(rng.uniform(0, np.pi)),
        charging=float(rng.uniform(0.3, 0.7)) if trouble == "charging" else 0.0,
        drift=0.0,
        background=float(rng.uniform(0.35, 0.6) if trouble == "shading" else rng.uniform(0.0, 0.12)),
        black=black,
        white=white,
    )
