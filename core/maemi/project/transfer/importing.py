"""Take pairs from a file, or from all files of an export, into a project; nothing that is there already is changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.errors import InputError
from maemi.progress import Progress, Silent
from maemi.project.project import Project
from maemi.project.rows import NewPair
from maemi.project.tables.foundation import now
from maemi.project.tables.pair import Pair
from maemi.project.text import storable
from maemi.project.transfer.appearing import MANIFEST
from maemi.project.transfer.images_in import Images, Nowhere
from maemi.project.transfer.logged import Logged
from maemi.project.transfer.reading import SUFFIXES, Read, read_pairs
from maemi.project.transfer.record import TransferPair
from maemi.project.transfer.replaying import Judged, add_with_logs

BATCH = 500
BATCH_BYTES = 64 << 20
"""Of images that came inside of the file."""
VERBS = {"approved": "approve", "rejected": "reject", "skipped": "skip"}
NOBODY = "import"
"""The curator of decisions whose file does not say who made them."""
MOST_PROBLEMS = 10_000
"""That are told one by one."""

Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file's pairs."""

    added: int
    known: int
    """Pairs that the project already has: the same micrograph, question and answer."""
    problems: tuple[tuple[int, str], ...]
    """Line (or number of the row), and one sentence."""
    micrograph_ids: tuple[int, ...] = field(default=(), compare=False)
    """Micrographs that have new pairs."""
    images_added: int = field(default=0, compare=False)
    """Micrographs that came with the pairs."""
    stopped: bool = False


def import_pairs(project: Project, file: Path | str, progress: Progress | None = None) -> ImportReport:
    """Add the pairs of a JSONL, JSON, Parquet or CSV file (columns micrograph, question, answer), or of an export.

    Micrographs are found by the hash of their content, their path (also relative to the file), or their name where only
    one has it; images that lie in the file's folder, or in the file, are added. Pairs are pending, unless the file says
    how they were decided. A place that cannot be read is reported and the rest goes on; asked to stop, what was taken
    stays. Raises InputError where the file as a whole cannot be read.
    """
    path = Path(file).absolute()
    files = files_of(path) if path.is_dir() else [path]
    listener = progress or Silent()
    importing = _Importing(project, files[0], listener)
    try:
        for each in files:
            importing.file = each
            if importing.take_all(read_pairs(each)):
                break
    finally:
        importing.close()
    return importing.report()


def files_of(folder: Path) -> list[Path]:
    """The files of pairs of an export that is a folder. Raises InputError where it is none."""
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text("utf-8"))
        named: Any = cast("dict[str, Any]", manifest)["files"]
        files = [folder / str(name) for name in cast("dict[str, Any]", named).values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{folder} is neither an export nor a project of MAEMI: name a file of pairs.") from error
    inside = [file for file in files if file.resolve().is_relative_to(folder.resolve())]
    if len(inside) < len(files) or any(file.suffix not in SUFFIXES for file in inside):
        raise InputError(f"{folder / MANIFEST} names files that are no pairs in this folder; name a file of pairs.")
    if not inside:
        raise InputError(f"{folder} is an export without pairs.")
    return inside


class _Importing:
    def __init__(self, project: Project, file: Path, progress: Progress) -> None:
        self.file = file
        self._project = project
        self._progress = progress
        self._added = 0
        self._known = 0
        self._problems: list[tuple[int, str]] = []
        self._unnamed = 0
        self._with_new: set[int] = set()
        self._stopped = False
        self._read = 0
        self._texts: dict[int, set[Text]] = {}
        self._root = file.parent.parent if file.suffix == ".parquet" and file.parent.name == "data" else file.parent
        self._images = Images(project, self._root / file.name)

    def take_all(self, found: Iterator[Read]) -> bool:
        """Everything of one file, a batch in a transaction; whether it was asked to stop."""
        for some in _batches(found):
            if self._progress.stop_requested():
                self._stopped = True
                return True
            self._take(some)
            self._read += len(some)
            self._progress.event("progress", done=self._read, total=None, message=f"{self._read:,} pairs read")
        return False

    def close(self) -> None:
        self._images.close()

    def report(self) -> ImportReport:
        if self._unnamed:
            self._problems.append((0, f"{self.file.name}: {self._unnamed:,} more lines were refused."))
        return ImportReport(
            self._added,
            self._known,
            tuple(self._problems),
            tuple(sorted(self._with_new)),
            self._images.added,
            self._stopped,
        )

    def _take(self, some: Sequence[Read]) -> None:
        readable = [(read.line, read.pair) for read in some if read.pair is not None]
        places = iter(self._images.find([pair for _, pair in readable]))
        batch: list[tuple[int, TransferPair]] = []
        for read in some:
            if read.pair is None:
                self._problem(read.line, read.problem)
                continue
            place = next(places)
            if isinstance(place, Nowhere):
                self._problem(read.line, f"has a micrograph that {place.reason}")
            else:
                batch.append((place, read.pair))
        if batch:
            with self._project.session() as session:
                self._add(session, batch)

    def _add(self, session: Session, batch: Iterable[tuple[int, TransferPair]]) -> None:
        new: list[tuple[NewPair, Judged]] = []
        for micrograph_id, pair in batch:
            if micrograph_id not in self._texts:
                self._texts[micrograph_id] = set(_texts_of(session, micrograph_id))
            texts = self._texts[micrograph_id]
            question, answer = storable(pair.question), storable(pair.answer)
            original = (storable(pair.original_question or question), storable(pair.original_answer or answer))
            if (question, answer) in texts or original in texts:
                self._known += 1
                continue
            texts.update({(question, answer), original})
            made = NewPair(
                micrograph_id,
                *original,
                storable(pair.task),
                storable(pair.teacher),
                storable(pair.model),
                storable(pair.template_hash),
                reasoning=pair.reasoning,
            )
            judged = Judged(pair.decisions, pair.opinions) if pair.decisions else Judged(_as_it_stands(pair, original))
            new.append((made, judged))
            self._with_new.add(micrograph_id)
        add_with_logs(session, new)
        self._added += len(new)

    def _problem(self, line: int, what: str) -> None:
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append((line, f"{self.file.name}, {line}: {what}."))
        else:
            self._unnamed += 1


def _batches(found: Iterator[Read]) -> Iterator[list[Read]]:
    """As many as a transaction takes, fewer where they carry images."""
    some: list[Read] = []
    held = 0
    for read in found:
        some.append(read)
        if read.pair is not None:
            held += len(read.pair.image) + len(read.pair.micrograph)
        if len(some) >= BATCH or held >= BATCH_BYTES:
            yield some
            some, held = [], 0
    if some:
        yield some


def _as_it_stands(pair: TransferPair, original: Text) -> tuple[Logged, ...]:
    """The one decision that a file tells of, which has no log."""
    if pair.state not in VERBS:
        return ()
    question, answer = storable(pair.question), storable(pair.answer)
    edited = original != (question, answer)
    verb = "edit" if edited and pair.state == "approved" else VERBS[pair.state]
    return (
        Logged(
            verb,
            storable(pair.curator).strip() or NOBODY,
            pair.decided_at or now(),
            pair.reason if verb == "reject" else "",
            question if question != original[0] else None,
            answer if answer != original[1] else None,
        ),
    )


def _texts_of(session: Session, micrograph_id: int) -> Iterator[Text]:
    """Each pair's text, the teacher's and the edited one."""
    columns = (Pair.question, Pair.answer, Pair.edited_question, Pair.edited_answer)
    for row in session.execute(select(*columns).where(Pair.micrograph_id == micrograph_id)):
        yield row.question, row.answer
        yield row.edited_question or row.question, row.edited_answer or row.answer
