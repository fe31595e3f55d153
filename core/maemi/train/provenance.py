"""From an adapter back to what it learned from: base, pairs, who approved them and when, settings, versions."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi import __version__
from maemi.train.base_size import find_base

if TYPE_CHECKING:
    from maemi.project.rows import PairRow
    from maemi.train.selection import Selection
    from maemi.train.spec import TrainSpec

MIB = 1024 * 1024


def provenance(spec: TrainSpec, selection: Selection, run: str) -> dict[str, Any]:
    """What goes into `maemi.json` beside the adapter; the steps and losses are added when it is written."""
    return {
        "format": 1,
        "run": run,
        "base": spec.base,
        "base_fingerprint": fingerprint(find_base(spec.base)),
        "spec": spec.to_json(),
        "pairs": [pair.id for pair in selection.train],
        "pairs_hash": pairs_hash(selection.train),
        "held_out_pairs": [pair.id for pair in selection.held_out],
        "held_out_hash": pairs_hash(selection.held_out),
        "decisions": [
            {"pair": pair.id, "curator": pair.curator, "at": pair.decided_at.isoformat() if pair.decided_at else None}
            for pair in selection.train
        ],
        "maemi": __version__,
        "versions": {name: version(name) for name in ("torch", "transformers", "peft", "bitsandbytes")},
        "machine": f"{platform.system()} {platform.machine()}",
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def pairs_hash(pairs: Sequence[PairRow]) -> str:
    """SHA-256 over the texts that were trained on, so that a pair that was edited later is noticed."""
    digest = hashlib.sha256()
    for pair in pairs:
        digest.update(f"{pair.id}\0{pair.question}\0{pair.answer}\0".encode())
    return digest.hexdigest()


def fingerprint(folder: Path | None) -> str | None:
    """SHA-256 over a base's `config.json` and each weights file's size, first and last MiB: quick at any size."""
    if folder is None:
        return None
    digest = hashlib.sha256()
    for file in (folder / "config.json", *sorted(folder.glob("*.safetensors"))):
        if not file.is_file():
            continue
        size = file.stat().st_size
        digest.update(f"{file.name}\0{size}\0".encode())
        with file.open("rb") as handle:
            digest.update(handle.read(MIB))
            handle.seek(max(0, size - MIB))
            digest.update(handle.read(MIB))
    return digest.hexdigest()
