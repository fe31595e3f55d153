"""One writer a format: takes pairs one by one and keeps none of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Protocol

from maemi.micrograph.picture import data_url
from maemi.project.transfer.coco import CocoWriter
from maemi.project.transfer.formats import SUFFIXES
from maemi.project.transfer.pictures import Picture
from maemi.project.transfer.record import TransferPair
from maemi.project.transfer.table import ParquetWriter
from maemi.project.transfer.turns import llava_entry, messages_entry, openai_entry, sharegpt_entry

SLOT = "00000-of-00001"
"""By which `datasets` knows the parts of a table."""


class Writer(Protocol):
    """Takes pairs; what is under way is complete only after `close`."""

    def add(self, pair: TransferPair, picture: Picture | None) -> None: ...

    def close(self) -> None: ...


def file_name(format: str, part: str) -> str:  # noqa: A002 — the contract's word
    """Where a part of a dataset lies in its folder."""
    if format == "parquet":
        return f"data/{part}-{SLOT}.parquet"
    return f"captions_{part}.json" if format == "coco" else f"{part}{SUFFIXES[format]}"


def open_writer(format: str, file: IO[bytes], licence: str = "") -> Writer:  # noqa: A002
    """The writer of a format, into a file that stays the caller's."""
    if format == "messages":
        return _Lines(file, lambda pair, _picture: messages_entry(pair))
    if format == "openai":
        return _Lines(file, _openai)
    if format == "llava":
        return _List(file, llava_entry)
    if format == "sharegpt":
        return _List(file, lambda pair, _number: sharegpt_entry(pair))
    return _Coco(file, licence) if format == "coco" else _Parquet(file)


class _Lines:
    """One JSON document a line."""

    def __init__(self, file: IO[bytes], entry: Callable[[TransferPair, Picture | None], dict[str, Any]]) -> None:
        self._file = file
        self._entry = entry

    def add(self, pair: TransferPair, picture: Picture | None) -> None:
        self._file.write(json.dumps(self._entry(pair, picture), ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        pass


class _List:
    """A JSON list with an element a line."""

    def __init__(self, file: IO[bytes], entry: Callable[[TransferPair, int], dict[str, Any]]) -> None:
        self._file = file
        self._entry = entry
        self._count = 0
        file.write(b"[")

    def add(self, pair: TransferPair, picture: Picture | None) -> None:
        self._count += 1
        entry = json.dumps(self._entry(pair, self._count), ensure_ascii=False)
        self._file.write((b",\n" if self._count > 1 else b"\n") + entry.encode())

    def close(self) -> None:
        self._file.write(b"\n]\n")


class _Coco:
    def __init__(self, file: IO[bytes], licence: str) -> None:
        self._writer = CocoWriter(file, licence)

    def add(self, pair: TransferPair, picture: Picture | None) -> None:
        self._writer.add(pair, picture.shape if picture else None)

    def close(self) -> None:
        self._writer.close()


class _Parquet:
    def __init__(self, file: IO[bytes]) -> None:
        self._writer = ParquetWriter(file)

    def add(self, pair: TransferPair, picture: Picture | None) -> None:
        from dataclasses import replace

        self._writer.add(replace(pair, image=_bytes_of(picture.file)) if picture else pair)

    def close(self) -> None:
        self._writer.close()


def _openai(pair: TransferPair, picture: Picture | None) -> dict[str, Any]:
    return openai_entry(pair, _url_of(picture.file) if picture else "")


@lru_cache(maxsize=4)
def _bytes_of(file: Path) -> bytes:
    """Pairs of one micrograph mostly follow one another."""
    return file.read_bytes()


@lru_cache(maxsize=4)
def _url_of(file: Path) -> str:
    return data_url(file.read_bytes(), "image/png")
