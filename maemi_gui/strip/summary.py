"""What came of a background run, in one line, and what did not, file by file."""

from __future__ import annotations

from typing import Any

READ_WHY = "click the title to read why"


def summary(result: dict[str, Any]) -> str:
    """A sentence in numbers about a run over micrographs or pairs; empty for other runs."""
    if "added" in result:
        return _added(result)
    if "written" in result:
        return _generated(result)
    if "measured" in result:
        return _measured(result)
    if "indexed" in result:
        return _indexed(result)
    if "moved" in result:
        return _checked(result)
    return ""


def complaints(result: dict[str, Any]) -> list[str]:
    """One sentence for each file that was refused, or micrograph that failed."""
    lines: list[str] = []
    for each in [*_list(result, "refused"), *_list(result, "failed")]:
        reason = str(each.get("reason", "")) if isinstance(each, dict) else str(each)
        name = str(each.get("micrograph", "")) if isinstance(each, dict) else ""
        lines.append(f"{name}: {reason}" if name and name not in reason else reason)
    return lines


def _added(result: dict[str, Any]) -> str:
    parts = [f"{result['added']:,} added"]
    if result.get("known"):
        parts.append(f"{result['known']:,} known already")
    if refused := _list(result, "refused"):
        parts.append(f"{len(refused):,} refused ({READ_WHY})")
    passed_over = result.get("passed_over")
    if isinstance(passed_over, dict) and passed_over:
        parts.append(", ".join(f"{count:,} {name}" for name, count in passed_over.items()) + " passed over")
    return f"{', '.join(parts)}."


def _checked(result: dict[str, Any]) -> str:
    moved, missing = len(_list(result, "moved")), len(_list(result, "missing"))
    return f"{_counted(moved, 'file')} found again, {missing:,} still missing."


def _generated(result: dict[str, Any]) -> str:
    parts = [_counted(result["written"], "new pair"), _counted(result.get("done", 0), "micrograph") + " done"]
    if failed := _list(result, "failed"):
        parts.append(f"{_counted(len(failed), 'micrograph')} with trouble ({READ_WHY})")
    if result.get("spent_usd"):
        parts.append(f"US$ {result['spent_usd']:.2f} spent")
    reason = str(result.get("reason") or "")
    return f"{', '.join(parts)}." + (f" {reason}" if reason else "")


def _measured(result: dict[str, Any]) -> str:
    parts = [f"{_counted(result['measured'], 'micrograph')} measured"]
    if result.get("known"):
        parts.append(f"{result['known']:,} had a result")
    if result.get("no_numbers"):
        parts.append(f"{result['no_numbers']:,} without a trustworthy number")
    if failed := _list(result, "failed"):
        parts.append(f"{len(failed):,} failed ({READ_WHY})")
    return f"{', '.join(parts)}."


def _indexed(result: dict[str, Any]) -> str:
    parts = [f"{_counted(result['indexed'], 'micrograph')} indexed"]
    if refused := _list(result, "refused"):
        parts.append(f"{len(refused):,} refused ({READ_WHY})")
    if result.get("duplicate_groups"):
        parts.append(_counted(result["duplicate_groups"], "group") + " of near duplicates")
    return f"{', '.join(parts)}."


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _list(result: dict[str, Any], name: str) -> list[Any]:
    found = result.get(name)
    return found if isinstance(found, list) else []
