"""Texts that are nearly the same, among a hundred thousand: MinHash signatures in bands, then exact similarity.

Method: Broder 1997, On the resemblance and containment of documents; bands after Leskovec, Rajaraman & Ullman, Mining
of Massive Datasets, 3.4. Of our own because it is one page over whole arrays: the package datasketch, which ships no
types, hashes one text after the other and takes ten times as long.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Signatures = NDArray[np.uint32]
BANDS, ROWS = 12, 5
"""Texts of a similarity of 0.8 meet in one band in 99 of 100 cases, of 0.5 in 32."""
AT_ONCE = 20_000
_SEED = 20_261_128


def shingles(text: str) -> frozenset[int]:
    """Hashes of each run of three words; numbers count as words, so that texts that differ in one differ."""
    words = re.findall(r"[^\W_]+(?:\.\d+)?", text.lower())
    runs = [" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))]
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def similarity(one: frozenset[int], other: frozenset[int]) -> float:
    """Shared over all, 0 … 1 (Jaccard 1901)."""
    return len(one & other) / len(one | other) if one or other else 1.0


def signatures(sets: Sequence[frozenset[int]]) -> Signatures:
    """[texts, BANDS × ROWS]: the least of each of that many random hashes over the shingles of a text."""
    rng = np.random.default_rng(_SEED)
    factors = rng.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shifts = rng.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
    found = np.empty((len(sets), BANDS * ROWS), dtype=np.uint32)
    for start in range(0, len(sets), AT_ONCE):
        some = sets[start : start + AT_ONCE]
        flat = np.fromiter((value for each in some for value in each), dtype=np.uint64)
        begins = np.cumsum([0, *(len(each) for each in some[:-1])])
        for at in range(BANDS * ROWS):
            # Multiply and take the upper half: a universal hash of 32 bits (Dietzfelbinger et al. 1997).
            mixed = (flat * factors[at] + shifts[at]) >> np.uint64(32)
            found[start : start + len(some), at] = np.minimum.reduceat(mixed, begins)
    return found


def near_duplicates(sets: Sequence[frozenset[int]], least: float) -> list[list[int]]:
    """Groups of texts (as places in `sets`) each at least `least` similar to the first of its group."""
    if len(sets) < 2:
        return []
    group = list(range(len(sets)))
    for one, other in _candidates(signatures(sets)):
        first = group[one]
        if group[other] == other and first != other and similarity(sets[first], sets[other]) >= least:
            group[other] = first
    found: dict[int, list[int]] = {}
    for at, first in enumerate(group):
        found.setdefault(first, []).append(at)
    return [members for members in found.values() if len(members) > 1]


def _candidates(signs: Signatures) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) that agree in one band: each with the first of its band's bucket."""
    seen: set[tuple[int, int]] = set()
    for band in range(BANDS):
        part = np.ascontiguousarray(signs[:, band * ROWS : (band + 1) * ROWS])
        keys = part.view(np.dtype((np.void, part.dtype.itemsize * ROWS))).ravel()
        _, firsts, inverse = np.unique(keys, return_index=True, return_inverse=True)
        for other, one in enumerate(firsts[inverse].tolist()):
            if one != other and (one, other) not in seen:
                seen.add((one, other))
                yield one, other
