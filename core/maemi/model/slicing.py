"""A smaller adapter out of a larger one: DyQLoRA-FA trains every rank, so its first r rows and columns are one."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any, cast

from maemi.errors import InputError

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"


def slice_adapter(folder: Path, rank: int, out: Path) -> Path:
    """Write the rank-`rank` adapter of `folder` into the new folder `out`, which stock PEFT loads, and return `out`.

    A becomes its first `rank` rows [rank, in], B its first columns [out, rank], alpha stays: the scale is alpha / rank.
    InputError where `folder` holds no LoRA adapter, the rank lies outside its range, or `out` is there already.
    """
    config = read_config(folder)
    low, high = ranks_of(folder, config)
    if not low <= rank <= high:
        raise InputError(f"The adapter in {folder} has the ranks {low} to {high}: rank {rank} is not one of them.")
    if out.exists():
        raise InputError(f"{out} is there already: choose a new folder for the adapter of rank {rank}.")

    from safetensors.torch import load_file, save_file

    tensors = {
        name: (tensor[:rank] if ".lora_A." in name else tensor[:, :rank]).contiguous()
        for name, tensor in load_file(folder / WEIGHTS).items()
    }
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    beside.mkdir(parents=True)
    try:
        save_file(tensors, beside / WEIGHTS, metadata={"format": "pt"})
        (beside / CONFIG).write_text(json.dumps(config | {"r": rank}, indent=2), encoding="utf-8")
        if (folder / "maemi.json").is_file():
            provenance = json.loads((folder / "maemi.json").read_text(encoding="utf-8"))
            (beside / "maemi.json").write_text(json.dumps(provenance | {"sliced_to": rank}, indent=2), encoding="utf-8")
        beside.rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return out


def read_config(folder: Path) -> dict[str, Any]:
    """PEFT's `adapter_config.json`; InputError where the folder holds no LoRA adapter in safetensors."""
    try:
        config: Any = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder} holds no adapter: it has no {CONFIG}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"The adapter in {folder} cannot be read: {CONFIG}: {error}.") from error
    if not isinstance(config, dict) or config.get("peft_type") != "LORA" or not (folder / WEIGHTS).is_file():
        raise InputError(f"{folder} holds no LoRA adapter with {WEIGHTS}: MAEMI opens no other kind.")
    return cast(dict[str, Any], config)


def ranks_of(folder: Path, config: dict[str, Any] | None = None) -> tuple[int, int]:
    """The ranks at which an adapter may be used: from `maemi.json`, up to the stored rank; else only that one."""
    high = int((config or read_config(folder))["r"])
    try:
        provenance = json.loads((folder / "maemi.json").read_text(encoding="utf-8"))
        low = int(provenance["spec"]["ranks"][0])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return high, high
    return min(low, high), high
