"""What a person calls the kinds of findings; the core's own words are sentences, too long for a list of choices."""

from __future__ import annotations

KIND_WORDS = {
    "number": "Number differs",
    "unit": "Impossible number",
    "composition": "Elements without EDS",
    "class_named": "Class in the question",
    "refusal": "Refusal",
    "beside": "Info bar or file name",
    "duplicate": "Near duplicate",
    "vague": "Fits any micrograph",
    "language": "Other language",
    "unchecked": "Cannot be checked",
}
"""In the order of the list; the kinds of `maemi.generate.checking.kinds`."""
