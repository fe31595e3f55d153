"""The index in memory: every encoded micrograph of a project, to search without asking the database again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maemi.project.embeddings import load_embeddings
from maemi.project.project import Project
from maemi.similar.encoded import STORED
from maemi.similar.encoder import encoder_version


@dataclass(frozen=True, slots=True)
class Match:
    """A micrograph that looks like another."""

    id: int
    similarity: float
    """Cosine of the angle between the vectors: 1 is the same, 0 nothing in common."""


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """Row i of each array is the micrograph `ids[i]`; by id."""

    ids: NDArray[np.int64]
    names: tuple[str, ...]
    hashes: tuple[str, ...]
    classes: tuple[str | None, ...]
    pairs: tuple[str, ...]
    """The state that its pairs are in: pending, approved, rejected, skipped, none."""
    vectors: NDArray[np.float32]
    """[micrographs, length], each of length 1."""
    sketches: NDArray[np.uint8]
    """[micrographs, pixels]."""
    places: NDArray[np.float64]
    """[micrographs, 2] on the map; not a number where it was not laid out yet."""
    groups: NDArray[np.int64]
    """The number of its group of near duplicates; 0 for none."""

    def row_of(self, micrograph_id: int) -> int | None:
        """The row of a micrograph; None where it is not in the index."""
        row = int(np.searchsorted(self.ids, micrograph_id))
        return row if row < len(self.ids) and self.ids[row] == micrograph_id else None

    def nearest(self, vector: NDArray[np.float32], count: int, without: int | None = None) -> list[Match]:
        """The `count` micrographs nearest to a vector of length 1, the most similar first, without that id."""
        similarity = self.vectors @ vector.astype(np.float32)
        if without is not None and (row := self.row_of(without)) is not None:
            similarity[row] = -2
        count = min(count, len(similarity) - (without is not None and self.row_of(without) is not None))
        if count <= 0:
            return []
        some = np.argpartition(-similarity, count - 1)[:count]
        # By id where two are equally near, so that the order is the same everywhere.
        order = some[np.lexsort((self.ids[some], -similarity[some]))]
        return [Match(int(self.ids[row]), round(float(min(1.0, similarity[row])), 4)) for row in order]


def load_collection(project: Project) -> Collection:
    """The index of the encoder in force; empty where nothing was indexed."""
    found = load_embeddings(project, encoder_version())
    vectors = np.frombuffer(b"".join(each.vector for each in found), STORED).astype(np.float32)
    vectors = vectors.reshape(len(found), -1) if found else np.zeros((0, 1), np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    sketches = np.frombuffer(b"".join(each.sketch for each in found), np.uint8)
    nowhere = (np.nan, np.nan)
    return Collection(
        ids=np.array([each.id for each in found], dtype=np.int64),
        names=tuple(each.name for each in found),
        hashes=tuple(each.content_hash for each in found),
        classes=tuple(each.class_name for each in found),
        pairs=tuple(each.pairs for each in found),
        vectors=vectors / np.maximum(lengths, 1e-9),
        sketches=sketches.reshape(len(found), -1) if found else np.zeros((0, 1), np.uint8),
        places=np.array([each.place or nowhere for each in found], dtype=np.float64).reshape(-1, 2),
        groups=np.array([each.duplicate_group or 0 for each in found], dtype=np.int64),
    )
