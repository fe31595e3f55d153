"""Where the files that ship with the application are: icons, styles, prompts, the embedded model."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def root() -> Path:
    """The folder of shipped files: the installed package `maemi_resources`, or `resources/` of a checkout."""
    checkout = Path(__file__).parents[2] / "resources"
    if checkout.is_dir():
        return checkout
    spec = find_spec("maemi_resources")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("MAEMI's resources are missing: install the package again")
    return Path(next(iter(spec.submodule_search_locations)))


def path(*parts: str) -> Path:
    """One shipped file or folder, e.g. `path("icons", "maemi.svg")`."""
    return root().joinpath(*parts)
