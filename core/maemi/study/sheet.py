"""A study on paper: a sheet that an expert fills in anywhere, and what comes back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from maemi.durable import write_text
from maemi.errors import InputError, MaemiError
from maemi.project.micrographs import get_micrographs
from maemi.project.project import Project
from maemi.study.rows import CRITERIA, Marks, StudyRow
from maemi.study.store import items_of, rate_many, ratings_of

COLUMNS = ("item", "micrograph", "question", "answer", *CRITERIA, "comment")
LARGEST = 50_000_000
"""Bytes of a sheet that is read back."""


def write_sheet(project: Project, study: StudyRow, expert: str, path: Path) -> int:
    """A CSV of what the expert has not rated yet, in their order, with empty columns for the marks; returns how many.

    It says neither teacher nor class. Raises InputError where the file is there already.
    """
    done = {rating.item_id for rating in ratings_of(project, study.id, expert)}
    items = [one for one in items_of(project, study.id, expert) if one.id not in done]
    names = {row.id: row.path for row in get_micrographs(project, {one.micrograph_id for one in items})}
    if path.exists():
        raise InputError(f"{path} is there already: name a new file, nothing is overwritten.")
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in items:
        writer.writerow((one.id, names.get(one.micrograph_id, ""), one.question, one.answer, "", "", "", ""))
    try:
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        write_text(path, "\ufeff" + out.getvalue())
    except OSError as error:
        raise MaemiError(f"{path} cannot be written: {error.strerror or error}.") from error
    return len(items)


def read_sheet(project: Project, study: StudyRow, expert: str, path: Path) -> int:
    """Keep the marks of a sheet that came back, all or none; lines without marks are left out. Returns how many.

    Raises InputError with the line where something is not understood.
    """
    known = {one.id for one in items_of(project, study.id)}
    marked: list[tuple[int, Marks]] = []
    for number, line in _lines(path):
        marks = [(line.get(name) or "").strip() for name in CRITERIA]
        if not any(marks):
            continue
        where = f"{path}, line {number}"
        item = (line.get("item") or "").strip()
        if not item.isdecimal() or int(item) not in known:
            raise InputError(f"{where}: '{item}' is no item of the study “{study.name}”.")
        if not all(mark.isdecimal() for mark in marks):
            raise InputError(f"{where}: give a whole number from 1 to 5 for each of {', '.join(CRITERIA)}.")
        try:
            marked.append((int(item), Marks(*(int(mark) for mark in marks), comment=line.get("comment") or "")))
        except InputError as error:
            raise InputError(f"{where}: {error}") from error
    return rate_many(project, marked, expert)


def _lines(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path} is too large for a sheet of marks.")
        text = path.read_text("utf-8-sig")
        rows = csv.DictReader(text.splitlines(keepends=True), delimiter=";" if ";" in text.partition("\n")[0] else ",")
        missing = [name for name in ("item", *CRITERIA) if name not in (rows.fieldnames or ())]
        if missing:
            raise InputError(
                f"{path} has no column {', '.join(missing)}: fill in the sheet that 'maemi study sheet' wrote."
            )
        return [(rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read as a sheet ({error}): save it as CSV in UTF-8.") from error
