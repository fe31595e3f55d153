"""Where a base comes from, and what is refused before anything of it is read: pickles, and models that bring their own
code.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maemi import resources
from maemi.errors import InputError, MaemiError

EMBEDDED = "embedded"
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")


@dataclass(frozen=True, slots=True)
class Source:
    """A checked base: the folder or hub name that transformers opens."""

    name: str
    location: str
    is_local: bool


def find(base: str) -> Source:
    """The base of that name: "embedded", a folder, or a name of the hub (`owner/name`).

    InputError where there is none, where its weights are pickles, or where it needs code of its own; MaemiError where
    the embedded model is not installed.
    """
    if base == EMBEDDED:
        folder = resources.path("model")
        if not (folder / "model.safetensors").is_file():
            raise MaemiError(
                f"The embedded model is missing from {folder}; install MAEMI again, or choose another base."
            )
        return Source(EMBEDDED, str(folder), is_local=True)
    folder = Path(base).expanduser()
    if folder.is_dir():
        _check(folder)
        return Source(str(folder), str(folder.resolve()), is_local=True)
    if folder.is_file():
        raise InputError(f"{base} is a file; give the folder of a model (with config.json and *.safetensors).")
    if _HUB_NAME.fullmatch(base):
        return Source(base, base, is_local=False)
    raise InputError(
        f"There is no model {base}: give “embedded”, a folder with config.json and *.safetensors,"
        " or a hub name as owner/name."
    )


def _check(folder: Path) -> None:
    config_file = folder / "config.json"
    if (folder / "adapter_config.json").is_file() and not config_file.is_file():
        raise InputError(f"{folder} is an adapter and no base; give its base, and this folder as the adapter.")
    if not config_file.is_file():
        raise InputError(f"{folder} holds no model: it has no config.json.")
    try:
        config: Any = json.loads(config_file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"The model in {folder} cannot be read: config.json: {error}.") from error
    if not isinstance(config, dict) or "model_type" not in config:
        raise InputError(f"The model in {folder} does not say what it is: config.json has no model_type.")
    if not any(folder.glob("*.safetensors")):
        pickled = any(file for pattern in _PICKLES for file in folder.glob(pattern))
        why = "its weights are pickles, which can run code" if pickled else "it has no *.safetensors"
        raise InputError(f"The model in {folder} is not opened: {why}; save it as safetensors.")
    if not is_known(str(config["model_type"])):
        own = "brings code of its own, which MAEMI never runs" if "auto_map" in config else "is of a kind unknown here"
        raise InputError(f"The model in {folder} (model_type {config['model_type']}) {own}; choose another base.")


def is_known(model_type: str) -> bool:
    """Whether the installed transformers, with MAEMI's own network, has that kind of model."""
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    import maemi.model.register  # noqa: F401  # pyright: ignore[reportUnusedImport] - makes our own kind known

    return model_type in CONFIG_MAPPING
