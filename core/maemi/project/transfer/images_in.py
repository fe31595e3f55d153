"""Which micrograph a pair of a file is about; images that lie beside the file, or in it, are added to the project."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import or_, select

from maemi import durable
from maemi.errors import MaemiError
from maemi.micrograph.taking_in import Reader
from maemi.project import adding
from maemi.project.paths import from_stored
from maemi.project.project import Project
from maemi.project.rows import PAIR_STATES
from maemi.project.tables.micrograph import Micrograph
from maemi.project.transfer.pictures import MOST_BYTES, bytes_in, hash_in, suffix_of
from maemi.project.transfer.record import TransferPair

IMPORTED = "imported"
"""The project's folder for images that came inside of a file: they lie nowhere else."""


@dataclass(frozen=True, slots=True)
class Nowhere:
    """There is no micrograph for a pair."""

    reason: str
    """As in `has an image that …`."""


class Images:
    """Finds micrographs by the hash of their content, their path, or their name where only one has it."""

    def __init__(self, project: Project, file: Path) -> None:
        self.added = 0
        self._project = project
        self._folder = file.parent
        self._reader: Reader | None = None
        self._by_hash: dict[str, int] = {}
        self._by_path: dict[Path, int] = {}
        self._by_name: dict[str, list[int]] = {}
        self._refused: dict[Path, str] = {}
        self._learn(0)

    def find(self, pairs: Sequence[TransferPair]) -> list[int | Nowhere]:
        """The micrograph of each pair; what the project lacks and can be had is added first, all at once."""
        files: dict[Path, None] = {}
        wanted: list[int | Path | Nowhere] = []
        for pair in pairs:
            found = self._known(pair)
            wanted.append(self._file_for(pair) if found is None else found)
            if isinstance(wanted[-1], Path):
                files[wanted[-1]] = None
        if files:
            self._add(list(files))
        return [self._settled(each, pair) for each, pair in zip(wanted, pairs, strict=True)]

    def close(self) -> None:
        """End what read files."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _known(self, pair: TransferPair) -> int | None:
        for known in (pair.content_hash, pair.image_hash):
            if known in self._by_hash:
                return self._by_hash[known]
        if data := self._held(pair):
            inside = self._by_hash.get(hash_in(data))
            return self._by_hash.get(hashlib.sha256(data).hexdigest()) if inside is None else inside
        if not pair.micrograph or "\0" in pair.micrograph or pair.micrograph.startswith("data:"):
            return None
        path = Path(pair.micrograph)
        for candidate in (path, self._folder / path):
            if candidate in self._by_path:
                return self._by_path[candidate]
        same_name = self._by_name.get(pair.name or path.name, [])
        return same_name[0] if len(same_name) == 1 else None

    def _held(self, pair: TransferPair) -> bytes:
        """The image that the file itself holds."""
        return pair.image or (bytes_in(pair.micrograph) if pair.micrograph.startswith("data:") else b"")

    def _file_for(self, pair: TransferPair) -> Path | Nowhere:
        """A file that could be added. It must lie in the folder of the file of pairs, links followed."""
        if data := self._held(pair):
            return self._kept(data)
        name = pair.micrograph
        if name.startswith("data:"):
            return Nowhere("is no readable data URL")
        if not name:
            return Nowhere("is not in the project: it names none")
        shown = name if len(name) <= 200 else f"{name[:200]}…"
        if "://" in name:
            return Nowhere(f"lies on the web, and MAEMI downloads nothing: {shown}")
        if "\0" in name or len(name) > 4_000:
            return Nowhere("has no possible file name")
        try:
            path = (self._folder / name).resolve()
            if not path.is_relative_to(self._folder.resolve()):
                what = "is not in the project, and lies outside of the file's folder; add it first with 'maemi add'"
                return Nowhere(f"{what}: {shown}")
            return path if path.is_file() else Nowhere(f"is not in the project: {shown}")
        except (OSError, RuntimeError):
            return Nowhere(f"cannot be looked for: {shown}")

    def _kept(self, data: bytes) -> Path | Nowhere:
        """An image that came inside of the file, as a file of the project."""
        suffix = suffix_of(data)
        if len(data) > MOST_BYTES or not suffix:
            what = "is larger than 64 MiB" if suffix else "is neither PNG, JPEG, TIFF nor BMP"
            return Nowhere(what)
        folder = self._project.folder / IMPORTED
        path = folder / f"{hashlib.sha256(data).hexdigest()}{suffix}"
        if not path.exists():
            try:
                folder.mkdir(exist_ok=True)
                with durable.written_beside(path) as file:
                    file.write(data)
            except OSError as error:
                raise MaemiError(f"{path} cannot be written: {error.strerror or error}.") from error
        return path

    def _add(self, files: list[Path]) -> None:
        new = [file for file in files if file not in self._refused and file not in self._by_path]
        if not new:
            return
        if self._reader is None:
            self._reader = adding.open_reader()
        last = max(self._by_path.values(), default=0)
        report = adding.add_paths(self._project, new, reader=self._reader)
        self.added += report.added
        self._refused.update(report.refused)
        self._learn(last)

    def _learn(self, last: int) -> None:
        """What the project has beyond the micrograph `last`."""
        query = select(Micrograph.id, Micrograph.path, Micrograph.content_hash).where(Micrograph.id > last)
        counts = (getattr(Micrograph, f"pairs_{state}") > 0 for state in PAIR_STATES)
        usable = or_(Micrograph.error.is_(None), *counts)  # one that broke after pairs were written keeps them
        with self._project.read_session() as session:
            for row in session.execute(query.where(usable)):
                path = from_stored(row.path, self._project.folder)
                self._by_hash[row.content_hash] = row.id
                self._by_path[path] = row.id
                self._by_name.setdefault(path.name, []).append(row.id)

    def _settled(self, found: int | Path | Nowhere, pair: TransferPair) -> int | Nowhere:
        if not isinstance(found, Path):
            return found
        micrograph_id = self._by_path.get(found)
        if micrograph_id is None:
            # It may be a copy of one that lies elsewhere.
            micrograph_id = self._by_hash.get(pair.image_hash) or self._by_hash.get(pair.content_hash)
        if micrograph_id is None:
            reason = self._refused.get(found, f"{found.name} is not readable; 'maemi add' says why")
            return Nowhere(f"cannot be read: {reason.rstrip('.')}")
        if pair.content_hash:
            # Other pairs of the file may know the same micrograph by its own hash alone.
            self._by_hash.setdefault(pair.content_hash, micrograph_id)
        return micrograph_id
