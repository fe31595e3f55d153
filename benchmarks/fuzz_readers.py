"""Damage thousands of files and read them as MAEMI does: `python benchmarks/fuzz_readers.py [--files 10000]`.

Each file is a seed (small ones of every format, and small real ones of `../shared/micrographs` where it is there) with
some bytes changed, cut, repeated or swapped. A child process reads its info and a frame, as a decoder does. Wanted are
pixels, or one sentence. Where the child crashes, or is stopped after 20 s (libhdf5 runs in circles on some damaged
files), the pool says so in a sentence: both are counted. A pool that does not answer, a sentence that is none, a
traceback, or an end of this program is a failure, and the exit status is 1 then.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from seeds import write_seeds

from maemi.micrograph.decoder import DecoderPool
from maemi.micrograph.errors import MicrographError

REAL = Path(__file__).resolve().parents[1].parent / "shared/micrographs/vendor"
_MAX_REAL = 120_000
_SECONDS = 20.0
_OUTCOMES = ("files", "read", "refused", "crashed", "stopped", "hang", "traceback")


def mutate(data: bytes, rng: random.Random) -> bytes:
    """One to a dozen changes, most of them where headers are."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 12))):
        if not changed:
            break
        reach = len(changed) if rng.random() < 0.4 else min(len(changed), rng.choice((64, 256, 1024, 4096)))
        place = rng.randrange(reach)
        if place < 8 and len(changed) > 16 and rng.random() < 0.8:
            # What is not recognised any more tests no reader.
            place += 8
        if rng.random() < 0.1:
            place = len(changed) - 1 - place
        change = rng.randrange(8)
        if change < 3:
            changed[place] = rng.randrange(256)
        elif change == 3:
            changed[place] ^= 1 << rng.randrange(8)
        elif change == 4:
            extreme = rng.choice((b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80"))
            changed[place : place + 4] = extreme
        elif change == 5:
            del changed[place : place + rng.randrange(1, 64)]
        elif change == 6:
            changed[place:place] = changed[place : place + rng.randrange(1, 64)]
        elif rng.random() < 0.4:
            del changed[place:]
    return bytes(changed)


def read(pool: DecoderPool, path: Path) -> tuple[str, str]:
    """The outcome and, where it is bad, why."""
    try:
        info = pool.info(path).result(3 * _SECONDS)
        pixels = pool.pixels(path, info.frames - 1).result(3 * _SECONDS)
    except MicrographError as error:
        text = str(error)
        if "made its decoder crash" in text:
            return "crashed", text
        if "took longer than" in text:
            return "stopped", text
        if "\n" in text or str(path) not in text or "please report this" in text or "could not be decoded" in text:
            return "traceback", text
        return "refused", ""
    except TimeoutError:
        return "hang", "the pool itself did not answer"
    except Exception as error:
        return "traceback", repr(error)
    if pixels.shape[:2] != info.shape or str(pixels.dtype) != info.dtype:
        return "traceback", f"says {info.shape} {info.dtype}, is {pixels.shape} {pixels.dtype}"
    return "read", ""


def main() -> int:
    """Print the table; 1 on any failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files that crashed or failed")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeds = write_seeds(folder / "seeds")
        if REAL.is_dir():
            small = (path for path in sorted(REAL.rglob("*")) if path.is_file() and path.stat().st_size <= _MAX_REAL)
            seeds += [path for path in small if path.suffix.lower() not in {".txt", ".npy", ".hdr"}]
        by_suffix: dict[str, list[Path]] = {}
        for seed in seeds:
            by_suffix.setdefault(seed.suffix.lower(), []).append(seed)
        # One child with less memory than the window gives it: a bloating reader shows sooner.
        with DecoderPool(seconds=_SECONDS, memory=3 << 30) as pool:
            table = run(pool, folder, by_suffix, args.files, rng, args.keep)
    print(f"{'format':<10}" + "".join(f"{name:>11}" for name in _OUTCOMES))
    for suffix in [*sorted(table), ""]:
        counts = table[suffix] if suffix else sum(table.values(), Counter())
        print(f"{suffix or 'all':<10}" + "".join(f"{counts[name]:>11}" for name in _OUTCOMES))
    return int(any(counts["hang"] or counts["traceback"] for counts in table.values()))


def run(
    pool: DecoderPool,
    folder: Path,
    by_suffix: dict[str, list[Path]],
    files: int,
    rng: random.Random,
    keep: Path | None,
) -> dict[str, Counter[str]]:
    """Outcomes by suffix, the formats in turn."""
    table: dict[str, Counter[str]] = {suffix: Counter() for suffix in by_suffix}
    suffixes = sorted(by_suffix)
    for count in range(files):
        suffix = suffixes[count % len(suffixes)]
        seed = rng.choice(by_suffix[suffix])
        path = folder / f"mutated{''.join(seed.suffixes[-2:]) if suffix in {'.gz', '.bz2'} else seed.suffix}"
        path.write_bytes(mutate(seed.read_bytes(), rng))
        outcome, why = read(pool, path)
        table[suffix]["files"] += 1
        table[suffix][outcome] += 1
        if why:
            print(f"{outcome}: {seed.name}, file {count}: {why}", file=sys.stderr)
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, keep / f"{count}-{seed.name}")
    return table


if __name__ == "__main__":
    sys.exit(main())
