"""A corpus for `checks.py`: right answers about phantoms, and the same with one planted wrong number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import cast

from maemi.generate.checking.reading.words import SMALL, TENS
from maemi.generate.subject import Subject
from maemi.measure.measuring import measure
from maemi.measure.result import Measurement
from maemi.micrograph.record import Acquisition, MicrographInfo, PixelSize, PixelSizeSource
from maemi.phantom.trials.drawing import draw_trial
from maemi.phantom.trials.trial import NOISES, TrialKind
from maemi.project.rows import MicrographRow

CLASS_OF_KIND = {"particles": "particles", "fibres": "fibres", "pores": "porous_sponge", "pattern": "patterned_surface"}
VOLTAGES = (1e3, 2e3, 3e3, 5e3, 10e3, 15e3, 20e3, 30e3)
MAGNIFICATIONS = (500, 1_000, 2_500, 5_000, 10_000, 20_000, 35_000, 50_000, 100_000, 250_000)
NOUNS = {
    "particles": ("particles", "spheres", "nanoparticles", "beads"),
    "fibres": ("fibres", "nanowires", "wires", "fibers", "rods"),
    "pores": ("pores", "voids", "holes"),
    "grains": ("grains", "crystallites"),
    "pattern": ("features", "structures"),
}

WORDS, TENS_WORDS = list(SMALL), list(TENS)


@dataclass(frozen=True, slots=True)
class Example:
    """One pair, and what was planted in it."""

    question: str
    answer: str
    planted: str
    """The slot whose number is wrong; empty where all are right."""
    start: int
    end: int
    subject: Subject


def subject_of(kind: str, seed: int, rows: int, columns: int) -> tuple[Subject, dict[str, float]]:
    """A trial phantom as the project would know it, measured in its pixels; and the truth that it was drawn from."""
    trial = draw_trial(cast("TrialKind", kind), seed, NOISES[seed % len(NOISES)], rows, columns)
    size = PixelSize(trial.pixel_size_m, trial.pixel_size_m, PixelSizeSource.METADATA)
    rng = Random(f"acquisition {kind} {seed}")
    taken = Acquisition(accelerating_voltage_v=rng.choice(VOLTAGES), magnification=float(rng.choice(MAGNIFICATIONS)))
    path = Path(f"{kind}_{seed}.tif")
    info = MicrographInfo(path, "TIFF", "FEI", (rows, columns), "uint8", 1, 1, size, acquisition=taken)
    row = MicrographRow(seed, path, path.name, info, None, CLASS_OF_KIND.get(kind), size, datetime.now(UTC))
    found = measure(trial.scan.astype("float32"), size, kind)
    return Subject(row, Measurement.from_json(found.to_json())), dict(trial.truth)


def values_of(subject: Subject, truth: dict[str, float] | None = None) -> dict[str, float]:
    """What a right answer says, in SI units: as measured, or (with `truth`) as drawn."""
    found, row = subject.measured, subject.row
    extent = subject.field_m
    values: dict[str, float] = {}
    if row.pixel_size and extent:
        values |= {"pixel": row.pixel_size.mean_m, "field_w": extent[0], "field_h": extent[1]}
    values |= {"kv": subject.acquisition.accelerating_voltage_v or 0, "mag": subject.acquisition.magnification or 0}
    if found is None:
        return values
    sizes = sorted(found.sizes_px)
    pixel = found.pixel_size_m or 0
    if found.mean_size_m and found.std_size_m and len(sizes) >= 5 and found.kind != "pattern":
        values |= {"size": found.mean_size_m, "std": found.std_size_m, "cv": found.std_size_m / found.mean_size_m}
        values |= {"min": sizes[0] * pixel, "max": sizes[-1] * pixel}
    if found.count is not None and found.count >= 5 and found.kind != "pattern":
        values["count"] = found.count
    if found.coverage and found.coverage > 0.03 and found.kind not in ("pattern", "grains"):
        values["coverage"] = found.coverage
    if found.pitch_m:
        values["pitch"] = found.pitch_m
    if found.aspect and found.kind == "particles":
        values["aspect"] = found.aspect
    if found.orientation_deg is not None and found.kind in ("fibres", "pattern"):
        values["angle"] = found.orientation_deg
    if truth is not None:
        drawn = {"size": "mean_size", "count": "count", "coverage": "coverage", "pitch": "pitch"}
        values = {
            name: truth[drawn[name]] if name in drawn else value
            for name, value in values.items()
            if name not in ("min", "max", "std", "cv", "aspect", "angle")
            and (name not in drawn or drawn[name] in truth)
        }
    return values


def length(metres: float, rng: Random, digits: int | None = None, attribute: bool = False) -> str:
    """A length in one of the many ways of writing it."""
    digits = digits or rng.choice((2, 3, 3))
    exponent = math.floor(math.log10(metres))
    nanometres = metres * 1e9
    ways: list[str] = []
    if 0.5 <= nanometres < 20_000:
        shown = _digits(nanometres, digits)
        ways += [
            f"{shown} nm",
            f"{shown} nm",
            f"{shown}nm",
            f"{shown} nanometers",
            f"{_grouped(nanometres, digits)} nm",
        ]
    if metres >= 2e-8:
        shown = _digits(metres * 1e6, digits)
        ways += [f"{shown} µm", f"{shown} um", f"{shown} microns", f"{shown} μm", f"{shown} micrometres"]
        if "." in shown and not attribute:
            ways.append(f"{shown.replace('.', ',')} µm" if len(shown.partition(".")[2]) < 3 else f"{shown} µm")
    if nanometres < 50:
        ways.append(f"{_digits(nanometres * 10, digits)} Å")
    if not attribute and rng.random() < 0.08:
        mantissa = _digits(nanometres / 10 ** (exponent + 9), digits)
        raised = "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(sign)] if sign.isdigit() else "⁻" for sign in str(exponent + 9))
        return rng.choice((f"{mantissa} × 10{raised} nm", f"{mantissa}e{exponent} m", f"{mantissa} x 10^{exponent} m"))
    if not ways:
        ways = [f"{_digits(metres * 1e3, digits)} mm"]
    text = rng.choice(ways)
    return text.replace(" ", "-") if attribute and rng.random() < 0.7 else text


def count(number: float, rng: Random) -> str:
    """A count in digits or words."""
    whole = round(number)
    if whole <= 99 and rng.random() < 0.4:
        if whole < 20:
            return WORDS[whole]
        tens, ones = divmod(whole, 10)
        return TENS_WORDS[tens - 2] + (f"-{WORDS[ones]}" if ones else "")
    return f"{whole:,}" if whole >= 1000 and rng.random() < 0.5 else str(whole)


def vague_count(number: float) -> str | None:
    """A rough word with the space behind it, where one fits well."""
    for low, high, word in (
        (11, 14, "about a dozen "),
        (25, 90, "dozens of "),
        (220, 900, "hundreds of "),
        (250, 800, "several hundred "),
    ):
        if low <= number <= high:
            return word
    return None


def slots(values: dict[str, float], subject: Subject, rng: Random) -> dict[str, str]:
    """Every slot that the values can fill."""
    found = subject.measured
    kind = found.kind if found else "pattern"
    noun = rng.choice(NOUNS[kind])
    filled = {
        "objects": noun,
        "object": noun.removesuffix("s"),
        "objects_cap": noun.capitalize(),
        "class_words": subject.class_words or "",
    }
    v = values
    if "size" in v:
        size = length(v["size"], rng)
        filled |= {
            "size": size,
            "size_cap": size[:1].upper() + size[1:],
            "size_adj": length(v["size"], rng, 2, attribute=True),
        }
        filled["above"] = length(v["size"] * rng.uniform(1.08, 1.5), rng, 2)
        spread = max(0.03, 0.06) * v["size"]
        filled["mean_range"] = _range(v["size"] - spread, v["size"] + spread, rng, "and")
        filled["mean_range_from"] = _range(v["size"] - spread, v["size"] + spread, rng, rng.choice(("to", "–")))
    if "std" in v:
        filled["std"] = length(v["std"], rng)
        one = _digits(v["size"] * 1e9, 3)
        filled["size_pm"] = f"{one} ± {_digits(v['std'] * 1e9, 2)} nm"
    if "min" in v and v["max"] > 1.15 * v["min"]:
        filled |= {"min": length(v["min"], rng), "max": length(v["max"], rng)}
        filled["all_range"] = _range(v["min"], v["max"], rng, rng.choice(("to", "to", "–")))
        filled["all_range_and"] = _range(v["min"], v["max"], rng, "and")
        filled["all_range_and_between"] = f"between {_range(v['min'], v['max'], rng, 'and')}"
    if "count" in v:
        told = count(v["count"], rng)
        filled |= {
            "count": told,
            "count_cap": told[:1].upper() + told[1:],
            "count_over": str(math.floor(v["count"] * rng.uniform(0.75, 1.0))),
        }
        rough = vague_count(v["count"])
        if rough:
            filled["vague_count"] = rough
    if "coverage" in v:
        share = 100 * v["coverage"]
        filled["coverage"] = rng.choice(
            (f"{share:.0f}%", f"{share:.0f} %", f"{share:.1f} %", f"{share:.0f} percent", f"{share:.0f} per cent")
        )
    if "cv" in v:
        filled["cv"] = f"{100 * v['cv']:.0f} %"
    for name in ("pitch", "field_w", "field_h"):
        if name in v:
            filled[name] = length(v[name], rng)
    if "pixel" in v:
        filled["pixel"] = length(v["pixel"], rng, 3)
    if v.get("kv"):
        filled["kv"] = rng.choice(
            (f"{v['kv'] / 1e3:g} kV", f"{v['kv'] / 1e3:g}kV", f"{v['kv'] / 1e3:g} keV", f"{v['kv']:,.0f} V")
        )
    if v.get("mag"):
        m = v["mag"]
        filled["mag"] = rng.choice(
            (
                f"{m:,.0f}×",
                f"{m:.0f}x",
                f"{m:,.0f}x",
                f"{m / 1e3:g}k×",
                f"{m / 1e3:g} kX",
                f"×{m:,.0f}",
                f"{m / 1e3:g}k x",
            )
        )
    if "aspect" in v:
        filled["aspect"] = f"{v['aspect']:.1f}"
    if "angle" in v:
        filled["angle"] = f"{v['angle']:.0f}" + rng.choice(("°", " degrees"))
    return filled


SOURCE = {
    "size": "size", "size_cap": "size", "size_adj": "size", "above": "size", "mean_range": "size",
    "mean_range_from": "size", "size_pm": "size", "std": "std",
    "min": "min", "max": "max", "all_range": "all", "all_range_and": "all",
    "all_range_and_between": "all", "count": "count", "count_cap": "count",
    "count_over": "count", "vague_count": "count", "coverage": "coverage", "cv": "cv",
    "pitch": "pitch", "field_w": "field_w",
    "field_h": "field_h", "pixel": "pixel", "kv": "kv", "mag": "mag", "aspect": "aspect", "angle": "angle",
}  # fmt: skip
"""Which value a slot says."""


def spoiled(values: dict[str, float], slot: str, rng: Random) -> dict[str, float] | None:
    """The values with the slot's wrong by a factor of 1.5 to 10 (counts: by > 30 %); None where that cannot be."""
    name = SOURCE[slot]
    factor = math.exp(rng.uniform(math.log(1.5), math.log(10))) ** rng.choice((-1, 1))
    if slot == "above":
        factor = 1 / math.exp(rng.uniform(math.log(2), math.log(10)))
    wrong = dict(values)
    if name == "all":
        wrong |= {"min": values["min"] * factor, "max": values["max"] * factor}
    elif name == "count":
        factor = rng.uniform(1.35, 6) ** (1 if slot in ("count_over",) else rng.choice((-1, 1)))
        if slot == "count_over":
            factor *= 1.35
        if slot == "vague_count":
            factor = rng.choice((0.02, 40.0))
        wrong[name] = round(values[name] * factor)
        if abs(wrong[name] - values[name]) <= max(2, 0.3 * values[name]) or wrong[name] < 1:
            return None
    elif name == "coverage":
        wrong[name] = values[name] * factor
        if wrong[name] > 1 or abs(wrong[name] - values[name]) < 0.04:
            return None
    elif name == "angle":
        wrong[name] = (values[name] + rng.choice((-1, 1)) * rng.uniform(30, 60)) % 180
        if abs((wrong[name] + values[name] + 90) % 180 - 90) < 20:
            return None  # the same angle, counted the other way
    elif name == "aspect":
        wrong[name] = values[name] * rng.uniform(1.5, 4)
    elif name == "cv":
        wrong[name] = values[name] * factor
        if abs(wrong[name] - values[name]) < 0.06:
            return None
    elif name == "kv":
        wrong[name] = rng.choice(
            [one for one in (1e3, 2e3, 3e3, 5e3, 10e3, 15e3, 20e3, 25e3, 30e3) if abs(one / values[name] - 1) > 0.3]
        )
    elif name == "mag":
        wrong[name] = float(f"{values[name] * factor:.1e}")
    elif name == "std":
        wrong[name] = values[name] * math.exp(rng.uniform(math.log(2), math.log(10))) ** rng.choice((-1, 1))
    else:
        wrong[name] = values[name] * factor
    return wrong


UNITS = (
    ("nm", "µm"),
    ("µm", "nm"),
    ("um", "nm"),
    ("μm", "nm"),
    ("microns", "nm"),
    ("nanometers", "micrometers"),
    ("kV", "V"),
    ("keV", "nm"),
    (" %", " nm"),
    ("nm", "kV"),
    ("Å", "µm"),
)


def wrong_unit(text: str, rng: Random) -> str | None:
    """The same number with another unit: a thousand times off, or of another kind."""
    fitting = [(old, new) for old, new in UNITS if re.search(rf"(?<![A-Za-zµμ]){re.escape(old)}$", text)]
    if not fitting:
        return None
    old, new = rng.choice(fitting)
    return text[: -len(old)] + new


def filled(template: str, slot_words: dict[str, str], target: str = "") -> tuple[str, str, int, int] | None:
    """Question, answer, and where the target slot's words stand in the answer."""
    question, answer = template.split("|")
    wanted = set(re.findall(r"\{(\w+)\}", template))
    if not wanted <= set(slot_words):
        return None
    start = end = -1
    parts: list[str] = []
    for piece in re.split(r"(\{\w+\})", answer):
        if piece[:1] == "{":
            if piece[1:-1] == target and start < 0:
                start = sum(map(len, parts))
                end = start + len(slot_words[target])
            parts.append(slot_words[piece[1:-1]])
        else:
            parts.append(piece)
    return question.format(**slot_words), "".join(parts), start, end


def right_one(template: str, values: dict[str, float], subject: Subject, rng: Random) -> Example | None:
    made = filled(template, slots(values, subject, rng))
    return Example(made[0], made[1], "", -1, -1, subject) if made else None


def wrong_one(template: str, values: dict[str, float], subject: Subject, rng: Random) -> Example | None:
    """One slot of the template wrong; the others right."""
    words = slots(values, subject, rng)
    targets = sorted({name for name in re.findall(r"\{(\w+)\}", template.split("|")[1]) if name in SOURCE})
    if not targets or not set(targets) <= set(words):
        return None
    target = rng.choice(targets)
    changed: str | None = None
    if rng.random() < 0.15 and target not in ("size_adj", "above", "count", "all_range", "all_range_and", "mean_range"):
        changed = wrong_unit(words[target], rng)
    planted = f"{SOURCE[target]} (unit)" if changed else SOURCE[target]
    if changed is None:
        wrong = spoiled(values, target, rng)
        if wrong is None:
            return None
        changed = slots(wrong, subject, rng).get(target)
        if changed is None or changed == words[target]:
            return None
    made = filled(template, {**words, target: changed}, target)
    return Example(made[0], made[1], planted, made[2], made[3], subject) if made else None


Maker = Callable[[str, dict[str, float], Subject, Random], Example | None]


def _digits(value: float, digits: int) -> str:
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value)) + 1e-9))
    return f"{round(value, digits - 1 - math.floor(math.log10(abs(value)) + 1e-9)):.{decimals}f}"


def _grouped(value: float, digits: int) -> str:
    rounded = round(value, digits - 1 - math.floor(math.log10(abs(value)) + 1e-9))
    return f"{rounded:,.0f}" if rounded >= 1000 else _digits(value, digits)


def _range(low: float, high: float, rng: Random, joint: str) -> str:
    unit, factor = ("nm", 1e9) if high < 2e-6 else ("µm", 1e6)
    digits = 2 if high > 1.5 * low else 3
    first, second = _digits(low * factor, digits), _digits(high * factor, digits)
    if joint == "–":
        return f"{first}–{second} {unit}"
    return f"{first} {unit} {joint} {second} {unit}" if rng.random() < 0.5 else f"{first} {joint} {second} {unit}"
