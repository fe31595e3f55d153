"""What a template may use, and what each is."""

from __future__ import annotations

from maemi.generate.prompts.shipped import Shipped

_SYSTEM = {
    "synthetic": "True for a phantom: a micrograph that a program drew.",
    "reasoning": "True where the teacher is asked for its thoughts, apart from the answers.",
    "class_given": "The class in words, where the teacher is told it; else nothing.",
}
_TASK = _SYSTEM | {
    "facts": "What is known, as lines: from the file's metadata and from measurement, as far as both are switched on.",
    "classes": "The project's list of classes, in words.",
    "examples": "How many approved examples go before as turns of the chat.",
    "reply": "What form the reply has. Added at the end where a template does not place it.",
}
_QUESTIONS = {"questions": "The questions, each with .id, .text and .heading; replies are known by the ids."}
_OWN = {"own_questions": "How many questions the teacher shall write itself."}
_OTHER = {"other_class": "The class of the second micrograph in words, where the teacher is told classes."}


def variables_of(prompt: Shipped) -> dict[str, str]:
    """Name → meaning of all that a template of this kind may use."""
    if prompt.is_system:
        return dict(_SYSTEM)
    found = _TASK | (_OWN if prompt.own else _QUESTIONS)
    return found | _OTHER if prompt.pictures == "other class" else found


def needed_of(prompt: Shipped) -> frozenset[str]:
    """What it must use, since nobody would know what is asked otherwise."""
    if prompt.is_system:
        return frozenset()
    return frozenset(_OWN if prompt.own else _QUESTIONS)
