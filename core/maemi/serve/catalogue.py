"""The models that a server offers, by name: "embedded", a run of a project, a run at a rank, and what the caller
named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from maemi.errors import InputError
from maemi.model.slicing import ranks_of

EMBEDDED = "embedded"
_NAME = re.compile(r"(?P<run>[^@]+)@(?P<rank>\d+)")


class NoSuchModelError(InputError):
    """A name that the server does not offer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to open for a name."""

    base: str
    adapter: Path | None = None
    rank: int | None = None
    quantize: bool = False


class Catalogue:
    """Looks a name up each time it is asked for: a fine-tune that ends while the server runs is there at once."""

    def __init__(self, runs_dir: Path | None = None, bases: Sequence[str] = (EMBEDDED,)) -> None:
        """`runs_dir` holds a project's run folders; `bases` are offered besides: "embedded", folders, hub names."""
        self._runs_dir = runs_dir
        self._bases = tuple(dict.fromkeys(bases)) or (EMBEDDED,)

    def names(self) -> list[str]:
        """All names: bases first, then runs, the newest first; a rank may be added as RUN@RANK."""
        return [*self._bases, *(folder.name for folder in self._runs())]

    def find(self, name: str) -> Choice:
        """What to open for `name`. NoSuchModelError where it is not offered; InputError for a rank that it does not
        have.
        """
        if name in self._bases:
            return Choice(name)
        match = _NAME.fullmatch(name)
        run, rank = (match["run"], int(match["rank"])) if match else (name, None)
        folder = next((folder for folder in self._runs() if folder.name == run), None)
        if folder is None:
            raise NoSuchModelError(f"There is no model “{name}” here; there are: {', '.join(self.names())}.")
        adapter = folder / "adapter"
        low, high = ranks_of(adapter)
        if rank is not None and not low <= rank <= high:
            raise InputError(f"The run {run} has the ranks {low} to {high}: rank {rank} is not one of them.")
        spec = _spec(folder)
        base = str(spec.get("base") or EMBEDDED)
        # The embedded base is small: unpacked it answers faster. A large one was trained packed because it is large.
        return Choice(base, adapter, rank, quantize=bool(spec.get("quantize")) and base != EMBEDDED)

    def _runs(self) -> list[Path]:
        if self._runs_dir is None:
            return []
        found = self._runs_dir.glob("*/adapter/adapter_config.json")
        return sorted((file.parent.parent for file in found), key=lambda folder: folder.stat().st_mtime, reverse=True)


def _spec(folder: Path) -> dict[str, Any]:
    """The fine-tune's settings out of `spec.json`. InputError where it cannot be read: the base would be a guess."""
    try:
        about: Any = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"The run {folder.name} does not say its base: {folder / 'spec.json'}: {error}.") from error
    fields = cast("dict[str, Any]", about) if isinstance(about, dict) else {}
    spec: Any = fields.get("spec", fields)
    return cast("dict[str, Any]", spec) if isinstance(spec, dict) else {}
