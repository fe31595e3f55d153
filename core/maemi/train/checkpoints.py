"""Checkpoints: written beside, flushed, renamed, then pointed to; a kill at any moment leaves the last one whole.

RUN/checkpoints/step-000025/   adapter.safetensors   A and B
                               training.safetensors  the optimizer's moments, torch's random state
                               state.json            step, losses, spec
RUN/checkpoints/last           the name of the newest finished one
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor

from maemi import durable
from maemi.errors import InputError
from maemi.model import dyqlora
from maemi.model.adapters import replace_folder

if TYPE_CHECKING:
    from peft import PeftModel

    from maemi.model.dyqlora_optimizer import RankedAdamW

KEPT = 2


def write_checkpoint(folder: Path, step: int, model: PeftModel, optimizer: RankedAdamW, state: dict[str, Any]) -> Path:
    """Write the checkpoint after `step` steps into `folder` and point to it; older ones but one are swept."""
    from peft import get_peft_model_state_dict
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    name = f"step-{step:06d}"
    beside = folder / f".{name}.part"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    adapter: dict[str, Tensor] = get_peft_model_state_dict(model, save_embedding_layers=False)
    save_file({key: tensor.contiguous() for key, tensor in adapter.items()}, beside / "adapter.safetensors")
    save_file(_moments(model, optimizer) | {"random": torch.get_rng_state()}, beside / "training.safetensors")
    (beside / "state.json").write_text(json.dumps(state | {"step": step}, ensure_ascii=False), encoding="utf-8")
    finished = replace_folder(beside, folder / name)
    durable.write_text(folder / "last", name)
    sweep(folder)
    return finished


def last_checkpoint(folder: Path) -> Path | None:
    """The checkpoint that `last` points to, or None where there is none."""
    try:
        name = (folder / "last").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    checkpoint = folder / name
    return checkpoint if name.startswith("step-") and (checkpoint / "state.json").is_file() else None


def read_state(checkpoint: Path) -> dict[str, Any]:
    """What `write_checkpoint` was given, and `step`. Raises InputError where it is damaged."""
    try:
        return cast(dict[str, Any], json.loads((checkpoint / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise InputError(f"The checkpoint {checkpoint} cannot be read ({error}): start the fine-tune anew.") from error


def restore(checkpoint: Path, model: PeftModel, optimizer: RankedAdamW) -> None:
    """Put adapter, moments and torch's random state back. Raises InputError where they are not this model's."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        restore_adapter(checkpoint, model)
        saved = load_file(checkpoint / "training.safetensors")
        torch.set_rng_state(saved["random"])
        for name, b in dyqlora.trained(model).items():
            if f"{name}/mean" in saved:
                optimizer.state[b] = {key: saved[f"{name}/{key}"].to(b.device) for key in ("steps", "mean", "square")}
    except (OSError, KeyError, RuntimeError, SafetensorError) as error:
        raise InputError(f"The checkpoint {checkpoint} does not fit this base ({error}): start anew.") from error


def restore_adapter(checkpoint: Path, model: PeftModel) -> None:
    """Put A and B back as they were."""
    from peft import set_peft_model_state_dict
    from safetensors.torch import load_file

    set_peft_model_state_dict(model, load_file(checkpoint / "adapter.safetensors"))


def sweep(folder: Path) -> None:
    """Remove leftovers of a crash and all but the newest checkpoints; the one pointed to always stays."""
    last = last_checkpoint(folder)
    whole = sorted(path for path in folder.glob("step-*") if path != last)
    for path in (*folder.glob(".*.part"), *folder.glob(".*.older"), *whole[: max(0, len(whole) - KEPT + 1)]):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _moments(model: PeftModel, optimizer: RankedAdamW) -> dict[str, Tensor]:
    return {
        f"{name}/{key}": value.contiguous()
        for name, b in dyqlora.trained(model).items()
        for key, value in optimizer.state.get(b, {}).items()
    }
