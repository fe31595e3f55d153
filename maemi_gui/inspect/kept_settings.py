"""Settings of a measurement for each kind: those of the micrograph on screen, and those kept for all others.

What a person keeps is a habit of theirs, as which contrast strip is open: it goes into QSettings, not into the project,
whose results say with which settings they were made.
"""

from __future__ import annotations

import json

from PySide6.QtCore import QSettings

from maemi.errors import InputError
from maemi.measure.settings import AUTOMATIC, Settings

KEY = "inspect/settings"


class KeptSettings:
    """By kind; `auto` before it is known which kind the picture shows."""

    def __init__(self, store: QSettings) -> None:
        self._store = store
        self._here: dict[str, Settings] = {}

    def next_micrograph(self) -> None:
        """What was changed for the last micrograph alone is forgotten."""
        self._here.clear()

    def of(self, kind: str) -> Settings:
        return self._here.get(kind) or self._kept(kind) or AUTOMATIC

    def is_kept(self, kind: str) -> bool:
        return self._kept(kind) is not None

    def set(self, kind: str, settings: Settings) -> None:
        """Of the micrograph on screen; of the others, too, where this kind's are kept."""
        self._here[kind] = settings
        if self.is_kept(kind):
            self.keep(kind, True)

    def keep(self, kind: str, on: bool) -> None:
        """Keep them for other micrographs, or stop doing so."""
        if on:
            self._store.setValue(f"{KEY}/{kind}", json.dumps(self.of(kind).to_json()))
        else:
            self._here[kind] = self.of(kind)
            self._store.remove(f"{KEY}/{kind}")

    def _kept(self, kind: str) -> Settings | None:
        said = self._store.value(f"{KEY}/{kind}")
        if said is None:
            return None
        try:
            return Settings.from_json(json.loads(str(said)))
        except (ValueError, TypeError, AttributeError, InputError):
            return None  # of another version: as if nothing had been kept
