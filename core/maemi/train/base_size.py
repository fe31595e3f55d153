"""How large a base is, read from `config.json` and the headers of safetensors files: no torch, no weights."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from maemi import resources
from maemi.errors import InputError

LARGE = 1_000_000_000
"""Parameters from which activations are computed again in the backward pass instead of being kept."""
LARGEST_HEADER = 100 * 1024 * 1024
"""Bytes; the safetensors format's own limit."""


@dataclass(frozen=True, slots=True)
class BaseSize:
    """What an estimate needs to know of a base."""

    parameters: int
    linear_parameters: int
    """In matrices: what NF4 packs and what an adapter goes on."""
    adapter_features: int
    """Sum over the matrices of their rows: B has rank × this many entries (A as many again by columns, about)."""
    layers: int
    """Blocks of the text side, gated cross-attention counted as blocks of their own."""
    hidden: int
    vocabulary: int
    family: str
    """transformers' `model_type`."""


def find_base(base: str) -> Path | None:
    """The folder of a base's files on this machine, or None where it is a hub name that has not been downloaded."""
    if base == "embedded":
        return resources.path("model")
    folder = Path(base).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import constants

    repository = Path(constants.HF_HUB_CACHE) / f"models--{base.replace('/', '--')}" / "snapshots"
    snapshots = sorted(repository.glob("*/config.json"), key=lambda path: path.stat().st_mtime)
    return snapshots[-1].parent if snapshots else None


def is_hub_name(base: str) -> bool:
    """Whether `base` is no folder here but may be `owner/name` on the hub, from where opening it fetches it."""
    return (
        base != "embedded" and base.count("/") == 1 and not base.startswith((".", "/", "~")) and not Path(base).exists()
    )


def read_base(base: str) -> BaseSize:
    """Size of `embedded`, a folder, or a hub name that is on this machine; InputError where missing or damaged."""
    folder = find_base(base)
    if folder is None or not (folder / "config.json").is_file():
        raise InputError(f"The base “{base}” is not on this machine: give a folder that holds its config.json.")
    try:
        config = cast(dict[str, Any], json.loads((folder / "config.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"The base in {folder} cannot be read: config.json: {error}.") from error
    shapes = [shape for file in sorted(folder.glob("*.safetensors")) for shape in _shapes(file)]
    if not shapes:
        raise InputError(f"The base in {folder} has no weights: MAEMI reads safetensors files only.")
    text = cast(dict[str, Any], config.get("text_config") or config)
    vocabulary = int(text.get("vocab_size") or 0)
    # An embedding or output head has the vocabulary as its rows; it is never packed and never adapted.
    matrices = [shape for shape in shapes if len(shape) == 2 and shape[0] != vocabulary]
    return BaseSize(
        parameters=sum(math.prod(shape) for shape in shapes),
        linear_parameters=sum(math.prod(shape) for shape in matrices),
        adapter_features=sum(shape[0] for shape in matrices),
        layers=_blocks(config, int(text.get("num_hidden_layers") or 1)),
        hidden=int(text.get("hidden_size") or 1),
        vocabulary=vocabulary,
        family=str(config.get("model_type") or ""),
    )


def _blocks(config: dict[str, Any], layers: int) -> int:
    every = config.get("cross_attention_every")
    return layers + math.ceil(layers / int(every)) if every else layers


def _shapes(file: Path) -> list[tuple[int, ...]]:
    """Shapes of all tensors of a safetensors file: 8 bytes of length, little-endian, then JSON."""
    try:
        with file.open("rb") as handle:
            length = int.from_bytes(handle.read(8), "little")
            if not 0 < length <= LARGEST_HEADER:
                raise ValueError(f"a header of {length} bytes")
            header = cast(dict[str, dict[str, Any]], json.loads(handle.read(length)))
        return [
            tuple(int(side) for side in tensor["shape"]) for name, tensor in header.items() if name != "__metadata__"
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"The weights {file} are damaged ({error}): copy the base again.") from error
