"""Take pairs from a file into a project; nothing that is there already is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from maemi.project import decisions
from maemi.project.pairs import insert
from maemi.project.paths import from_stored
from maemi.project.project import Project
from maemi.project.rows import NewPair
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.text import storable
from maemi.project.transfer.embedded_image import hash_in
from maemi.project.transfer.reading import Read, read_pairs
from maemi.project.transfer.record import TransferPair

BATCH = 500
VERBS = {"approved": "approve", "rejected": "reject", "skipped": "skip"}
NOBODY = "import"
"""The curator of decisions whose file does not say who made them."""

Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file's pairs."""

    added: int
    known: int
    """Pairs that the project already has: the same micrograph, question and answer."""
    problems: tuple[tuple[int, str], ...]
    """Line (or number of the entry), and one sentence."""
    micrograph_ids: tuple[int, ...] = field(default=(), compare=False)
    """Micrographs that have new pairs."""


def import_pairs(project: Project, file: Path | str) -> ImportReport:
    """Add the pairs of a JSONL, JSON, Parquet or CSV file (columns micrograph, question, answer).

    Micrographs are found by the hash of their content, their path (also relative to the file), or their name where only
    one has it. Pairs are pending, unless the file says how they were decided. A place that cannot be read is
    reported and the rest goes on. Raises InputError where the file as a whole cannot be read.
    """
    path = Path(file).absolute()
    importing = _Importing(project, path)
    found = read_pairs(path)
    while some := list(islice(found, BATCH)):
        with project.session() as session:
            importing.take(session, some)
    return ImportReport(importing.added, importing.known, tuple(importing.problems), tuple(sorted(importing.with_new)))


class _Importing:
    def __init__(self, project: Project, file: Path) -> None:
        self.added = 0
        self.known = 0
        self.problems: list[tuple[int, str]] = []
        self.with_new: set[int] = set()
        self._file = file
        self._texts: dict[int, set[Text]] = {}
        self._by_hash: dict[str, int] = {}
        self._by_path: dict[Path, int] = {}
        self._by_name: dict[str, list[int]] = {}
        with project.read_session() as session:
            for row in session.execute(select(Micrograph.id, Micrograph.path, Micrograph.content_hash)):
                path = from_stored(row.path, project.folder)
                self._by_hash[row.content_hash] = row.id
                self._by_path[path] = row.id
                self._by_name.setdefault(path.name, []).append(row.id)

    def take(self, session: Session, some: Iterable[Read]) -> None:
        """Add a batch in a transaction of the caller."""
        for read in some:
            if read.pair is None:
                self._problem(read.line, read.problem)
                continue
            micrograph_id = self._micrograph(read.pair)
            if micrograph_id is None:
                shown = read.pair.micrograph if not read.pair.micrograph.startswith("data:") else "of the image in it"
                self._problem(read.line, f"has a micrograph that is not in the project: {shown or 'it names none'}")
                continue
            self._add(session, micrograph_id, read.pair)

    def _add(self, session: Session, micrograph_id: int, pair: TransferPair) -> None:
        if micrograph_id not in self._texts:
            self._texts[micrograph_id] = set(_texts_of(session, micrograph_id))
        texts = self._texts[micrograph_id]
        question, answer = storable(pair.question), storable(pair.answer)
        original = (storable(pair.original_question or question), storable(pair.original_answer or answer))
        if (question, answer) in texts or original in texts:
            self.known += 1
            return
        texts.update({(question, answer), original})
        new = NewPair(micrograph_id, *original, pair.task, pair.teacher, pair.model, pair.template_hash)
        [pair_id] = insert(session, [new])
        self.added += 1
        self.with_new.add(micrograph_id)
        if pair.state in VERBS:
            edited = original != (question, answer)
            verb = "edit" if edited and pair.state == "approved" else VERBS[pair.state]
            record = session.get_one(Pair, pair_id)
            curator = storable(pair.curator) or NOBODY
            decisions.append(session, record, verb, curator, pair.reason, question, answer, at=pair.decided_at)

    def _micrograph(self, pair: TransferPair) -> int | None:
        if pair.content_hash in self._by_hash:
            return self._by_hash[pair.content_hash]
        if pair.micrograph.startswith("data:"):
            return self._by_hash.get(hash_in(pair.micrograph))
        if not pair.micrograph:
            return None
        path = Path(pair.micrograph)
        for candidate in (path, self._file.parent / path):
            if candidate in self._by_path:
                return self._by_path[candidate]
        same_name = self._by_name.get(path.name, [])
        return same_name[0] if len(same_name) == 1 else None

    def _problem(self, line: int, what: str) -> None:
        self.problems.append((line, f"{self._file.name}, {line}: {what}."))


def _texts_of(session: Session, micrograph_id: int) -> Iterator[Text]:
    """Each pair's text, the teacher's and the edited one."""
    for pair in session.scalars(select(Pair).where(Pair.micrograph_id == micrograph_id)):
        yield pair.question, pair.answer
        yield pair.edited_question or pair.question, pair.edited_answer or pair.answer
