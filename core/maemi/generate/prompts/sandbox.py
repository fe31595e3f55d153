"""Templates that anybody may have written: rendered without files, calls or assignments, and never for long.

Jinja's sandbox keeps a template from Python's insides, yet lets it fill the memory or run for hours. So only the parts
of the language are allowed that a prompt needs; each of them ends, and grows with the text and its values alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

from maemi.errors import InputError
from maemi.project.prompts import TEXT_CHARACTERS

if TYPE_CHECKING:
    from jinja2 import Template as Prepared
    from jinja2.nodes import Node, Template
    from jinja2.sandbox import SandboxedEnvironment

OUTPUT_CHARACTERS = 60_000
"""Of one rendered template: more than any model reads of a prompt with profit."""
LOOPS_DEEP = 2
"""Loops inside each other; they run over lists that are handed in, of some hundred entries at most."""
FILTERS = frozenset({"join", "upper", "lower", "capitalize", "title", "trim", "length", "first", "last", "default"})
TESTS = frozenset({"defined", "undefined", "none", "string", "number", "odd", "even", "eq", "ne", "in"})
NODES = frozenset(
    {
        *("Template", "Output", "TemplateData", "If", "For", "CondExpr"),
        *("Name", "Const", "Getattr", "Getitem", "Compare", "Operand", "And", "Or", "Not"),
        *("Add", "Sub", "Neg", "Filter", "Test"),
    }
)
"""The parts of Jinja that a prompt may use."""


class TemplateError(InputError):
    """A template that cannot be used; `line` is where, counted from 1, or None where no line is to blame."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


def check(text: str, known: frozenset[str], needed: frozenset[str] = frozenset()) -> None:
    """Raises TemplateError where a text is no template, names what is not `known`, or none of what is `needed`."""
    from jinja2.meta import find_undeclared_variables

    tree = _parsed(text)
    used = find_undeclared_variables(tree)
    if unknown := sorted(used - known):
        line = next((one.lineno for one in _names(tree) if one.name == unknown[0]), None)  # pyright: ignore
        raise TemplateError(f"There is no “{unknown[0]}” to use here; there are {', '.join(sorted(known))}.", line)
    if needed and not used & needed:
        words = " or ".join(f"{{{{ {name} }}}}" for name in sorted(needed))
        raise TemplateError(f"The prompt never uses {words}, so the teacher would not learn what it is asked.")


def render(text: str, values: Mapping[str, Any]) -> str:
    """The text with its values filled in. Raises TemplateError; nothing else, whatever the text."""
    template = _compiled(text)
    pieces: list[str] = []
    room = OUTPUT_CHARACTERS
    try:
        for piece in template.generate(**values):
            room -= len(piece)
            if room < 0:
                raise TemplateError(f"The prompt grows beyond {OUTPUT_CHARACTERS:,} characters: shorten it.")
            pieces.append(piece)
    except TemplateError:
        raise
    except Exception as error:
        # Whatever a template does wrong with the values that it is given: its writer must be told, and how.
        raise TemplateError(f"The prompt cannot be filled in: {_words(error)}.", _line_of(error)) from error
    return "".join(pieces).strip()


@cache
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, cache_size=64)
    # Jinja types none of the three.
    globals_, filters, tests = (cast("dict[str, Any]", getattr(made, name)) for name in ("globals", "filters", "tests"))
    globals_.clear()
    for known, wanted in ((filters, FILTERS), (tests, TESTS)):
        for name in set(known) - wanted:
            del known[name]
    filters["join"] = _join
    return made


def _join(entries: Any, between: str = "") -> str:
    """Jinja's own, but that its output is bounded: joins inside each other grow without end."""
    words = [str(one) for one in entries]
    if sum(map(len, words)) + len(words) * len(str(between)) > OUTPUT_CHARACTERS:
        raise TemplateError(f"The prompt grows beyond {OUTPUT_CHARACTERS:,} characters: shorten it.")
    return str(between).join(words)


@lru_cache(maxsize=64)
def _compiled(text: str) -> Prepared:
    """A looked-at template ready to be filled in: a run fills in the same one ten thousand times."""
    _parsed(text)
    return _environment().from_string(text)


def _parsed(text: str) -> Template:
    """The tree of a text that may be rendered; nothing is compiled before it was looked at, since that computes."""
    from jinja2 import TemplateSyntaxError

    if len(text) > TEXT_CHARACTERS:
        raise TemplateError(f"A prompt has at most {TEXT_CHARACTERS:,} characters, and this one has {len(text):,}.")
    try:
        tree = _environment().parse(text)
        _check_nodes(tree)
        _environment().compile(text)
        return tree
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        raise TemplateError(f"Line {error.lineno} is no template: {_words(error)}.", error.lineno) from error
    except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError, AssertionError) as error:
        raise TemplateError("The prompt is nested too deeply, or holds what no template may hold.") from error


def _check_nodes(tree: Node, loops: int = 0) -> None:
    for child in tree.iter_child_nodes():
        kind = type(child).__name__
        if kind not in NODES:
            raise TemplateError(f"Line {child.lineno}: “{_called(kind)}” may not be used in a prompt.", child.lineno)
        inside = loops + (kind == "For")
        if kind == "For":
            _check_loop(child, inside)
        _check_nodes(child, inside)


def _check_loop(loop: Any, deep: int) -> None:
    """Over what is handed in, not over letters or lists that a template makes: else it might run for ever."""
    if deep > LOOPS_DEEP:
        raise TemplateError(f"Line {loop.lineno}: no more than {LOOPS_DEEP} loops inside each other.", loop.lineno)
    if loop.recursive or type(loop.iter).__name__ not in ("Name", "Getattr"):
        raise TemplateError(f"Line {loop.lineno}: a loop goes over one of the lists by its name.", loop.lineno)


def _names(tree: Node) -> Any:
    from jinja2.nodes import Name

    return tree.find_all(Name)


def _called(kind: str) -> str:
    words = {
        "Call": "a call ( )",
        "Assign": "set",
        "AssignBlock": "set",
        "Mul": "*",
        "Pow": "**",
        "Concat": "~",
        "Mod": "%",
        "Div": "/",
        "FloorDiv": "//",
        "List": "[ ]",
        "Dict": "{ }",
        "Tuple": "a list",
        "FromImport": "import",
    }
    return words.get(kind, kind.lower())


def _words(error: Exception) -> str:
    said = str(error).strip().rstrip(".").splitlines()
    return said[0] if said else type(error).__name__


def _line_of(error: Exception) -> int | None:
    """The template's line in a traceback, which Jinja rewrites to it."""
    place, line = error.__traceback__, None
    while place is not None:
        if place.tb_frame.f_code.co_filename == "<template>":
            line = place.tb_lineno
        place = place.tb_next
    return line
