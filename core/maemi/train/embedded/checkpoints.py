"""Checkpoints that a kill cannot tear: written beside, flushed to the disk, renamed, and pointed to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import torch

_POINTER = "latest"


def save(folder: Path, name: str, state: dict[str, Any]) -> Path:
    """Write `state` as folder/name.pt and make it the latest; the one before is removed after that."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.pt"
    beside = target.with_suffix(".part")
    with beside.open("wb") as stream:
        torch.save(state, stream)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(target)
    pointer = folder / f"{_POINTER}.part"
    pointer.write_text(target.name, encoding="utf-8")
    pointer.replace(folder / _POINTER)
    for old in folder.glob("*.pt"):
        if old != target:
            old.unlink()
    return target


def latest(folder: Path) -> dict[str, Any] | None:
    """The latest checkpoint's state, or None; only tensors and plain values are read, never code."""
    pointer = folder / _POINTER
    if not pointer.exists():
        return None
    return torch.load(folder / pointer.read_text(encoding="utf-8"), map_location="cpu", weights_only=True)


def put_in_place(beside: Path, target: Path) -> None:
    """A finished folder takes the place of the one before, file by file, so that nobody finds it empty."""
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(beside.iterdir()):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
        file.chmod(0o644)  # safetensors writes for its owner only; the model ships to everybody
        file.replace(target / file.name)
    shutil.rmtree(beside)
