"""A phantom from a class and a seed: geometry first, then the microscope, then the truth."""

from __future__ import annotations

import numpy as np

from maemi.errors import InputError
from maemi.phantom.acquiring import draw_acquisition
from maemi.phantom.classes import CLASSES
from maemi.phantom.formation import draw_imaging, form_image
from maemi.phantom.record import Phantom
from maemi.phantom.scene import Scene
from maemi.phantom.truth import facts_of, truth_of


def draw(class_name: str, seed: int, rows: int = 768, columns: int = 1024) -> Phantom:
    """Draw a phantom, the same for the same class, seed, rows and columns.

    Fewer rows and columns show the same scene more coarsely. Raises `InputError` for a class that does not exist, a
    negative seed and a frame outside 32 to 8192 points a side.
    """
    if class_name not in CLASSES:
        raise InputError(f"There is no class “{class_name}”; choose one of {', '.join(CLASSES)}.")
    if not (32 <= rows <= 8192 and 32 <= columns <= 8192):
        raise InputError(f"A phantom of {rows} × {columns} pixels cannot be drawn; use 32 to 8192 rows and columns.")
    if seed < 0:
        raise InputError(f"The seed {seed} is negative; use 0 or a positive number.")
    from maemi.phantom.scenes import compose

    streams = np.random.SeedSequence([CLASSES.index(class_name), seed]).spawn(3)
    geometry, look, detector = (np.random.default_rng(stream) for stream in streams)
    scene = Scene(rows, columns, geometry)
    compose(class_name, scene)
    imaging = draw_imaging(look)
    scan, shifts = form_image(scene, imaging, detector)
    truth = truth_of(scene, shifts)
    acquisition = draw_acquisition(look, scene.field_width_m)
    return Phantom(
        scan=scan,
        class_name=class_name,
        seed=seed,
        pixel_size_m=scene.field_width_m / columns,
        truth=truth,
        facts=facts_of(scene, class_name, imaging, truth)
        | {
            "accelerating_voltage_v": acquisition.accelerating_voltage_v,
            "magnification": acquisition.magnification,
            "detector": acquisition.detector,
        },
        acquisition=acquisition,
    )
