"""The scan of one file, held ready so that it can be measured again with other settings."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maemi.measure.preparing import Prepared, prepare
from maemi.measure.settings import AUTOMATIC, Settings
from maemi.micrograph.correction import ByKind
from maemi.micrograph.record import MicrographInfo, PixelSize

if TYPE_CHECKING:
    from maemi.measure.finding import Found
    from maemi.measure.result import Measurement

KEPT = 4
"""Preparations that are kept: what a slider has passed is not wanted again."""


class Scan:
    """Pixels without the info bar, read once; what does not depend on a setting is computed once."""

    def __init__(self, grey: NDArray[np.floating], info: MicrographInfo, side: int = 1) -> None:
        self.grey = grey
        """[rows, columns]; of giants means over `side` × `side` pixels."""
        self.info = info
        self.side = side
        self._found: OrderedDict[tuple[str, Settings], Found] = OrderedDict()
        self._prepared: OrderedDict[tuple[float | None, float | None], Prepared | None] = OrderedDict()

    @classmethod
    def of_file(cls, path: str | Path) -> Scan:
        """Raises InputError where the file cannot be read."""
        from maemi.micrograph.pooled_scan import pooled_scan

        return cls(*pooled_scan(Path(path)))

    @cached_property
    def pixel_size(self) -> PixelSize | None:
        """What the file says or else its burned-in scale bar; None for a diffraction pattern."""
        from maemi.micrograph.burned_in.applying import with_scale_bar

        return None if self.info.reciprocal else with_scale_bar(self.info).pixel_size

    def prepared(self, settings: Settings) -> Prepared | None:
        """Ready to be segmented; None without contrast.

        Denoising and shading depend on the smoothing alone, and `Prepared.memory` on smoothing and threshold alone.
        """
        key = (settings.smoothing_px, settings.threshold)
        if key not in self._prepared:
            alike = next((one for (smoothing, _), one in self._prepared.items() if smoothing == key[0]), None)
            made = prepare(self.grey, settings.reduced(self.side)) if alike is None else replace(alike, memory={})
            self._prepared[key] = made
            while len(self._prepared) > KEPT:
                self._prepared.popitem(last=False)
        self._prepared.move_to_end(key)
        found = self._prepared[key]
        return None if found is None else replace(found, settings=settings.reduced(self.side * found.factor))

    def measure(
        self,
        kind: str = "auto",
        pixel_size: PixelSize | None = None,
        settings: Settings = AUTOMATIC,
        corrections: ByKind | None = None,
    ) -> Measurement:
        """What is in the scan; without `pixel_size` in pixels only (`self.pixel_size` is what the file says).

        Raises:
            InputError: an unknown kind, or corrections of a kind without objects.
        """
        from maemi.measure.measuring import known_kind, nothing_in, told

        known_kind(kind)
        size = None if self.info.reciprocal else pixel_size
        ready = self.prepared(settings)
        if ready is None:
            return nothing_in(self.grey.shape, kind)
        return told(self._find(ready, kind, settings), ready, self.side, size, corrections or {})

    def _find(self, ready: Prepared, kind: str, settings: Settings) -> Found:
        """Corrections by hand and another pixel size change nothing in what is found without them."""
        from maemi.measure.measuring import find

        key = (kind, settings)
        if key not in self._found:
            self._found[key] = found = find(ready, self.grey, kind)
            if kind == "auto" and found.kind != "grains":
                # Asked for by its name it is found alike; of grains nobody is as sure where nobody named them.
                self._found[found.kind, settings] = found
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return self._found[key]
