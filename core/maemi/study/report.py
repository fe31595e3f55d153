"""A study as a report for a paper's appendix: HTML with tables, plots and intervals, and CSV of what is behind it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import maemi
from maemi import resources
from maemi.durable import write_text
from maemi.errors import InputError, MaemiError
from maemi.project.project import Project
from maemi.study.agreement import alpha_estimate
from maemi.study.estimates import GOOD, Estimate, Line, by_item, lines_of
from maemi.study.rows import CRITERIA, MEANINGS, STEPS, ItemRow, RatingRow, StudyRow
from maemi.study.store import get_study, items_of, ratings_of


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a study found."""

    study: StudyRow
    items: list[ItemRow]
    ratings: list[RatingRow]
    lines: list[Line]
    agreement: dict[str, Estimate | None]
    """Criterion → Krippendorff's alpha; None where no two experts rated the same items."""

    def to_json(self) -> dict[str, Any]:
        """As `maemi study report --json` prints it."""
        return {
            "study": self.study.to_json(),
            "lines": [
                {
                    "class": line.class_name,
                    "teacher": line.teacher,
                    **{name: _json(estimate) for name, estimate in line.marks.items()},
                    "good": _json(line.good),
                }
                for line in self.lines
            ],
            "agreement": {name: _json(found) if found else None for name, found in self.agreement.items()},
        }


def report(project: Project, study: int | str) -> Report:
    """Work a study out as far as it is rated. Raises InputError where there is none, or nobody has rated anything."""
    row = get_study(project, study)
    items, ratings = items_of(project, row.id), ratings_of(project, row.id)
    if not ratings:
        raise InputError(f"Nobody has rated anything in the study “{row.name}” yet; rate some pairs first.")
    said = by_item(ratings).values()
    agreement = {
        name: alpha_estimate([[getattr(one.marks, name) for one in each] for each in said], row.seed)
        for name in CRITERIA
    }
    return Report(row, items, ratings, lines_of(row.groups, items, ratings, row.seed), agreement)


def write_report(found: Report, folder: Path) -> list[Path]:
    """Write report.html, summary.csv and ratings.csv into a new folder. Raises InputError where it is there already."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        raise InputError(f"{folder} is there already: name a new folder, nothing is overwritten.") from error
    except OSError as error:
        raise MaemiError(f"{folder} cannot be made: {error.strerror or error}.") from error
    files = {"report.html": html(found), "summary.csv": summary_csv(found), "ratings.csv": ratings_csv(found)}
    try:
        for name, text in files.items():
            write_text(folder / name, text)
    except OSError as error:
        raise MaemiError(f"The report could not be written to {folder}: {error.strerror or error}.") from error
    return [folder / name for name in files]


def html(found: Report) -> str:
    """One page that holds all it shows; nothing is loaded from elsewhere."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources.path("study")), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    return environment.get_template("report.jinja").render(
        report=found,
        criteria=CRITERIA,
        meanings=MEANINGS,
        steps=STEPS,
        good=GOOD,
        version=maemi.__version__,
        class_words=_class_words,
        experts=sorted(found.study.rated),
    )


def summary_csv(found: Report) -> str:
    """One row a line of the report and quantity, with its interval."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("class", "teacher", "quantity", "value", "low_95", "high_95", "items", "ratings"))
    for line in found.lines:
        for name, one in (*line.marks.items(), ("good_share", line.good)):
            place = ("(all)" if line.class_name is None else line.class_name, line.teacher or "(all)")
            writer.writerow(
                (*place, name, *(f"{part:.4f}" for part in (one.value, one.low, one.high)), one.items, one.ratings)
            )
    for name, one in found.agreement.items():
        if one is not None:
            numbers = (f"{part:.4f}" for part in (one.value, one.low, one.high))
            writer.writerow(("(all)", "(all)", f"alpha_{name}", *numbers, one.items, one.ratings))
    return out.getvalue()


def ratings_csv(found: Report) -> str:
    """One row a rating, with the words that were rated."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = (
        "item",
        "pair",
        "micrograph",
        "class",
        "teacher",
        "expert",
        *CRITERIA,
        "comment",
        "at",
        "question",
        "answer",
    )
    writer.writerow(head)
    items = {one.id: one for one in found.items}
    for rating in found.ratings:
        item, marks = items[rating.item_id], rating.marks
        writer.writerow(
            (
                *(item.id, item.pair_id, item.micrograph_id, item.class_name, item.teacher, rating.expert),
                *(getattr(marks, name) for name in CRITERIA),
                *(_plain(marks.comment), rating.at.isoformat(), _plain(item.question), _plain(item.answer)),
            )
        )
    return out.getvalue()


def _plain(text: str) -> str:
    """What a spreadsheet would run as a formula stays text."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _class_words(name: str | None) -> str:
    return "all classes" if name is None else name.replace("_", " ") if name else "without a class"


def _json(one: Estimate) -> dict[str, Any]:
    return {"value": one.value, "low": one.low, "high": one.high, "items": one.items, "ratings": one.ratings}
