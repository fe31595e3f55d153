"""What a trial is: a scan, the true value of each quantity, and the objects that were drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from maemi.micrograph.record import Acquisition
from maemi.phantom.scene import Array
from maemi.phantom.truth import Truth

TrialKind = Literal["particles", "fibres", "pores", "pattern", "grains", "films", "tips"]
TRIAL_KINDS: tuple[TrialKind, ...] = get_args(TrialKind)
Noise = Literal["low", "medium", "high"]
NOISES: tuple[Noise, ...] = get_args(Noise)
DOSES: dict[Noise, float] = {"low": 400.0, "medium": 100.0, "high": 15.0}
"""Electrons counted in a pixel of full brightness at 1024 columns: a slow or averaged scan (noise of 5 % where it is
brightest), a normal one (10 %), and a fast one whose grain a person sees at once (26 %)."""


@dataclass(frozen=True)
class Trial:
    """A synthetic micrograph of one kind of structure.

    What a value of `truth` means is told where it is made, in the file of the kind; for all of them: `count` is of
    objects of which at least a quarter of what lies in the frame is uncovered, `mean_size` (equivalent diameter of the
    outline, metres) is over those that count and lie wholly in the frame, `coverage` is the share of the frame that
    objects take.
    """

    kind: TrialKind
    scan: Array
    """uint8 [rows, columns], without an info bar."""
    pixel_size_m: float
    noise: Noise
    truth: dict[str, float]
    """Quantity, by its name in `maemi.measure.quantities` → value in SI units, degrees, or plain."""
    seen: Truth
    seed: int
    acquisition: Acquisition

    @cached_property
    def objects(self) -> list[dict[str, Any]]:
        """Every object of which something is seen; see `maemi.phantom.truth.Truth.objects`."""
        return self.seen.objects()

    @property
    def class_name(self) -> str:
        """What the file's metadata call it."""
        return f"trial of {self.kind}"

    @property
    def rows(self) -> int:
        return int(self.scan.shape[0])

    @property
    def columns(self) -> int:
        return int(self.scan.shape[1])
