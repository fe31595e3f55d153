"""One module a class: each fills a scene and says what is true of it."""

from __future__ import annotations

from importlib import import_module

from maemi.phantom.scene import Scene

MODULES: dict[str, str] = {
    "biological": "biological",
    "fibres": "fibres",
    "films_coated_surface": "films",
    "mems_devices_and_electrodes": "mems",
    "nanowires": "nanowires",
    "particles": "particles",
    "patterned_surface": "patterned",
    "porous_sponge": "porous",
    "powder": "powder",
    "tips": "tips",
}


def compose(class_name: str, scene: Scene) -> None:
    """Fill an empty scene with what its class shows."""
    import_module(f"maemi.phantom.scenes.{MODULES[class_name]}").compose(scene)
