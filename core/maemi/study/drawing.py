"""A sample of pairs, drawn at random within each class and teacher: rare ones are judged as well as frequent ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from random import Random

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from maemi.errors import InputError
from maemi.project.pair_filter import PairFilter
from maemi.project.pair_listing import each_wanted
from maemi.project.project import Project
from maemi.project.rows import PairRow
from maemi.project.tables.foundation import now
from maemi.project.tables.study import Study, StudyItem
from maemi.project.text import storable
from maemi.study.rows import Group, StudyRow
from maemi.study.store import get_study

MOST_ITEMS = 5_000
"""Nobody rates more."""


def draw_study(
    project: Project,
    name: str,
    creator: str,
    per_group: int = 5,
    seed: int = 0,
    wanted: PairFilter | None = None,
) -> StudyRow:
    """Draw a sample and keep it as a study; the same seed draws the same pairs of the same project.

    `per_group`: at most so many of each class and teacher. `wanted`: which pairs to draw from, approved ones where
    None. Raises InputError for a name that is taken or empty, where no pair is meant, or where too many would be drawn.
    """
    wanted = wanted or PairFilter(state="approved")
    if not name.strip() or not creator.strip():
        raise InputError("A study needs a name, and the name of who draws it.")
    if per_group < 1:
        raise InputError(f"A study needs at least one pair of each class and teacher, not {per_group}.")
    drawn = draw(each_wanted(project, wanted), per_group, seed)
    items = [pair for _, pairs in drawn for pair in pairs]
    if not items:
        raise InputError(
            f"No {wanted.state + ' ' if wanted.state else ''}pair is meant: approve some first, or draw from others."
        )
    if len(items) > MOST_ITEMS:
        raise InputError(f"{len(items):,} pairs would be drawn: ask for fewer of each group ({MOST_ITEMS:,} at most).")
    told = {
        "seed": seed,
        "per_group": per_group,
        "filter": {key: value for key, value in asdict(wanted).items() if value not in (None, "", False)},
        "groups": [asdict(group) for group, _ in drawn],
    }
    try:
        with project.session() as session:
            if session.scalar(select(Study.id).where(Study.name == storable(name.strip()))) is not None:
                raise InputError(f"There is a study “{name.strip()}” already: choose another name.")
            study = Study(
                name=storable(name.strip()),
                drawn_as=json.dumps(told, ensure_ascii=False),
                creator=storable(creator.strip()),
                at=now(),
            )
            session.add(study)
            session.flush()
            session.add_all(_item(study.id, pair) for pair in items)
            made = study.id
    except IntegrityError as error:  # somebody else drew one of this name in the same moment
        raise InputError(f"There is a study “{name.strip()}” already: choose another name.") from error
    return get_study(project, made)


def draw(pairs: Iterable[PairRow], per_group: int, seed: int) -> list[tuple[Group, list[PairRow]]]:
    """Groups in the order of class and teacher, each with its sample, in the order of the pairs.

    One pass with a reservoir a group (A. G. Waterman's algorithm R, in D. E. Knuth, The Art of Computer Programming 2,
    3.4.2), so that a hundred thousand pairs are never in memory at once.
    """
    samples: dict[tuple[str, str], list[PairRow]] = {}
    sizes: dict[tuple[str, str], int] = {}
    chances: dict[tuple[str, str], Random] = {}
    for pair in pairs:
        key = (pair.class_name or "", teacher_of(pair))
        # A generator of its own: what one group draws does not hang on how others are mixed with it.
        chance = chances.setdefault(key, Random(f"{seed}:{key[0]}:{key[1]}"))
        sizes[key] = sizes.get(key, 0) + 1
        sample = samples.setdefault(key, [])
        if len(sample) < per_group:
            sample.append(pair)
        elif (place := chance.randrange(sizes[key])) < per_group:
            sample[place] = pair
    return [
        (Group(*key, population=sizes[key], drawn=len(samples[key])), sorted(samples[key], key=lambda one: one.id))
        for key in sorted(samples)
    ]


def teacher_of(pair: PairRow) -> str:
    """Teacher and model as one name."""
    return f"{pair.teacher} {pair.model}".strip()


def _item(study_id: int, pair: PairRow) -> StudyItem:
    return StudyItem(
        study_id=study_id,
        pair_id=pair.id,
        micrograph_id=pair.micrograph_id,
        question=pair.question,
        answer=pair.answer,
        class_name=pair.class_name or "",
        teacher=teacher_of(pair),
    )
