"""How many planted wrong numbers the checks find, and how many right answers they flag.

    python benchmarks/checks.py            phantoms of seeds >= 10,000, sentences that nothing was tuned on
    python benchmarks/checks.py --tuning   phantoms of seeds < 1,000, and the sentences to tune on

A right answer is written from what was measured in the phantom's pixels (`--drawn`: from what was drawn, so that errors
of the measurement count as false alarms, too); a wrong one has one number off by a factor of 1.5 to 10 or in a wrong
unit, counts and shares off by more than 30 %. Found: a warning or error whose words overlap the planted number.
Flagged: any warning or error.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from time import perf_counter

from checks_corpus import Example, right_one, slots, subject_of, values_of, wrong_one

from maemi.generate.checking.pair import check_pair
from maemi.generate.subject import Subject
from maemi.measure.result import Measurement
from maemi.project.rows import Finding

WORDINGS = json.loads(Path(__file__).with_name("checks_wordings.json").read_text("utf-8"))
KINDS = ("particles", "fibres", "pores", "pattern", "grains")
Known = tuple[Subject, dict[str, float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuning", action="store_true", help="seeds < 1,000 and the sentences for tuning")
    parser.add_argument("--drawn", action="store_true", help="write right answers from what was drawn, not measured")
    parser.add_argument("--phantoms", type=int, default=10, help="of each kind")
    parser.add_argument("--rounds", type=int, default=2, help="fillings of each sentence by each phantom")
    parser.add_argument("--misses", type=int, default=0, help="print so many misses and false alarms")
    args = parser.parse_args()
    first = 100 if args.tuning else 10_000
    half = "tuning" if args.tuning else "report"
    jobs = [(kind, first + number, 480, 640) for number in range(args.phantoms) for kind in KINDS]
    with ProcessPoolExecutor(2) as pool:
        known = list(pool.map(subject_of, *zip(*jobs, strict=True)))
    trusted = [one for one in known if one[0].measured is not None]
    print(f"{len(known)} phantoms, {len(trusted)} with a trusted measurement; {half} sentences")
    numbers(trusted, WORDINGS[half], args)
    untrusted(trusted, WORDINGS[half])
    others(trusted, half, args.misses)


def numbers(known: list[Known], templates: list[str], args: argparse.Namespace) -> None:
    """Planted wrong numbers, and right answers."""
    found: dict[str, list[bool]] = defaultdict(list)
    flagged: dict[str, list[bool]] = defaultdict(list)
    misses = alarms = 0
    began, checked = perf_counter(), 0
    for subject, truth in known:
        values = values_of(subject, truth if args.drawn else None)
        for at, template in enumerate(templates):
            for turn in range(args.rounds):
                rng = Random(f"{subject.row.name} {at} {turn}")
                right, wrong = right_one(template, values, subject, rng), wrong_one(template, values, subject, rng)
                if right is not None:
                    told = warned(right)
                    checked += 1
                    flagged[_main_slot(template)].append(bool(told))
                    if told and alarms < args.misses:
                        alarms += 1
                        print(f"  false alarm: {right.question} | {right.answer}\n      {told[0].message}")
                if wrong is not None:
                    hit = any(overlaps(finding, wrong) for finding in warned(wrong))
                    checked += 1
                    found[wrong.planted].append(hit)
                    if not hit and misses < args.misses:
                        misses += 1
                        print(
                            f"  missed: [{wrong.planted}] {wrong.question} | {wrong.answer} "
                            f"<<{wrong.answer[wrong.start : wrong.end]}>>"
                        )
                        for finding in check_pair(wrong.question, wrong.answer, subject):
                            print(f"      {finding.kind} {finding.quantity}: {finding.message}")
    speed = (perf_counter() - began) / max(1, checked)
    print(f"planted wrong numbers found (target: at least 95 of 100); {1e3 * speed:.2f} ms a pair")
    table(found)
    print("right answers flagged (target: at most 2 of 100)")
    table(flagged)


def untrusted(known: list[Known], templates: list[str]) -> None:
    """The same right answers where the measurement cannot be trusted: nothing but notes about what was measured."""
    flags: list[bool] = []
    notes: list[bool] = []
    for subject, _ in known:
        values = values_of(subject)
        found = subject.measurement
        assert found is not None
        unsure = Measurement(found.kind, pixel_size_m=found.pixel_size_m, confidence=0.1)
        blind = Subject(subject.row, unsure)
        for at, template in enumerate(templates):
            words = slots(values, subject, Random(f"blind {subject.row.name} {at}"))
            if "{size}" not in template or "size" not in words:
                continue
            example = right_one(template, values, subject, Random(f"blind {subject.row.name} {at}"))
            if example is not None:
                told = check_pair(example.question, example.answer, blind)
                flags.append(any(finding.is_warning for finding in told))
                notes.append(any(finding.kind == "unchecked" for finding in told))
    print(
        f"measurement not trusted: {sum(flags)} of {len(flags)} flagged, {sum(notes)} of {len(notes)} say "
        f"“cannot be checked”"
    )


def others(known: list[Known], half: str, misses: int) -> None:
    """The findings that are not about numbers."""
    found: dict[str, list[bool]] = defaultdict(list)
    flagged: dict[str, list[bool]] = defaultdict(list)
    subjects = [subject for subject, _ in known if subject.class_words][:6]
    for kind, halves in WORDINGS["others"].items():
        faulty, faultless = halves[half]
        for texts, results, wanted in ((faulty, found, True), (faultless, flagged, False)):
            for text in texts:
                for subject in subjects[: 6 if kind == "class_named" else 1]:
                    text_here = text.replace("{class_words}", subject.class_words or "")
                    question, answer = (
                        (text_here, "It is one of them.") if kind == "class_named" else ("What do you see?", text_here)
                    )
                    told = [
                        one
                        for one in check_pair(
                            question, answer, subject, "classification" if kind == "class_named" else "vqa"
                        )
                        if one.is_warning
                    ]
                    hit = any(one.kind == kind for one in told) if wanted else bool(told)
                    results[kind].append(hit)
                    if hit is not wanted and misses:
                        print(
                            f"  {kind} {'missed' if wanted else 'false alarm'}: {text_here} "
                            f"{[one.message for one in told]}"
                        )
    print("other findings: found")
    table(found)
    print("other findings: flagged where nothing is wrong")
    table(flagged)


def warned(example: Example) -> list[Finding]:
    return [one for one in check_pair(example.question, example.answer, example.subject) if one.is_warning]


def overlaps(finding: Finding, example: Example) -> bool:
    return (
        finding.start is not None
        and finding.end is not None
        and finding.start < example.end
        and finding.end > example.start
    )


def _main_slot(template: str) -> str:
    answer = template.split("|")[1]
    for name in (
        "size",
        "count",
        "coverage",
        "pitch",
        "pixel",
        "field",
        "kv",
        "mag",
        "max",
        "min",
        "range",
        "cv",
        "aspect",
        "angle",
    ):
        if "{" + name in answer or (name == "range" and "_range" in answer):
            return name
    return "none"


def table(results: dict[str, list[bool]]) -> None:
    """One line a kind, the sum last; with Wilson's 95 % interval."""
    rows = [*sorted(results.items()), ("all", [hit for hits in results.values() for hit in hits])]
    for name, hits in rows:
        if hits:
            low, high = wilson(sum(hits), len(hits))
            print(
                f"  {name:18} {sum(hits):6} of {len(hits):6} = {100 * sum(hits) / len(hits):5.1f} %  "
                f"({100 * low:.1f}–{100 * high:.1f})"
            )


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    z = 1.96
    middle, width = (
        (hits + z * z / 2) / (total + z * z),
        z / (total + z * z) * ((hits * (total - hits)) / total + z * z / 4) ** 0.5,
    )
    return max(0.0, middle - width), min(1.0, middle + width)


if __name__ == "__main__":
    main()
