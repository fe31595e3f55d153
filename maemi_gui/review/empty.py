"""What the queue says while it is empty, and what to do about it."""

from __future__ import annotations

from maemi_gui.review.queue import ReviewQueue


def sentence_for(queue: ReviewQueue, project_open: bool) -> tuple[str, str, str]:
    """Heading, sentence and the button's text for a queue without a pair to show."""
    if not project_open:
        return "No project is open", "Open a project, or a folder of micrographs, to review pairs.", ""
    if not queue.pairs.complete:
        return "Loading…", "The next pairs are on their way.", ""
    total = sum(queue.counts.values())
    if total == 0:
        return (
            "No pairs yet",
            "Generate some: a teacher writes questions and answers about your micrographs.",
            ("Generate pairs…"),
        )
    wanted = queue.filter
    pending = queue.counts.get("pending", 0)
    where = " of this micrograph" if wanted.micrograph_id is not None else ""
    if (
        wanted.search
        or any((wanted.task, wanted.teacher, wanted.model, wanted.curator))
        or wanted.class_name is not None
    ):
        return (
            "None like that",
            f"No {wanted.state or ''} pair{where} is what the filter looks for.".replace("  ", " "),
            "Show all pending pairs",
        )
    if wanted.findings is not None:
        return (
            "None with such a finding",
            f"No {wanted.state or ''} pair{where} has what the filter looks for.".replace("  ", " "),
            "Show all pending pairs",
        )
    if wanted.state == "pending":
        if pending:
            return (
                "Nothing pending here",
                f"Every pair{where} is decided; {pending:,} pending on other micrographs.",
                ("Show all pending pairs"),
            )
        return (
            "All done",
            f"Every one of {total:,} pairs is decided. Fine-tune on what you approved, or generate more.",
            "",
        )
    return (
        f"No {wanted.state or ''} pairs{where}".replace("  ", " "),
        "Another filter shows other pairs.",
        ("Show all pending pairs"),
    )
