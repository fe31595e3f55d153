"""`maemi index`: encode what is new, find near duplicates, lay the map out; may be stopped and gone on with."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from maemi.errors import MaemiError
from maemi.progress import Progress, Silent
from maemi.project.embeddings import (
    NewEmbedding,
    ToEmbed,
    store_duplicate_groups,
    store_embeddings,
    store_places,
    to_embed,
)
from maemi.project.project import Project
from maemi.similar.collection import Collection, load_collection
from maemi.similar.duplicates import LOOKED_AT, DuplicateGroup, find_duplicates
from maemi.similar.encoded import Encoded, EncoderPool, packed
from maemi.similar.encoder import encoder_version
from maemi.similar.layout import NEIGHBOURS, lay_out
from maemi.similar.neighbours import neighbours

BATCH_FILES = 64
BATCH_S = 2.0
"""What was encoded is kept at least this often: a killed run loses no more."""
SECONDS_A_FILE = 60.0
SEED = 0


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What became of one run."""

    indexed: int
    known: int
    """Contents that had a vector before."""
    refused: tuple[tuple[str, str], ...]
    """Files that could not be encoded, each with its sentence."""
    duplicate_groups: int
    mapped: int
    """Micrographs with a place on the map."""
    seconds: float
    """Of encoding."""
    stopped: bool

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "refused": [{"path": path, "reason": sentence} for path, sentence in self.refused]}


def build_index(project: Project, progress: Progress | None = None, workers: int = 2) -> IndexReport:
    """Bring the index up to date: only what it does not know is read, in child processes with limits.

    Stops when asked, keeping what it has. A file that cannot be encoded is told of and tried again by the next run.
    """
    listener = progress or Silent()
    waiting, known = to_embed(project, encoder_version())
    began = time.monotonic()
    encoding = _Encoding(project, listener, len(waiting))
    with EncoderPool(max(1, workers), seconds=SECONDS_A_FILE) as pool:
        encoding.run(pool, waiting, ahead=2 * workers + 2)
    seconds = time.monotonic() - began
    groups, mapped = 0, 0
    stopped = encoding.stopped
    if not stopped:
        groups, mapped, stopped = _arrange(project, listener)
    return IndexReport(encoding.done, known, tuple(encoding.refused), groups, mapped, round(seconds, 2), stopped)


class _Encoding:
    """The first part of a run."""

    def __init__(self, project: Project, listener: Progress, total: int) -> None:
        self.done = 0
        self.refused: list[tuple[str, str]] = []
        self.stopped = False
        self._project, self._listener, self._total = project, listener, total
        self._batch: list[NewEmbedding] = []
        self._kept_at = time.monotonic()

    def run(self, pool: EncoderPool, waiting: list[ToEmbed], ahead: int) -> None:
        """Keep the children busy and a few files asked for ahead, so that stopping is quick."""
        asked: deque[tuple[ToEmbed, Future[Encoded]]] = deque()
        rest = iter(waiting)
        try:
            while True:
                while len(asked) < ahead and (item := next(rest, None)) is not None:
                    asked.append((item, pool.encoded(Path(item.path))))
                if not asked:
                    return
                if self._listener.stop_requested():
                    self.stopped = True
                    return
                self._take(*asked.popleft())
        finally:
            self._keep()

    def _take(self, item: ToEmbed, future: Future[Encoded]) -> None:
        try:
            made = future.result()
        except MaemiError as error:
            self.refused.append((item.path, str(error)))
            self._listener.event("warning", message=str(error))
        else:
            self._batch.append(NewEmbedding(item.content_hash, packed(made.vector), made.sketch.tobytes()))
            self.done += 1
        count = self.done + len(self.refused)
        self._listener.event("progress", done=count, total=self._total, message=Path(item.path).name)
        if len(self._batch) >= BATCH_FILES or time.monotonic() - self._kept_at > BATCH_S:
            self._keep()

    def _keep(self) -> None:
        store_embeddings(self._project, encoder_version(), self._batch)
        self._batch = []
        self._kept_at = time.monotonic()


def _arrange(project: Project, listener: Progress) -> tuple[int, int, bool]:
    """Mark near duplicates and lay the map out: how many groups, how many places, and whether it was stopped."""
    collection = load_collection(project)
    if not len(collection.ids):
        return 0, 0, False
    listener.event("progress", done=0, total=None, message="Looking for near duplicates")
    near = neighbours(collection.vectors, max(NEIGHBOURS, LOOKED_AT))
    groups = find_duplicates(collection, near)
    mark(project, collection, groups)

    def go_on(share: float) -> bool:
        listener.event("progress", done=round(share * 100), total=100, message="Laying out the map")
        return not listener.stop_requested()

    places = lay_out(collection.vectors, near, SEED, _seldom(go_on))
    if places is None:
        return len(groups), 0, True
    by_hash = {each: (float(x), float(y)) for each, (x, y) in zip(collection.hashes, places, strict=True)}
    store_places(project, encoder_version(), by_hash)
    listener.event("progress", done=100, total=100, message="")
    return len(groups), len(places), False


def mark(project: Project, collection: Collection, groups: list[DuplicateGroup]) -> None:
    """Keep which micrographs are near duplicates, for search and gallery."""
    hash_of = dict(zip(collection.ids.tolist(), collection.hashes, strict=True))
    store_duplicate_groups(project, encoder_version(), [[hash_of[each] for each in group.ids] for group in groups])


def _seldom(go_on: Callable[[float], bool], every_s: float = 0.5) -> Callable[[float], bool]:
    """`go_on`, asked no more often than this; in between the answer is yes."""
    last = [0.0]

    def asked(share: float) -> bool:
        now = time.monotonic()
        if now - last[0] < every_s:
            return True
        last[0] = now
        return go_on(share)

    return asked
