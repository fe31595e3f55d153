"""Arguments that say how a teacher behind a server is asked, and the teacher on a task of a project."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from maemi.errors import InputError

if TYPE_CHECKING:
    from maemi.generate.openai.settings import TeacherSettings
    from maemi.generate.openai.teaching import OpenAITeacher
    from maemi.project.project import Project


def add_teacher(parser: argparse.ArgumentParser) -> None:
    """What a request is made of."""
    group = parser.add_argument_group("how a language model is asked")
    group.add_argument(
        "--image-size", type=int, default=1024, metavar="PX", help="longer side of the picture that is sent"
    )
    group.add_argument("--detail", default="auto", metavar="auto|low|high", help="how closely it looks at a picture")
    group.add_argument("--temperature", type=float, default=0.2, metavar="T", help="0 to 2 (default: 0.2)")
    group.add_argument("--max-tokens", type=int, metavar="N", help="of a reply (default: by the number of questions)")
    group.add_argument("--system", default="system", metavar="NAME", help="which system prompt")
    group.add_argument(
        "--examples", type=int, default=0, metavar="N", help="approved pairs of so many similar micrographs go before"
    )
    group.add_argument(
        "--example-pictures",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="whether examples go with a small picture",
    )
    group.add_argument(
        "--reasoning",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="whether it is asked for its thoughts, which are kept apart from the answers",
    )
    group.add_argument(
        "--facts", default="metadata,measured", metavar="LIST", help="metadata,measured, one of them, or none"
    )
    group.add_argument(
        "--give-class",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="whether it is told a micrograph's class; questions never tell it",
    )


def settings_of(args: argparse.Namespace) -> TeacherSettings:
    """Raises InputError for what no request can be made with."""
    from maemi.generate.openai.settings import TeacherSettings

    facts = [word.strip() for word in args.facts.split(",") if word.strip()]
    if "none" in facts and len(facts) > 1:
        raise InputError(f"--facts {args.facts} says both none and some: leave one out.")
    return TeacherSettings(
        temperature=args.temperature,
        image_side=args.image_size,
        info_bars=getattr(args, "keep_info_bars", False),
        detail=args.detail,
        max_tokens=args.max_tokens,
        reasoning=args.reasoning,
        facts=frozenset(facts) - {"none"},
        give_class=args.give_class,
        examples=args.examples,
        example_pictures=args.example_pictures,
    )


def on_task(teacher: OpenAITeacher, project: Project, task: str, system: str, keep: bool) -> OpenAITeacher:
    """The teacher on one task of a project. `keep`: also keep what its pairs' hashes stand for."""
    from maemi.generate.prompts.brief import brief_of
    from maemi.generate.prompts.materials import Materials
    from maemi.project.prompts import keep_document

    brief = brief_of(project, task, system)
    materials = Materials(project, brief.task.origin, teacher.settings.examples, similar_in(project))
    made = teacher.on(brief, materials)
    if keep:
        keep_document(project, brief.document)
        keep_document(project, made.settings_document)
    return made


def similar_in(project: Project) -> Callable[[int], list[int] | None]:
    """What looks most like a micrograph, by the index of `maemi index`; it is loaded when it is first asked."""
    from functools import cache

    @cache
    def collection():
        from maemi.similar.collection import load_collection

        return load_collection(project)

    def similar(micrograph_id: int) -> list[int] | None:
        index = collection()
        row = index.row_of(micrograph_id)
        if row is None:
            return None
        return [match.id for match in index.nearest(index.vectors[row], len(index.ids), without=micrograph_id)]

    return similar
