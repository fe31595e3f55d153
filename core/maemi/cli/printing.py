"""What commands print on standard output."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast


def print_json(document: Any) -> None:
    """One JSON document on one line; in a list, call it once a line."""
    print(json.dumps(document, ensure_ascii=False, default=str))


def print_fields(fields: Mapping[str, Any]) -> None:
    """`name: value` lines for a person; nested fields are indented, empty ones left out."""
    _print_fields(fields, "")


def _print_fields(fields: Mapping[str, Any], indent: str) -> None:
    for name, given in fields.items():
        value: Any = given
        label = str(name).replace("_", " ")
        if isinstance(value, Mapping):
            print(f"{indent}{label}:")
            _print_fields(cast("Mapping[str, Any]", value), indent + "  ")
        elif isinstance(value, list | tuple):
            print(f"{indent}{label}: {', '.join(str(item) for item in cast('Sequence[Any]', value))}")
        elif value is not None and value != "":
            print(f"{indent}{label}: {value}")
