"""The ten classes of the NFFA-EUROPE SEM set (Aversa et al. 2018), under the names that files and commands use."""

from __future__ import annotations

DISPLAY_NAMES: dict[str, str] = {
    "biological": "biological",
    "fibres": "fibres",
    "films_coated_surface": "films and coated surface",
    "mems_devices_and_electrodes": "MEMS devices and electrodes",
    "nanowires": "nanowires",
    "particles": "particles",
    "patterned_surface": "patterned surface",
    "porous_sponge": "porous sponge",
    "powder": "powder",
    "tips": "tips",
}
"""Class → the words that a person reads."""

CLASSES: tuple[str, ...] = tuple(DISPLAY_NAMES)
