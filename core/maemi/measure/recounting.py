"""What a kind says of its objects after corrections by hand: the labels are corrected and described again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from maemi.errors import InputError
from maemi.measure import fibres, grains, particles, pores
from maemi.measure.corrections import Corrected, apply_corrections
from maemi.measure.finding import TRUSTED, Found
from maemi.measure.imaging import Labels
from maemi.measure.preparing import Prepared
from maemi.measure.quantities import define
from maemi.measure.result import COUNTED, FILLING, Kind
from maemi.micrograph.correction import Correction

CLASSICAL = "classical"
UNCOVERED = "intervals do not cover"
"""How the warning begins that stands as long as an added segmenter's objects are counted."""
BY_HAND = define("by_hand", "By hand", 0, "1 where a person drew, cut or joined the object, else 0.")


def recount_grains(labels: Labels, prepared: Prepared, before: Found) -> Found:
    """Grains have no polarity that `before` could tell; how clear their boundaries are stays as it was found."""
    return replace(grains.recount(labels, prepared), sharpness=before.sharpness, used=before.used)


RECOUNTS: dict[Kind, Callable[[Labels, Prepared, Found], Found]] = {
    "particles": particles.recount,
    "pores": pores.recount,
    "fibres": fibres.recount,
    "grains": recount_grains,
}
"""For each of `COUNTED`: labels, the prepared scan and what was found before → what is found now."""


def described(labels: Labels, prepared: Prepared, before: Found) -> Found:
    """What the kind of `before` says of other labels of the same scan; who told the objects apart is told as before."""
    now = RECOUNTS[before.kind](labels, prepared, before)
    if before.used.get("segmenter", CLASSICAL) != CLASSICAL:
        now.used, now.method = dict(before.used), before.method
        now.warnings += [each for each in before.warnings if each not in now.warnings and each.startswith(UNCOVERED)]
    return now


def check_correctable(kind: str) -> None:
    """Raises InputError for a kind that has no objects to correct."""
    if kind not in COUNTED:
        raise InputError(
            f"A measurement of {kind} has no objects to correct by hand; measure {', '.join(COUNTED)} instead."
        )


def recounted(found: Found, prepared: Prepared, corrections: Sequence[Correction], factor: int) -> Found:
    """What was found, corrected by hand.

    Where the segmentation is not trusted nobody saw its objects: then only what was drawn by hand counts.
    `factor`: pixels of the micrograph along one side of a working pixel.
    Raises InputError for a kind without objects.
    """
    check_correctable(found.kind)
    found.finish()
    if found.kind in FILLING and found.confidence < TRUSTED:
        return replace(found, warnings=[*found.warnings, f"corrections by hand wait for {found.kind} to be found"])
    trusted = found.labels is not None and found.confidence >= TRUSTED
    labels = found.labels if trusted and found.labels is not None else np.zeros(prepared.flat.shape, dtype=np.int32)
    corrected = apply_corrections(labels, corrections, factor)
    applied = len(corrections) - len(corrected.missed)
    if applied == 0:
        return replace(found, warnings=[*found.warnings, *missed_words(corrected.missed, corrections)])
    before = found if trusted else replace(found, confidence=0.0, quantities={})
    none_left = not len(corrected.by_hand)
    now = without_objects(before, corrected) if none_left else described(corrected.labels, prepared, before)
    now.finish()
    now.corrected = applied
    now.confidence = surer(before.confidence, corrected)
    now.objects = {**now.objects, BY_HAND: corrected.by_hand.astype(np.float64)}
    now.warnings = [*now.warnings, *missed_words(corrected.missed, corrections)]
    now.method = " ".join(part for part in (now.method or before.method, f"Corrected by hand ({applied}).") if part)
    narrow_count(now, before, applied)
    return now


def without_objects(before: Found, corrected: Corrected) -> Found:
    """A person removed every object."""
    fresh = Found(before.kind, before.confidence, count=0, coverage=0.0, sharpness=before.sharpness, used=before.used)
    fresh.labels = corrected.labels
    fresh.tell("count", 0, method="all removed by hand")
    return fresh


def surer(confidence: float, corrected: Corrected) -> float:
    """What a person drew is no guess: the doubt is left in proportion to the objects that nobody touched."""
    untouched = 1.0 - float(corrected.by_hand.mean()) if len(corrected.by_hand) else 0.0
    return 1.0 - (1.0 - confidence) * untouched


def narrow_count(now: Found, before: Found, applied: int) -> None:
    """Each correction settles one object that the interval of the count allowed for, so it narrows by one each way."""
    stated, first = now.quantities.get("count"), before.quantities.get("count")
    if stated is None or first is None or first.low is None or first.high is None:
        return
    down, up = max(first.value - first.low - applied, 0.0), max(first.high - first.value - applied, 0.0)
    method = f"{stated.method}; corrected by hand".removeprefix("; ")
    now.tell("count", stated.value, max(stated.value - down, 0.0), stated.value + up, method)


def missed_words(missed: Sequence[int], corrections: Sequence[Correction]) -> list[str]:
    """A warning that tells which corrections hit nothing any more."""
    if not missed:
        return []
    told = ", ".join(
        f"{corrections[index].verb} at row {corrections[index].points[0][0]:.0f}, "
        f"column {corrections[index].points[0][1]:.0f}"
        for index in missed[:3]
    )
    more = f" and {len(missed) - 3} more" if len(missed) > 3 else ""
    verb = "correction by hand hits" if len(missed) == 1 else "corrections by hand hit"
    return [f"{len(missed)} {verb} nothing under these settings ({told}{more})"]
