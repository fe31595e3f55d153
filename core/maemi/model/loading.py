"""Opening a model: the embedded one, a folder's or the hub's; with an adapter at a rank; in 4 bits where wished."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForImageTextToText, AutoProcessor
from transformers.utils import logging as transformers_logging

import maemi.model.register  # noqa: F401  # pyright: ignore[reportUnusedImport] - the Auto classes must know us
from maemi.errors import InputError, MaemiError
from maemi.model.chatting import LoadedModel
from maemi.model.sources import Source, find

_SMALL = 400_000_000
"""Parameters up to which a CPU computes in float32: above that, memory decides."""


def load(
    base: str,
    adapter: str | Path | None = None,
    rank: int | None = None,
    quantize: bool = False,
    device: str = "auto",
) -> LoadedModel:
    """Open `base` ("embedded", a folder, or a hub name), with the `adapter` of a folder at `rank` (None: the largest).

    `quantize` opens the base in NF4. `device` is "auto", "cpu", "cuda", "cuda:1" … Only safetensors are read and no
    code of a model is run. InputError for a base or an adapter that is not there, is not safe or does not fit;
    MaemiError where it cannot be opened here.
    """
    source = find(base)
    where = choose_device(device)
    with _explained(source), _quiet():
        safe: dict[str, Any] = {"trust_remote_code": False, "local_files_only": source.is_local}
        config = AutoConfig.from_pretrained(source.location, **safe)
        with torch.device("meta"):
            skeleton: Any = AutoModelForImageTextToText.from_config(config, trust_remote_code=False)
        options: dict[str, Any] = {"use_safetensors": True, "dtype": _dtype(skeleton, where)}
        if quantize:
            from maemi.model.nf4 import compute_dtype, quantization_config

            # It tells of optional kernels that would have to be fetched; nothing is fetched.
            logging.getLogger("bitsandbytes").setLevel(logging.ERROR)
            four_bit = quantization_config(skeleton, compute_dtype(where))
            options |= {"quantization_config": four_bit, "device_map": {"": where}}
        model: Any = AutoModelForImageTextToText.from_pretrained(source.location, **safe, **options)
        processor: Any = AutoProcessor.from_pretrained(source.location, **safe)
        processor.tokenizer.model_max_length = int(1e9)  # the chat fits the length itself and says what it left out
    if quantize:
        from maemi.model.nf4 import make_trainable

        make_trainable(model)
    else:
        model = model.to(where)
    name = source.name
    if adapter is not None:
        from maemi.model.adapters import open_adapter

        model = open_adapter(model, Path(adapter), rank)
        name = f"{name} + {Path(adapter).name}" + (f"@{rank}" if rank else "")
    return LoadedModel(model.eval(), processor, name)


def choose_device(wanted: str) -> torch.device:
    """The device of that name; "auto" is the graphics card where torch has one. InputError where it is not there."""
    if wanted == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(wanted)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError):
        raise InputError(f"This machine has no device “{wanted}”; use auto or cpu.") from None
    return device


def _dtype(skeleton: Any, device: torch.device) -> torch.dtype:
    if device.type != "cpu":
        return torch.bfloat16
    size = sum(weight.numel() for weight in skeleton.parameters())
    return torch.float32 if size <= _SMALL else torch.bfloat16


@contextlib.contextmanager
def _explained(source: Source) -> Generator[None]:
    """One sentence for whatever transformers says of a model that it cannot open."""
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise MaemiError(f"The memory does not suffice for {source.name}; choose a smaller base or NF4.") from error
    except Exception as error:
        said = str(error)
        first = said.strip().splitlines()[0] if said.strip() else type(error).__name__
        if "trust_remote_code" in said or "custom code" in said:
            raise InputError(
                f"{source.name} brings code of its own, which MAEMI never runs; choose another base."
            ) from error
        if "safetensors" in said and not source.is_local:
            raise InputError(f"{source.name} has no weights as safetensors; MAEMI opens no pickles.") from error
        if "Unrecognized configuration class" in said:
            raise InputError(
                f"{source.name} is no model for images and text; choose a vision–language model."
            ) from error
        if not source.is_local and isinstance(error, OSError):
            raise InputError(
                f"{source.name} cannot be fetched from the hub ({first}); check the name and the network."
            ) from error
        raise MaemiError(f"{source.name} cannot be opened ({type(error).__name__}: {first}).") from error


@contextlib.contextmanager
def _quiet() -> Generator[None]:
    """Without transformers' progress bars and chatter: standard error is for what a person needs."""
    verbosity = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()
