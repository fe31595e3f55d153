"""Write pairs in a format that others read: one file of pairs, or a folder with images, parts and a card."""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from maemi import __version__, durable
from maemi.errors import InputError, MaemiError
from maemi.progress import Progress, Silent
from maemi.project.origin import origins
from maemi.project.project import Project
from maemi.project.split import SPLITS, part_of
from maemi.project.split_keys import group_keys
from maemi.project.transfer.appearing import MANIFEST, check_free, folder_beside
from maemi.project.transfer.card import Told, card
from maemi.project.transfer.formats import EMBEDS, FORMATS, SUFFIXES
from maemi.project.transfer.how import How
from maemi.project.transfer.logged import renamed
from maemi.project.transfer.pictures import Picture, Pictures
from maemi.project.transfer.pseudonyms import pseudonyms
from maemi.project.transfer.tally import Tally
from maemi.project.transfer.wanted import Exported, Wanted, wanted_pairs
from maemi.project.transfer.writers import Writer, file_name, open_writer

__all__ = ["FORMATS", "ExportReport", "export", "export_pairs", "is_one_file"]

TELL_EVERY = 200
OPENAI_EXAMPLES = 50_000
OPENAI_FILE = 512_000_000
OPENAI_FEWEST = 10


@dataclass(slots=True)
class ExportReport:
    """What was written."""

    out: Path
    pairs: int = 0
    parts: dict[str, int] = field(default_factory=dict[str, int])
    micrographs: int = 0
    left_out: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    """Why the image of a micrograph is not there, in a sentence, and how many pairs were left out for it."""
    warnings: list[str] = field(default_factory=list[str])
    stopped: bool = False
    """Then nothing was left behind."""


class _StopAskedError(Exception):
    """Leaves all that is open, so that nothing half-written stays."""


def is_one_file(out: Path) -> bool:
    """Whether `out` names a file of pairs alone; any other name is a folder with images, parts and a card."""
    return out.suffix.lower() in SUFFIXES.values()


def export_pairs(
    project: Project,
    out: Path | str,
    format: str,  # noqa: A002 — the contract's word, as in `maemi export --format`
    state: str | None = "approved",
) -> int:
    """The pairs of a state (None or `all`: every pair) in a new file or folder; returns how many there are."""
    return export(project, out, format, Wanted.in_state(state)).pairs


def export(
    project: Project,
    out: Path | str,
    format: str,  # noqa: A002
    wanted: Wanted | None = None,
    how: How | None = None,
    progress: Progress | None = None,
    told: Told | None = None,
) -> ExportReport:
    """Write the wanted pairs, streamed; `out` appears whole or not at all.

    A name with the suffix of a file is one file of pairs, which names the micrographs where they lie. Any other is a
    folder with the images, a file for each part, and a card. `told`: what the card says that the project does not know.
    Raises InputError for an unknown format, or where `out` exists; MaemiError where it cannot be written.
    """
    path, how = Path(out), how or How()
    if format not in FORMATS:
        raise InputError(f"'{format}' is no format of an export: write one of {', '.join(FORMATS)}.")
    one_file = is_one_file(path)
    if one_file and how.split_by != "none":
        raise InputError(f"{path} is one file, and parts need a folder: leave away {path.suffix}, or do not split.")
    if format == "openai":
        how = replace(how, images="png")
    check_free(path, how.overwrite)
    exporting = _Exporting(project, path, format, wanted or Wanted(), how, progress or Silent())
    with _explained(path):
        try:
            if one_file:
                exporting.one_file()
            else:
                exporting.folder(told or Told())
        except _StopAskedError:
            return ExportReport(path, stopped=True)
    return exporting.report


class _Exporting:
    def __init__(
        self,
        project: Project,
        out: Path,
        kind: str,
        wanted: Wanted,
        how: How,
        progress: Progress,
    ) -> None:
        self.report = ExportReport(out)
        self._project = project
        self._out = out
        self._format = kind
        self._wanted = wanted
        self._how = how
        self._progress = progress
        self._tally = Tally()
        self._left_out: dict[str, int] = {}
        self._origins = origins(project)
        self._keys = group_keys(project, how.split_by)
        self._names = pseudonyms(project) if how.reviewers == "pseudonyms" else {}

    def one_file(self) -> None:
        """Pairs alone."""
        with tempfile.TemporaryDirectory(prefix="maemi-export-") as folder, durable.written_beside(self._out) as file:
            pictures = self._pictures(Path(folder)) if self._format in EMBEDS else None
            writer = open_writer(self._format, file)
            for part, exported, picture in self._each(pictures):
                self._write(writer, part, exported, picture)
            writer.close()
            self._finish(file.tell())

    def folder(self, told: Told) -> None:
        """Parts with their images and the card."""
        with folder_beside(self._out) as folder, ExitStack() as files:
            writers: dict[str, tuple[Writer, IO[bytes]]] = {}
            with tempfile.TemporaryDirectory(prefix=".pictures-", dir=folder) as aside:
                embeds = self._format in EMBEDS
                pictures = self._pictures(Path(aside) if embeds else folder / "images")
                for part, exported, picture in self._each(pictures):
                    if part not in writers:
                        name = folder / file_name(self._format, part)
                        name.parent.mkdir(exist_ok=True)
                        file = files.enter_context(name.open("xb"))
                        writers[part] = open_writer(self._format, file, self._origins[exported[1].id].licence), file
                    self._write(writers[part][0], part, exported, picture)
                for writer, _ in writers.values():
                    writer.close()
            largest = max((file.tell() for _, file in writers.values()), default=0)
            files.close()
            self._finish(largest)
            self._describe(folder, told)

    def _pictures(self, folder: Path) -> Pictures:
        how = self._how
        return Pictures(folder, how.images, how.side, colours=self._format == "openai")

    def _each(self, pictures: Pictures | None) -> Iterator[tuple[str, Exported, Picture | None]]:
        for number, exported in enumerate(wanted_pairs(self._project, self._wanted)):
            if number % TELL_EVERY == 0:
                if self._progress.stop_requested():
                    raise _StopAskedError
                self._progress.event("progress", done=number, total=None, message=f"{number:,} pairs")
            pair, micrograph, row = exported
            picture = pictures.of(micrograph) if pictures else None
            if isinstance(picture, str):
                self._left_out[picture] = self._left_out.get(picture, 0) + 1
                continue
            pair = replace(pair, micrograph=self._place(micrograph.path, picture))
            if picture is not None:
                pair = replace(pair, image_hash=picture.sha256)
            if self._names:
                pair = replace(
                    pair,
                    curator=self._names.get(pair.curator, pair.curator),
                    decisions=renamed(pair.decisions, self._names),
                )
            part = "train"
            if self._how.split_by != "none":
                part = part_of(self._keys[micrograph.id], self._how.seed, self._how.shares)
            yield part, (pair, micrograph, row), picture

    def _place(self, path: Path, picture: Picture | None) -> str:
        """Where a reader finds the image: relative, wherever the export is carried with it."""
        if picture is not None:
            return f"images/{picture.file.name}"
        folder = self._out.absolute().parent
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)

    def _write(self, writer: Writer, part: str, exported: Exported, picture: Picture | None) -> None:
        pair, micrograph, row = exported
        if picture is None and self._format == "coco" and micrograph.info:
            picture = Picture(micrograph.path, micrograph.content_hash, micrograph.info.shape)
        writer.add(pair, picture)
        self._tally.add(part, pair, row, micrograph, self._origins[micrograph.id].licence)

    def _finish(self, largest: int) -> None:
        report, tally = self.report, self._tally
        report.left_out = list(self._left_out.items())
        if report.left_out and not tally.pairs:
            raise MaemiError(f"No image of the pairs could be written, so nothing was: {report.left_out[0][0]}")
        report.pairs, report.micrographs = tally.pairs, tally.micrograph_count
        report.parts = dict(tally.parts)
        if self._how.split_by != "none" and tally.pairs:
            shares = self._how.shares
            for part, share in (("train", shares.train), ("validation", shares.validation), ("test", shares.test)):
                if share and part not in report.parts:
                    report.warnings.append(f"The part {part} is empty: there are too few groups to share out.")
        if self._format == "openai":
            report.warnings += _limits_of_openai(tally.pairs, largest)
        self._progress.event("progress", done=tally.pairs, total=tally.pairs, message="")

    def _describe(self, folder: Path, told: Told) -> None:
        tally, how = self._tally, self._how
        files = {part: file_name(self._format, part) for part in SPLITS if part in tally.parts}
        if self._format == "sharegpt":
            durable.write_text(folder / "dataset_info.json", _dataset_info(files))
        command = ["maemi", "export", "PROJECT", self._out.name, "--format", self._format]
        command += [*self._wanted.options(), *how.options()]
        left_out = sum(self._left_out.values())
        text = card(self._project.name, tally, self._format, files, self._wanted.words(), how, command, left_out, told)
        durable.write_text(folder / "README.md", text)
        manifest = {
            "maemi": __version__,
            "format": self._format,
            "pairs": tally.pairs,
            "parts": dict(tally.parts),
            "files": files,
            "micrographs": tally.micrograph_count,
            "images": how.images,
            "command": command,
        }
        durable.write_text(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def _dataset_info(files: dict[str, str]) -> str:
    """What LLaMA-Factory looks a dataset up in."""
    columns = {"messages": "conversations", "images": "images"}
    entries = {
        f"maemi_{part}": {"file_name": name, "formatting": "sharegpt", "columns": columns}
        for part, name in files.items()
    }
    return json.dumps(entries, indent=2) + "\n"


def _limits_of_openai(pairs: int, largest: int) -> list[str]:
    """What the service refuses, as its documentation says."""
    said: list[str] = []
    if largest > OPENAI_FILE:
        said.append(
            f"A file has {largest / 1e6:,.0f} MB; OpenAI takes {OPENAI_FILE / 1e6:.0f} MB: export fewer pairs, or "
            "smaller images (--side)."
        )
    if pairs > OPENAI_EXAMPLES:
        said.append(f"There are {pairs:,} examples with images; OpenAI takes {OPENAI_EXAMPLES:,}: export fewer.")
    if 0 < pairs < OPENAI_FEWEST:
        said.append(f"There are {pairs} examples; OpenAI wants at least {OPENAI_FEWEST}.")
    return said


@contextmanager
def _explained(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise MaemiError(
                f"The disk of {path} is full: free some space, or choose another; nothing was left there."
            ) from error
        raise MaemiError(f"{path} cannot be written: {error.strerror or error}.") from error
