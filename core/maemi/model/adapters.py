"""Adapters on disk: written whole or not at all, with their origin beside them, and opened at any rank of theirs."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from maemi.durable import sync_folder
from maemi.errors import InputError
from maemi.model.adapters_warnings import older_names
from maemi.model.slicing import WEIGHTS, ranks_of, read_config

if TYPE_CHECKING:
    from peft import PeftModel
    from transformers import PreTrainedModel

PROVENANCE = "maemi.json"
"""Beside the adapter: base, pairs, curators' decisions, seed, code version (see `maemi.train.provenance`)."""


def save_adapter(peft_model: PeftModel, folder: Path, provenance: dict[str, Any]) -> Path:
    """Write `adapter_config.json`, the weights (safetensors) and `maemi.json` as one folder, in an older one's place.

    Beside first, on disk with fsync, then renamed: a crash leaves the older adapter or the new one, never half of one.
    """
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    peft_model.save_pretrained(str(beside), safe_serialization=True, save_embedding_layers=False)
    (beside / "README.md").unlink(missing_ok=True)  # PEFT's empty model card says less than maemi.json
    (beside / PROVENANCE).write_text(json.dumps(provenance, indent=2, ensure_ascii=False), encoding="utf-8")
    return replace_folder(beside, folder)


def replace_folder(beside: Path, folder: Path) -> Path:
    """Put the finished folder `beside` in the place of `folder`, which may exist, and return `folder`."""
    for file in beside.rglob("*"):
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
    older = folder.with_name(f".{folder.name}.{os.getpid()}.older")
    if folder.exists():
        folder.rename(older)
    beside.rename(folder)
    sync_folder(folder.parent)
    shutil.rmtree(older, ignore_errors=True)
    return folder


def read_provenance(folder: Path) -> dict[str, Any]:
    """The adapter's `maemi.json`; an adapter of another origin has none, and gives an empty dict."""
    try:
        provenance = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return cast(dict[str, Any], provenance) if isinstance(provenance, dict) else {}


def open_adapter(model: PreTrainedModel, folder: Path, rank: int | None = None) -> PeftModel:
    """The model with the adapter of `folder` at `rank` (None: all that is stored), for inference, through stock PEFT.

    Equal to opening what `slicing.slice_adapter` writes for that rank, without writing it. InputError where the folder
    holds no adapter, the rank is not in its range, or its layers are not this base's.
    """
    from peft import LoraConfig, PeftModel, set_peft_model_state_dict
    from safetensors.torch import load_file

    config = read_config(folder)
    low, high = ranks_of(folder, config)
    if rank is not None and not low <= rank <= high:
        raise InputError(f"The adapter in {folder} has the ranks {low} to {high}: rank {rank} is not one of them.")
    wanted = rank or high
    tensors = {
        name: (tensor[:wanted] if ".lora_A." in name else tensor[:, :wanted]).contiguous()
        for name, tensor in load_file(folder / WEIGHTS).items()
    }
    peft_config = cast(LoraConfig, LoraConfig.from_pretrained(str(folder)))
    peft_config.r = wanted
    peft_config.inference_mode = True
    misfit = InputError(f"The adapter in {folder} does not fit this base: open it with the base it was made for.")
    try:
        with older_names():
            peft_model = PeftModel(model, peft_config)
        loaded: Any = set_peft_model_state_dict(peft_model, tensors)
    except (ValueError, RuntimeError) as error:
        raise misfit from error
    if loaded.unexpected_keys:
        raise misfit
    return peft_model.eval()
