"""`maemi prompts DIR list|show|copy|edit|preview|history|reset|restore`: what teachers are told, and its versions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_curator, add_project, curator_of
from maemi.cli.printing import print_json
from maemi.cli.teacher_arguments import add_teacher, settings_of, similar_in
from maemi.errors import InputError

if TYPE_CHECKING:
    from maemi.generate.prompts.library import Prompt
    from maemi.project.project import Project


def add_parser(subparsers: Any) -> None:
    """Add `prompts` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "prompts",
        help="the prompts of a project",
        description="What teachers are told: list, show, copy, edit, preview, history, reset, restore. Each edit is a "
        "version, and every version is kept; a pair remembers the texts that asked for it.",
    )
    parser.add_argument("verb", choices=tuple(VERBS), metavar="VERB", help=", ".join(VERBS))
    add_project(parser)
    parser.add_argument("name", nargs="?", metavar="NAME", help="a prompt's name; for show also a hash")
    parser.add_argument("other", nargs="?", metavar="NEW-NAME|HASH", help="copy: the new name; restore: the version")
    parser.add_argument("--file", type=Path, metavar="FILE", help="edit, preview: the text; - reads standard input")
    parser.add_argument("--note", default="", metavar="TEXT", help="edit: what was changed and why")
    parser.add_argument("--micrograph", metavar="ID|FILE", help="preview: about which (default: the first)")
    add_teacher(parser)
    add_curator(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        VERBS[args.verb](args, project)
    return 0


def list_(args: argparse.Namespace, project: Project) -> None:
    """All prompts, one JSON line a prompt with --json."""
    from maemi.generate.prompts.library import list_prompts

    for one in list_prompts(project):
        if args.json:
            print_json(one.to_json())
        else:
            state = f"changed by {one.curator}" if one.is_changed else "as shipped"
            print(f"{one.name:<20} {one.hash[:8]}  {state:<24} {one.title}: {one.origin.about}")


def show(args: argparse.Namespace, project: Project) -> None:
    """The text in force of a name, or whatever a hash stands for."""
    from maemi.generate.prompts.library import find_text, list_prompts
    from maemi.generate.prompts.variables import variables_of

    name = _name(args)
    prompt = next((one for one in list_prompts(project) if one.name == name), None)
    if prompt is not None:
        if args.json:
            print_json({**prompt.to_json(), "text": prompt.text, "variables": variables_of(prompt.origin)})
        else:
            print(prompt.text, end="")
        return
    found = find_text(project, name.lower())
    if found is None:
        raise InputError(
            f"No prompt and no hash of {project.address} is called “{name}”: 'maemi prompts list' and "
            "'maemi prompts history' name them. Pairs of the measured teacher come from no prompt."
        )
    if args.json:
        print_json({"hash": found[0], **found[1]})
        return
    for label, value in found[1].items():
        print(f"{label}: {value}" if "\n" not in str(value) else f"── {label} ──\n{value}")


def copy(args: argparse.Namespace, project: Project) -> None:
    """A copy under a name of the lab's own."""
    from maemi.generate.prompts.library import copy_prompt

    if not args.other:
        raise InputError("Say how the copy shall be called: maemi prompts copy DIR NAME NEW-NAME.")
    _told(args, copy_prompt(project, _name(args), args.other, curator_of(args)), "copied")


def edit(args: argparse.Namespace, project: Project) -> None:
    """A text from a file or standard input becomes the version in force."""
    from maemi.generate.prompts.library import edit_prompt

    if args.file is None:
        raise InputError("Say where the text is: --file FILE, or --file - for standard input.")
    _told(args, edit_prompt(project, _name(args), _text(args.file), curator_of(args), args.note), "saved")


def preview(args: argparse.Namespace, project: Project) -> None:
    """A request as it would be sent."""
    from maemi.generate.prompts.preview import preview as made_of
    from maemi.project.finding import find_micrograph
    from maemi.project.listing import list_ids

    ids = list_ids(project)
    wanted = find_micrograph(project, args.micrograph) if args.micrograph else (ids[0] if ids else None)
    if wanted is None:
        raise InputError(f"There is no such micrograph in {project.address}: add some, or name one that is there.")
    text = _text(args.file) if args.file is not None else None
    made = made_of(project, _name(args), wanted, text, settings_of(args), similar_in(project))
    if args.json:
        print_json(made.to_json())
        return
    print(f"{made.text}\n\n{made.pictures} pictures, at most {made.tokens:,} tokens; nothing was sent.")
    if made.note:
        print(made.note, file=sys.stderr)


def history_(args: argparse.Namespace, project: Project) -> None:
    """The versions, the newest first."""
    from maemi.generate.prompts.library import history

    for one in history(project, _name(args)):
        if args.json:
            print_json(one.to_json())
        else:
            when = f"{one.at.astimezone():%Y-%m-%d %H:%M}" if one.curator else ""
            print(f"{one.hash[:8]}  {when:<16}  {one.curator:<16} {one.note}".rstrip())


def reset(args: argparse.Namespace, project: Project) -> None:
    """The shipped text again, as one more version."""
    from maemi.generate.prompts.library import reset_prompt

    _told(args, reset_prompt(project, _name(args), curator_of(args)), "reset")


def restore(args: argparse.Namespace, project: Project) -> None:
    """An earlier version again, as one more version."""
    from maemi.generate.prompts.library import restore_prompt

    if not args.other:
        raise InputError("Say which version: maemi prompts restore DIR NAME HASH; 'maemi prompts history' lists them.")
    _told(args, restore_prompt(project, _name(args), args.other.lower(), curator_of(args)), "restored")


VERBS = {
    "list": list_,
    "show": show,
    "copy": copy,
    "edit": edit,
    "preview": preview,
    "history": history_,
    "reset": reset,
    "restore": restore,
}


def _name(args: argparse.Namespace) -> str:
    if not args.name:
        raise InputError(f"Name the prompt: maemi prompts {args.verb} DIR NAME; 'maemi prompts list DIR' names them.")
    return str(args.name)


def _text(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The prompt {file} cannot be read: {error}.") from error


def _told(args: argparse.Namespace, prompt: Prompt, done: str) -> None:
    if args.json:
        print_json(prompt.to_json())
    else:
        print(f"{prompt.name} is {done}: version {prompt.hash[:8]}.")
