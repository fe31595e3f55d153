"""From tables to the frozen rows that leave this room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from maemi.micrograph.record import MicrographInfo, PixelSize, PixelSizeSource
from maemi.project.findings import current
from maemi.project.paths import from_stored
from maemi.project.rows import DecisionRow, MicrographRow, PairRow, PairState
from maemi.project.tables.decision import Decision
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair


def micrograph_row(record: Micrograph, folder: Path) -> MicrographRow:
    """A micrograph as it stands now; a typed-in pixel size takes the place of the file's."""
    path = from_stored(record.path, folder)
    info = MicrographInfo.from_json({**record.info, "path": str(path)}) if record.info else None
    size = info.pixel_size if info else None
    if record.typed_pixel_m is not None:
        size = _typed_in(record, record.typed_pixel_m)
        info = replace(info, pixel_size=size) if info else None
    return MicrographRow(
        id=record.id,
        path=path,
        name=record.name,
        info=info,
        error=record.error,
        class_name=record.class_name,
        pixel_size=size,
        added_at=record.added_at,
        pairs_pending=record.pairs_pending,
        pairs_approved=record.pairs_approved,
        pairs_rejected=record.pairs_rejected,
        pairs_skipped=record.pairs_skipped,
        content_hash=record.content_hash,
        pairs_doubted=record.pairs_doubted,
        missing=record.missing,
    )


def pair_row(record: Pair, stored_path: str, class_name: str | None, folder: Path) -> PairRow:
    """A pair as it stands now; `stored_path` and `class_name` are its micrograph's."""
    return PairRow(
        id=record.id,
        micrograph_id=record.micrograph_id,
        micrograph_path=from_stored(stored_path, folder),
        question=record.question if record.edited_question is None else record.edited_question,
        answer=record.answer if record.edited_answer is None else record.edited_answer,
        original_question=record.question,
        original_answer=record.answer,
        task=record.task,
        teacher=record.teacher,
        model=record.model,
        template_hash=record.template_hash,
        state=cast("PairState", record.state),
        reason=record.reason,
        findings=current(record),
        synthetic=record.synthetic,
        created_at=record.created_at,
        curator=record.curator,
        decided_at=record.decided_at,
        reasoning=record.reasoning,
        request_key=record.request_key,
        doubt=record.doubt,
        class_name=class_name,
        settings_hash=record.settings_hash,
        opinions=record.opinions,
    )


def decision_row(record: Decision) -> DecisionRow:
    """One line of the log."""
    return DecisionRow(
        id=record.id,
        pair_id=record.pair_id,
        curator=record.curator,
        verb=record.verb,
        reason=record.reason,
        question=record.question,
        answer=record.answer,
        at=record.at,
        undoes=record.undoes,
        batch=record.batch,
        settles=record.settles,
    )


def _typed_in(record: Micrograph, metres: float) -> PixelSize:
    who = f"by {record.typed_by}" if record.typed_by else ""
    when = f"on {record.typed_at:%Y-%m-%d}" if record.typed_at else ""
    return PixelSize(metres, metres, PixelSizeSource.TYPED_IN, " ".join(part for part in (who, when) if part))
