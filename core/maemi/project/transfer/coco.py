"""COCO: outlines of what was measured, where there are any; else captions. Questions go along in either case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, cast

from sqlalchemy import select

from maemi.project.project import Project
from maemi.project.rows import MicrographRow
from maemi.project.tables.micrograph import Measurement
from maemi.project.transfer.record import OURS, TransferPair, with_provenance

Outline = list[list[float]]
"""(row, column) points in pixels of the scan."""


def write_coco(project: Project, pairs: Iterable[tuple[TransferPair, MicrographRow]], file: IO[bytes]) -> int:
    """Write one JSON document; returns how many pairs are in it."""
    images: dict[int, dict[str, Any]] = {}
    captions: list[dict[str, Any]] = []
    for pair, micrograph in pairs:
        images.setdefault(micrograph.id, _image(micrograph))
        captions.append(
            {
                "id": len(captions) + 1,
                "image_id": micrograph.id,
                "caption": pair.answer,
                "question": pair.question,
                OURS: pair.provenance(),
            }
        )
    outlines = list(_outlines(project, set(images)))
    document: dict[str, Any] = {"info": {"description": "MAEMI"}, "images": list(images.values())}
    if outlines:
        kinds = sorted({kind for _, kind, _ in outlines})
        document["categories"] = [{"id": number, "name": kind} for number, kind in enumerate(kinds, 1)]
        document["annotations"] = [
            _annotation(number, image_id, kinds.index(kind) + 1, outline)
            for number, (image_id, kind, outline) in enumerate(outlines, 1)
        ]
        document["captions"] = captions
    else:
        document["annotations"] = captions
    file.write(json.dumps(document, ensure_ascii=False).encode())
    return len(captions)


def read_coco(document: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The captions of a document with their numbers, each with its image's path under `file_name`."""
    paths = {image.get("id"): image.get("file_name") for image in _objects(document, "images")}
    captions = _objects(document, "captions") or _objects(document, "annotations")
    for number, caption in enumerate(captions, 1):
        yield number, {**caption, "file_name": paths.get(caption.get("image_id"))}


def pair_of(caption: dict[str, Any]) -> TransferPair:
    """The pair of one caption; a caption of another program answers "Describe this micrograph." Raises ValueError."""
    if "caption" not in caption:
        raise ValueError("there is no caption")
    given = caption.get(OURS)
    provenance = cast("dict[str, Any]", given) if isinstance(given, dict) else {"task": "caption"}
    question = str(caption.get("question") or "Describe this micrograph.")
    return with_provenance(str(caption.get("file_name") or ""), question, str(caption["caption"]), provenance)


def _objects(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = document.get(name)
    if not isinstance(found, list):
        return []
    return [cast("dict[str, Any]", item) for item in cast("list[Any]", found) if isinstance(item, dict)]


def _image(micrograph: MicrographRow) -> dict[str, Any]:
    rows, columns = micrograph.info.shape if micrograph.info else (None, None)
    size = micrograph.pixel_size
    return {
        "id": micrograph.id,
        "file_name": str(micrograph.path),
        "height": rows,
        "width": columns,
        "pixel_size_m": [size.row_m, size.column_m] if size else None,
    }


def _outlines(project: Project, image_ids: set[int]) -> Iterator[tuple[int, str, Outline]]:
    """The outlines that the project's measurements hold; of several measurements of a micrograph, the latest."""
    with project.read_session() as session:
        latest = {
            found.micrograph_id: found.result
            for found in session.scalars(select(Measurement).order_by(Measurement.at))
            if found.micrograph_id in image_ids and found.result.get("contours")
        }
    for image_id, result in sorted(latest.items()):
        for outline in result["contours"]:
            if len(outline) >= 3:
                yield image_id, str(result.get("kind") or "object"), outline


def _annotation(number: int, image_id: int, category_id: int, outline: Outline) -> dict[str, Any]:
    rows = [float(point[0]) for point in outline]
    columns = [float(point[1]) for point in outline]
    left, top = min(columns), min(rows)
    return {
        "id": number,
        "image_id": image_id,
        "category_id": category_id,
        "segmentation": [[value for point in zip(columns, rows, strict=True) for value in point]],
        "area": _area(rows, columns),
        "bbox": [left, top, max(columns) - left, max(rows) - top],
        "iscrowd": 0,
    }


def _area(rows: list[float], columns: list[float]) -> float:
    """Of a polygon, in square pixels, by the shoelace formula."""
    following = zip(rows[1:] + rows[:1], columns[1:] + columns[:1], strict=True)
    double = sum(r * c2 - r2 * c for r, c, (r2, c2) in zip(rows, columns, following, strict=True))
    return abs(double) / 2
