"""The card of a dataset: a README that people read, with a front matter that Hugging Face's hub reads."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from shlex import join

from maemi import __version__
from maemi.project.transfer.formats import FORMATS
from maemi.project.transfer.how import How
from maemi.project.transfer.tally import Tally

LICENCES = frozenset(
    {
        *("cc0-1.0", "cc-by-4.0", "cc-by-3.0", "cc-by-2.0", "cc-by-sa-4.0", "cc-by-sa-3.0", "cc-by-nc-4.0"),
        *("cc-by-nc-sa-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-4.0", "mit", "apache-2.0", "bsd-3-clause", "odbl", "pddl"),
    }
)
"""Those that the hub knows by name; any other is `other` with a name."""
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LONGEST_PROMPT = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What the rooms above the project know for the card."""

    prompt_text: Callable[[str], str | None] = lambda _hash: None
    """The words behind a template's hash; None where they are not found."""
    checks: Mapping[str, str] = field(default_factory=dict[str, str])
    """Kinds of findings and what each means."""
    measuring: str = ""
    """Version of the measuring that pairs were checked against."""
    agreement: str = ""
    """A sentence about how far curators agree, where the project can tell more than shares."""
    language: str = "en"


def card(
    name: str,
    tally: Tally,
    format: str,  # noqa: A002 — the contract's word
    files: Mapping[str, str],
    wanted: str,
    how: How,
    command: list[str],
    left_out: int,
    told: Told,
) -> str:
    """The text of README.md."""
    sections = [
        _front_matter(name, tally, format, files, told),
        f"# {name}\n\nQuestions and answers about electron micrographs: {tally.pairs:,} pairs about "
        f"{tally.micrograph_count:,} micrographs. These are the {wanted} of a MAEMI project.",
        _missing(left_out),
        "## Parts\n\n" + _table(("part", "file", "pairs", "micrographs"), _parts(tally, files)) + "\n\n" + _split(how),
        "## What the pairs are\n\n" + _counts("state", tally.states) + _counts("class", tally.classes, "not labelled"),
        _counts("task", tally.tasks).rstrip(),
        _synthetic(tally),
        "## Who wrote them\n\n"
        + _table(("teacher", "model", "pairs"), [(*who, count) for who, count in tally.teachers.most_common()]),
        _prompts(tally, told),
        "## Who judged them\n\n" + _judged(tally, how, told),
        "## How they were checked\n\n" + _checked(tally, told),
        "## Licences of the images\n\n" + _counts("licence", tally.licences, "not stated").rstrip(),
        "## How this was made\n\n"
        f"MAEMI {__version__}, format `{format}` ({FORMATS[format]}); images: {_images(how)}.\n\n"
        f"```\n{join(command)}\n```",
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _front_matter(name: str, tally: Tally, format: str, files: Mapping[str, str], told: Told) -> str:  # noqa: A002
    lines = [*_licence_lines(tally), f"language: [{json.dumps(told.language)}]"]
    lines += ["task_categories: [image-text-to-text, visual-question-answering]"]
    size = next((words for most, words in SIZES if tally.pairs < most), "1M<n<10M")
    lines += [f"pretty_name: {json.dumps(name)}", f"size_categories: [{json.dumps(size)}]"]
    tags = ["electron-microscopy", "maemi", *(["synthetic"] if tally.synthetic else [])]
    lines += [f"tags: [{', '.join(tags)}]"]
    if files and format != "coco":
        lines += ["configs:", "- config_name: default", "  data_files:"]
        for part, file in files.items():
            lines += [f"  - split: {part}", f"    path: {json.dumps(file)}"]
    return "\n".join(["---", *lines, "---"])


def _licence_lines(tally: Tally) -> list[str]:
    names = {name for name in tally.licences if name}
    if not names:
        return []
    one = re.sub(r"[\s_]+", "-", next(iter(names)).strip().lower())
    if len(names) == 1 and "" not in tally.licences and one in LICENCES:
        return [f"license: {one}"]
    name = one if len(names) == 1 else "several, see below"
    return ["license: other", f"license_name: {json.dumps(name)}"]


def _missing(left_out: int) -> str:
    return f"{left_out:,} pairs were left out, because the image could not be read." if left_out else ""


def _parts(tally: Tally, files: Mapping[str, str]) -> list[tuple[object, ...]]:
    return [(part, f"`{file}`", tally.parts[part], len(tally.micrographs[part])) for part, file in files.items()]


def _split(how: How) -> str:
    if how.split_by == "none":
        return "Not split."
    what = "micrograph" if how.split_by == "micrograph" else "specimen (where the lab named none: folder)"
    return (
        f"Split {how.shares} by {what}, near duplicates together: no micrograph of one part, and no marked twin of it, "
        f"is in another. The part follows from a hash with seed {how.seed}, and stays when pairs are added."
    )


def _synthetic(tally: Tally) -> str:
    if not tally.synthetic:
        return ""
    return f"**{tally.synthetic:,} pairs are about phantoms: synthetic micrographs, not taken by any microscope.**"


def _prompts(tally: Tally, told: Told) -> str:
    if not tally.prompts:
        return ""
    parts = ["## Prompts", _table(("template", "pairs"), [(f"`{key}`", n) for key, n in tally.prompts.most_common()])]
    for key in tally.prompts:
        if text := told.prompt_text(key):
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            parts.append(f"Template `{key}`:\n\n{fence}\n{text[:LONGEST_PROMPT].rstrip()}\n{fence}")
    return "\n\n".join(parts)


def _judged(tally: Tally, how: How, told: Told) -> str:
    decided = tally.pairs - tally.states["pending"]
    lines = [f"{decided:,} of {tally.pairs:,} pairs were decided by people; {tally.edited:,} were edited by them."]
    if tally.curators:
        lines.append(_counts("curator", tally.curators).rstrip())
    if how.reviewers == "pseudonyms":
        lines.append("Names of curators are pseudonyms.")
    if tally.judged_twice:
        share = tally.agreed / tally.judged_twice
        lines.append(
            f"{tally.judged_twice:,} pairs were judged by two curators or more, who agreed on {tally.agreed:,} of them "
            f"({share:.0%})."
        )
    else:
        lines.append("No pair was judged by more than one curator, so nothing is known of how far they agree.")
    return "\n\n".join([*lines, *([told.agreement] if told.agreement else [])])


def _checked(tally: Tally, told: Told) -> str:
    lines = [
        f"MAEMI holds pairs against file and measurement. {tally.doubted:,} of these pairs still have a warning; what "
        "curators approved was shown to them with its warnings."
    ]
    if tally.findings:
        rows = [(kind, told.checks.get(kind, ""), count) for kind, count in tally.findings.most_common()]
        lines.append(_table(("finding", "what it means", "pairs"), rows))
    if told.measuring:
        lines.append(f"Measuring: {told.measuring}.")
    return "\n\n".join(lines)


def _images(how: How) -> str:
    if how.images == "original":
        return "the files as they are"
    return f"8-bit PNG without the info bar, contrast stretched, at most {how.side:,} pixels a side"


def _counts(what: str, counts: Counter[str], unnamed: str = "") -> str:
    if not counts:
        return ""
    return _table((what, "count"), [(name or unnamed, count) for name, count in counts.most_common()]) + "\n\n"


def _table(names: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str:
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    return "\n".join([*lines, *(f"| {' | '.join(_cell(value) for value in row)} |" for row in rows)])


def _cell(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return " ".join(str(value).split()).replace("|", "\\|")
