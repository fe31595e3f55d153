"""COCO captions, both ways: the answer is the caption, and the question goes along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any, cast

from maemi.project.transfer.json_stream import elements
from maemi.project.transfer.record import OURS, TransferPair, with_provenance

QUESTION = "Describe this micrograph."
"""Of a caption of another program."""


class CocoWriter:
    """Writes one document: captions as they come, the images that they are of at the end."""

    def __init__(self, file: IO[bytes], licence: str = "") -> None:
        self._file = file
        self._images: dict[str, dict[str, Any]] = {}
        self._count = 0
        info = {"description": "Questions and answers about electron micrographs, exported by MAEMI"}
        licences = [{"id": 1, "name": licence, "url": ""}] if licence else []
        file.write(f'{{"info": {json.dumps(info)}, "licenses": {json.dumps(licences)}, "annotations": ['.encode())

    def add(self, pair: TransferPair, shape: tuple[int, int] | None) -> None:
        """One caption. `shape`: rows and columns of the image, where they are known."""
        image = self._images.setdefault(
            pair.micrograph,
            {
                "id": len(self._images) + 1,
                "file_name": pair.micrograph,
                "height": shape[0] if shape else 0,
                "width": shape[1] if shape else 0,
            },
        )
        self._count += 1
        entry = {
            "id": self._count,
            "image_id": image["id"],
            "caption": pair.answer,
            "question": pair.question,
            OURS: pair.provenance(),
        }
        self._file.write((b",\n" if self._count > 1 else b"\n") + json.dumps(entry, ensure_ascii=False).encode())

    def close(self) -> None:
        """Complete the document; the file stays open."""
        images = ",\n".join(json.dumps(image, ensure_ascii=False) for image in self._images.values())
        self._file.write(f'\n], "images": [\n{images}\n]}}\n'.encode())


def image_names(file: IO[str]) -> dict[Any, Any]:
    """The path of each image of a document by its id. Raises ValueError where it has neither images nor captions."""
    names: dict[Any, Any] = {}
    known = False
    for element in elements(file):
        known = known or element.key in ("images", "annotations")
        image = _object(element.value)
        if element.key == "images" and image is not None:
            names[_number(image.get("id"))] = image.get("file_name")
    if not known:
        raise ValueError("it holds neither a list of conversations nor a COCO document")
    return names


def captions(file: IO[str], names: dict[Any, Any]) -> Iterator[tuple[int, Any]]:
    """The captions of a document with their lines, each with its image's path under `file_name`."""
    begun: set[str] = set()
    for element in elements(file):
        # Earlier versions of MAEMI kept them under `captions`, beside outlines.
        if element.key in ("annotations", "captions"):
            if element.key not in begun:
                begun.add(element.key)
                continue
            caption = _object(element.value)
            if caption is None:
                yield element.line, None
                continue
            if "segmentation" in caption and "caption" not in caption:
                continue
            yield element.line, {**caption, "file_name": names.get(_number(caption.get("image_id")))}


def pair_of(caption: dict[str, Any]) -> TransferPair:
    """The pair of one caption. Raises ValueError."""
    if "caption" not in caption:
        raise ValueError("there is no caption")
    provenance = _object(caption.get(OURS)) or {"task": "caption"}
    name = caption.get("file_name")
    if name is not None and not isinstance(name, str):
        raise ValueError("the 'file_name' of its image is not text")
    return with_provenance(name or "", caption.get("question") or QUESTION, caption["caption"], provenance)


def _object(value: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _number(given: Any) -> Any:
    """An id that can be looked up, whatever the file has there."""
    return given if isinstance(given, str | int) else None
