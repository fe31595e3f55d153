"""What a run would send to another machine, before the first request: the sheet of window and terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.errors import MaemiError
from maemi.generate.estimate import Estimate
from maemi.generate.measurer import Measurer
from maemi.generate.openai.hosts import is_encrypted
from maemi.generate.run import GenerateOptions, asked_of, readable_rows, unanswered
from maemi.generate.several import estimate_all
from maemi.generate.subject import Subject
from maemi.project.content import decoded, pictures_in, size_of, texts_in
from maemi.project.project import Project
from maemi.project.rows import MicrographRow

if TYPE_CHECKING:
    from maemi.generate.openai.teaching import OpenAITeacher
    from maemi.generate.questions import Asked

STRIPPED = (
    "the file's name and folder",
    "all metadata of the file (time, operator, sample, serial numbers)",
    "the grey values themselves: the picture is encoded anew in 8 bits at its own contrast",
)
"""What never goes along."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture as it would be sent."""

    micrograph_id: int
    micrograph: str
    rows: int
    columns: int
    size: int
    """Bytes."""
    file: str = ""
    """Where it was written to be looked at."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes where."""

    host: str
    model: str
    encrypted: bool
    micrographs: int
    requests: int
    tokens: int
    cost_usd: float | None
    """At most; None where the model has no price in the table."""
    image_side: int
    info_bars: bool
    """Whether pictures keep the vendor's info bar."""
    stripped: tuple[str, ...]
    example: tuple[tuple[str, str], ...]
    """(role, text) of the whole prompt about the first micrograph."""
    warnings: tuple[str, ...]
    pictures: tuple[Shown, ...] = field(default=())
    """Of the first requests."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def sentences(self) -> list[str]:
        """The same for a terminal."""
        cost = f"at most {self.cost_usd:.4f} USD" if self.cost_usd is not None else "price not known"
        bars = "with their info bars" if self.info_bars else "without their info bars"
        told = [
            f"{self.requests} requests about {self.micrographs} micrographs go to {self.host} ({self.model}): "
            f"up to {self.tokens} tokens, {cost}.",
            f"Each holds pictures of at most {self.image_side} px a side, {bars}, and a text.",
            f"Not sent: {'; '.join(self.stripped)}.",
            *(f"Warning: {warning}" for warning in self.warnings),
            "The text about the first one:",
        ]
        return told + [f"  [{role}] {line}" for role, text in self.example for line in text.splitlines()]


def what_leaves(
    project: Project,
    teachers: Sequence[OpenAITeacher],
    options: GenerateOptions,
    *,
    image_side: int,
    info_bars: bool = False,
    previews: Path | None = None,
    count: int = 36,
    found: Estimate | None = None,
) -> Leaving:
    """What a run would send now, of all its tasks (a teacher each).

    With `previews`, the first `count` requests' pictures are written there as they are.

    `found` is what `estimate_all` said of the same teachers, where the caller has it: it reads every micrograph.

    Measures the first micrograph, so that its text is the one that would be sent. Sends nothing.
    """
    found = found or estimate_all(project, teachers, options)
    wanted = [one for teacher in teachers for one in _asked_about(project, teacher, options, count if previews else 1)]
    wanted = wanted[: count if previews else 1]
    example = _example(project, *wanted[0]) if wanted else ()
    pictures = (
        [shown for number, one in enumerate(wanted) for shown in _shown(number, *one, previews)] if previews else []
    )
    first = teachers[0]
    return _leaving(found, first, image_side, info_bars, example, tuple(pictures), _warnings(project, first, options))


def _leaving(
    found: Estimate,
    teacher: OpenAITeacher,
    image_side: int,
    info_bars: bool,
    example: tuple[tuple[str, str], ...],
    pictures: tuple[Shown, ...],
    warnings: tuple[str, ...],
) -> Leaving:
    cropped = () if info_bars else ("the vendor's info bar below the scan",)
    return Leaving(
        teacher.host,
        teacher.model,
        is_encrypted(teacher.base_url),
        found.micrographs,
        found.requests,
        found.tokens_in + found.tokens_out,
        found.cost_usd,
        image_side,
        info_bars,
        (*STRIPPED, *cropped),
        example,
        warnings,
        pictures,
    )


def _asked_about(
    project: Project, teacher: OpenAITeacher, options: GenerateOptions, count: int
) -> list[tuple[OpenAITeacher, MicrographRow, list[Asked]]]:
    questions = teacher.questions(options.questions)
    wanted: list[tuple[OpenAITeacher, MicrographRow, list[Asked]]] = []
    for row in readable_rows(project, options):
        if len(wanted) == count:
            break
        asked = asked_of(row, Subject(row, None), questions, options.seed, teacher)
        if remaining := unanswered(project, teacher, row, asked):
            wanted.append((teacher, row, remaining))
    return wanted


def _example(
    project: Project, teacher: OpenAITeacher, row: MicrographRow, asked: list[Asked]
) -> tuple[tuple[str, str], ...]:
    try:
        with Measurer(project, 1) as measurer:
            subject = Subject(row, measurer.submit(row).result())
        return tuple(texts_in(teacher.body(subject, asked, "json_schema")["messages"]))
    except MaemiError as error:
        return (("", f"{row.name} cannot be read: {error}"),)


def _shown(
    request: int, teacher: OpenAITeacher, row: MicrographRow, asked: list[Asked], folder: Path | None
) -> list[Shown]:
    try:
        messages = teacher.body(Subject(row, None), asked, "json_schema")["messages"]
    except MaemiError:
        return []  # the run itself tells what cannot be read
    shown: list[Shown] = []
    for number, url in enumerate(pictures_in(messages)):
        columns, rows = size_of(url) or (0, 0)
        data, file = decoded(url), ""
        if folder is not None:
            place = folder / f"{row.id}-{request}-{number}.{'jpg' if url.startswith('data:image/jpeg') else 'png'}"
            place.write_bytes(data)
            file = str(place)
        shown.append(Shown(row.id, row.name, rows, columns, len(data), file))
    return shown


def _warnings(project: Project, teacher: OpenAITeacher, options: GenerateOptions) -> tuple[str, ...]:
    warnings: list[str] = []
    if not is_encrypted(teacher.base_url):
        warnings.append(f"the way to {teacher.host} is not encrypted: whoever sits on it can read all.")
    burned = sum(1 for row in readable_rows(project, options) if _has_text_in_scan(row))
    if burned:
        warnings.append(
            f"{burned} of the micrographs have text burned into the scan itself, which stays in the picture."
        )
    return tuple(warnings)


def _has_text_in_scan(row: MicrographRow) -> bool:
    """Whether a scale bar and its label are known to lie in what is left after the info bar is cut off."""
    found = row.info.scale_bar if row.info else None
    if row.info is None or found is None:
        return False
    bar = row.info.info_bar
    return bar is None or found.box[0] < bar[0] or found.box[2] > bar[1]
