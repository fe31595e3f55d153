"""What the project hands out: frozen rows, safe to pass between threads and to keep after the session is over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from maemi.micrograph.record import MicrographInfo, PixelSize

PairState = Literal["pending", "approved", "rejected", "skipped"]
PAIR_STATES: tuple[PairState, ...] = ("pending", "approved", "rejected", "skipped")
Severity = Literal["info", "warning", "error"]
Side = Literal["question", "answer"]


@dataclass(frozen=True, slots=True)
class MicrographRow:
    """One micrograph of the project."""

    id: int
    path: Path
    """Absolute."""
    name: str
    info: MicrographInfo | None
    """What the file says, with a typed-in pixel size in place of the file's; None where it could not be read."""
    error: str | None
    """The sentence that says why it could not be read."""
    class_name: str | None
    pixel_size: PixelSize | None
    """The one to use: typed in, else the file's."""
    added_at: datetime
    pairs_pending: int = 0
    pairs_approved: int = 0
    pairs_rejected: int = 0
    pairs_skipped: int = 0
    content_hash: str = ""
    """SHA-256 of the file."""
    pairs_doubted: int = 0
    """Pending pairs that a check warns of."""
    missing: bool = False
    """The file was not there when it was last looked for."""

    def to_json(self) -> dict[str, Any]:
        """One line of `maemi list`: a public contract, names stay."""
        info = self.info.to_json() if self.info else {}
        return {
            "id": self.id,
            "path": str(self.path),
            "name": self.name,
            "class": self.class_name,
            "error": self.error,
            "missing": self.missing,
            "pixel_size_m": [self.pixel_size.row_m, self.pixel_size.column_m] if self.pixel_size else None,
            "pixel_size_source": str(self.pixel_size.source) if self.pixel_size else None,
            **{name: info.get(name) for name in ("format", "vendor", "instrument", "detector", "magnification")},
            "accelerating_voltage_v": info.get("accelerating_voltage_v"),
            "shape": info.get("shape"),
            "taken_at": info.get("taken_at"),
            "added_at": self.added_at.isoformat(),
            "pairs": {
                "pending": self.pairs_pending,
                "approved": self.pairs_approved,
                "rejected": self.pairs_rejected,
                "skipped": self.pairs_skipped,
            },
            "findings": self.pairs_doubted,
            "content_hash": self.content_hash,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check says about a pair, e.g. that a number in the answer differs from the measured one."""

    kind: str
    message: str
    severity: Severity = "warning"
    measured: str | None = None
    """What was measured instead, as text with its unit."""
    start: int | None = None
    """First character of the place in the answer."""
    end: int | None = None
    """The character after that place."""
    quantity: str = ""
    """What the number is of: size, count, pitch, voltage …"""
    side: Side = "answer"
    """Where the place is."""
    replacement: str | None = None
    """What would stand at the place instead, in its own style; None where nothing is known."""
    pairs: tuple[int, ...] = ()
    """Other pairs that it is about: near duplicates."""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "pairs": list(self.pairs)}

    @property
    def is_warning(self) -> bool:
        """It says that something may be wrong, not only how something was checked."""
        return self.severity != "info"

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        """The inverse of `to_json`; entries that this version does not know are left out."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["pairs"] = tuple(data.get("pairs", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class NewPair:
    """A pair that a teacher, an import or a conversation brings."""

    micrograph_id: int
    question: str
    answer: str
    task: str
    teacher: str
    model: str = ""
    template_hash: str = ""
    request_key: str | None = None
    findings: tuple[Finding, ...] = ()
    reasoning: str = ""
    settings_hash: str = ""
    """Of what its teacher was set to."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair, in the state that the log of decisions gives it."""

    id: int
    micrograph_id: int
    micrograph_path: Path
    question: str
    """The edited one where a decision edited it."""
    answer: str
    """The edited one where a decision edited it."""
    original_question: str
    original_answer: str
    task: str
    teacher: str
    model: str
    template_hash: str
    state: PairState
    reason: str
    """Why it was rejected: a word of `decisions.REJECT_REASONS`."""
    findings: tuple[Finding, ...]
    """Of the text as it stands, edited or not."""
    synthetic: bool
    """It is about a phantom."""
    created_at: datetime
    curator: str | None
    decided_at: datetime | None
    reasoning: str = ""
    request_key: str | None = None
    doubt: float = 0.0
    """0 … 1, by the findings."""
    class_name: str | None = None
    """Of its micrograph."""
    settings_hash: str = ""
    """Of what its teacher was set to: `prompts.document_of_hash`."""
    opinions: str = ""
    """How far its second opinion is: see `team.opinions`; empty where one decision is enough."""

    def to_json(self) -> dict[str, Any]:
        """One line of `maemi pairs`: a public contract, names stay."""
        return {
            "id": self.id,
            "micrograph": str(self.micrograph_path),
            "question": self.question,
            "answer": self.answer,
            "task": self.task,
            "teacher": self.teacher,
            "model": self.model,
            "state": self.state,
            "reason": self.reason,
            "curator": self.curator,
            "decided_at": self.decided_at.isoformat() if self.decided_at else None,
            "synthetic": self.synthetic,
            "findings": [finding.to_json() for finding in self.findings],
            "doubt": self.doubt,
            "class": self.class_name,
        }


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of the log."""

    id: int
    pair_id: int
    curator: str
    verb: str
    """approve, reject, edit, skip, or undo."""
    reason: str
    question: str | None
    """The question that was judged, where it is not the teacher's."""
    answer: str | None
    """The answer that was judged, where it is not the teacher's."""
    at: datetime
    undoes: int | None
    """The decision that this one takes back."""
    batch: int | None = None
    """What was decided, or undone, in one go has the same number here."""
    settles: bool = False
    """It ends a disagreement of two curators."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the files of one `add`."""

    added: int
    known: int
    """Files that the project already has, by path or by content."""
    refused: tuple[tuple[Path, str], ...]
    """Files and folders that could not be read, each with its sentence."""
    stopped: bool = False
    passed_over: tuple[tuple[str, int], ...] = ()
    """Formats of microscopy that MAEMI does not read, and how many files of each lie in the folders."""


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A search line and an order, under a name."""

    name: str
    search: str
    sort: str
    descending: bool


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder whose new micrographs are added by themselves."""

    path: Path
    """Absolute."""
    since: datetime


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One turn of a conversation."""

    id: int
    role: str
    text: str
    model: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One conversation about a micrograph."""

    id: int
    micrograph_id: int
    model: str
    started_at: datetime
    title: str = ""
    """The beginning of its first question."""


@dataclass(frozen=True, slots=True)
class EgressRow:
    """Bytes that left the machine."""

    id: int
    host: str
    bytes_sent: int
    micrograph_id: int | None
    purpose: str
    at: datetime
    who: str = ""
    model: str = ""
    pictures: int | None = None
    picture_rows: int | None = None
    picture_columns: int | None = None
    text_bytes: int | None = None
    """These are None on lines of versions that did not note them."""

    @property
    def content(self) -> str:
        """What the request held, in words: `1 picture, 1024 × 768 px; 2,310 bytes of text`; empty where not noted."""
        parts: list[str] = []
        if self.pictures:
            size = f", {self.picture_columns} × {self.picture_rows} px" if self.picture_columns else ""
            parts.append(f"{self.pictures} picture{'' if self.pictures == 1 else 's'}{size}")
        elif self.pictures == 0:
            parts.append("no picture")
        if self.text_bytes is not None:
            parts.append(f"{self.text_bytes:,} bytes of text")
        return "; ".join(parts)
