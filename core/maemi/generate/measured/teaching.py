"""The measured teacher: for each question it either has a fact to say, says that none can be had, or stays silent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from maemi.generate.measured import acquisition, amounts, captions, forms, quantified, unknown
from maemi.generate.questions import Asked, Question, load_questions
from maemi.generate.subject import Subject
from maemi.generate.teacher import Desk, Reply, Request

VERSION = "2"
"""Goes up whenever sentences change, so that an older project's pairs are known as such."""

ANSWERS: dict[str, Callable[[Subject, Random], str | None]] = {
    "caption": captions.caption,
    "class": captions.class_name,
    "content": forms.content,
    "field": acquisition.field,
    "pixel_size": acquisition.pixel_size,
    "morphology": forms.morphology,
    "count": amounts.count,
    "orientation": forms.orientation,
    "mean_size": amounts.mean_size,
    "size_spread": amounts.size_spread,
    "coverage": amounts.coverage,
    "pitch": amounts.pitch,
    "distribution": forms.distribution,
    "surface": forms.surface,
    "composition": unknown.composition,
    "contact": forms.contact,
    "boundaries": forms.boundaries,
    "environment": acquisition.environment,
    "technique": acquisition.technique,
    "voltage": acquisition.voltage,
    "magnification": acquisition.magnification,
    "detector": acquisition.detector,
    "quality": forms.quality,
    "application": unknown.application,
    "certainty": quantified.certainty,
    "size_range": quantified.size_range,
    "density": quantified.density,
    "roundness": quantified.roundness,
    "neighbours": quantified.neighbours,
    "agglomeration": quantified.agglomeration,
    "length": quantified.length,
    "alignment": quantified.alignment,
    "second_pitch": quantified.second_pitch,
    "line_width": quantified.line_width,
    "duty_cycle": quantified.duty_cycle,
    "edge_roughness": quantified.edge_roughness,
    "grain_number": quantified.grain_number,
    "apex": quantified.apex,
    "cone": quantified.cone,
    "roughness": quantified.roughness,
    "cracks": quantified.cracks,
}
"""Question id → what answers it. Questions of other ids, and functional features, get no answer."""


class MeasuredTeacher:
    """Answers from measurement and metadata: offline, free, the same for the same seed."""

    name = "measured"
    model = f"measured-{VERSION}"
    settings_hash = ""
    template_hash = hashlib.sha256(model.encode()).hexdigest()[:16]
    may_be_silent = True

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    def questions(self, file: Path | None) -> tuple[Question, ...]:
        """The project's list."""
        return load_questions(file)

    def own_questions(self) -> list[Asked]:
        """None: it answers what it is asked."""
        return []

    def request(self, subject: Subject, asked: Sequence[Asked]) -> Request:
        """Costs nothing; the key holds all that the answers depend on."""
        row = subject.row
        size = row.pixel_size
        told: list[Any] = [
            self.model,
            self._seed,
            row.content_hash,
            row.class_name,
            [size.row_m, size.column_m] if size else None,
            [(one.id, one.text) for one in asked],
        ]
        found = subject.measurement
        if found is not None and found.corrected:
            # What a person corrected is told anew; a newer version of MAEMI that measures otherwise does not repeat
            # what a project has been taught.
            told.append([found.corrected, found.count, found.mean_size_px])
        return Request(hashlib.sha256(json.dumps(told).encode()).hexdigest())

    def forecast(self, subject: Subject, asked: Sequence[Asked]) -> Request:
        """The same: it reads no picture."""
        return self.request(subject, asked)

    def answer(self, subject: Subject, asked: Sequence[Asked], desk: Desk) -> Reply:
        """All answers that can be given; the rest is silence."""
        answers: dict[str, str] = {}
        for one in asked:
            rng = Random(f"{self._seed}:{subject.row.content_hash}:{one.id}")
            answer = ANSWERS[one.id](subject, rng) if one.id in ANSWERS else None
            if answer:
                answers[one.id] = answer
        return Reply(answers)

    def close(self) -> None:
        """There is nothing to give back."""
