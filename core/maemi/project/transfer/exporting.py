"""Write pairs in a format that others read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from maemi import durable
from maemi.errors import InputError, MaemiError
from maemi.project.micrographs import get_micrograph
from maemi.project.pairs import each_pair
from maemi.project.project import Project
from maemi.project.rows import PAIR_STATES, MicrographRow, PairState
from maemi.project.transfer.coco import write_coco
from maemi.project.transfer.embedded_image import png_url
from maemi.project.transfer.record import TransferPair
from maemi.project.transfer.table import write_parquet
from maemi.project.transfer.turns import llava_entry, messages_entry, sharegpt_entry

FORMATS: dict[str, str] = {
    "messages": "JSON lines of chat messages, the image by its path (transformers, TRL)",
    "llava": "a JSON list, as LLaVA reads it",
    "sharegpt": "a JSON list with images, as LLaMA-Factory reads it",
    "openai": "JSON lines of OpenAI's fine-tuning, each with its image inside",
    "parquet": "a table with all that is known of each pair",
    "coco": "COCO: measured outlines where there are any, else captions",
}
ALL = "all"

Exported = tuple[TransferPair, MicrographRow]


def export_pairs(
    project: Project,
    out: Path | str,
    format: str,  # noqa: A002 — the contract's word, as in `maemi export --format`
    state: str | None = "approved",
) -> int:
    """Write the pairs of a state (None or `all`: every pair) into a new file; returns how many there are.

    The file appears whole or not at all. Raises InputError for an unknown format or state, or where `out` exists:
    nothing is overwritten; MaemiError where it cannot be written.
    """
    path = Path(out)
    if format not in FORMATS:
        raise InputError(f"'{format}' is no format of an export: write one of {', '.join(FORMATS)}.")
    if state is not None and state not in (*PAIR_STATES, ALL):
        raise InputError(f"'{state}' is no state of a pair: write one of {', '.join(PAIR_STATES)}, {ALL}.")
    if path.exists():
        raise InputError(f"{path} exists already and is not overwritten: name a new file.")
    pairs = _pairs(project, None if state == ALL else state)
    try:
        with durable.written_beside(path) as file:
            return _write(project, pairs, file, format)
    except OSError as error:
        raise MaemiError(f"{path} cannot be written: {error.strerror or error}.") from error


def _pairs(project: Project, state: str | None) -> Iterator[Exported]:
    micrographs: dict[int, MicrographRow] = {}
    wanted: PairState | None = next((known for known in PAIR_STATES if known == state), None)
    for pair in each_pair(project, wanted):
        if pair.micrograph_id not in micrographs:
            micrographs[pair.micrograph_id] = get_micrograph(project, pair.micrograph_id)
        micrograph = micrographs[pair.micrograph_id]
        yield TransferPair.of(pair, micrograph.content_hash), micrograph


def _write(project: Project, pairs: Iterator[Exported], file: IO[bytes], kind: str) -> int:
    if kind == "coco":
        return write_coco(project, pairs, file)
    if kind == "parquet":
        return write_parquet((pair for pair, _ in pairs), file)
    if kind == "openai":
        return _write_lines(_openai_entries(pairs), file)
    if kind == "messages":
        return _write_lines((messages_entry(pair) for pair, _ in pairs), file)
    if kind == "llava":
        return _write_list((llava_entry(pair, number) for number, (pair, _) in enumerate(pairs, 1)), file)
    return _write_list((sharegpt_entry(pair) for pair, _ in pairs), file)


def _openai_entries(pairs: Iterator[Exported]) -> Iterator[dict[str, Any]]:
    """No key of ours beside theirs, since the service may refuse it; the image itself says of which file it is."""
    shown: tuple[int, str] = (0, "")
    for pair, micrograph in pairs:
        if shown[0] != micrograph.id:
            shown = (micrograph.id, png_url(micrograph.path, micrograph.content_hash))
        content = [
            {"type": "text", "text": pair.question},
            {"type": "image_url", "image_url": {"url": shown[1]}},
        ]
        answer = {"role": "assistant", "content": pair.answer}
        yield {"messages": [{"role": "user", "content": content}, answer]}


def _write_lines(entries: Iterable[dict[str, Any]], file: IO[bytes]) -> int:
    written = 0
    for entry in entries:
        file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        written += 1
    return written


def _write_list(entries: Iterable[dict[str, Any]], file: IO[bytes]) -> int:
    written = 0
    file.write(b"[")
    for entry in entries:
        file.write((b",\n" if written else b"\n") + json.dumps(entry, ensure_ascii=False).encode())
        written += 1
    file.write(b"\n]\n")
    return written
