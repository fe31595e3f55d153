"""What a dataset's card says that the pairs themselves do not tell: prompts, checks, measuring, agreement."""

from __future__ import annotations

import json

from maemi.project.project import Project
from maemi.project.transfer.card import Told


def card_facts(project: Project) -> Told:
    """Gathered from the rooms beside and above the transfer."""
    from maemi.generate.checking.kinds import KINDS, expected_language
    from maemi.generate.measurer import VERSION

    return Told(
        prompt_text=lambda key: _prompt_text(project, key),
        checks=KINDS,
        measuring=f"version {VERSION}",
        agreement=_agreement(project),
        language=expected_language(project),
    )


def _prompt_text(project: Project, template_hash: str) -> str | None:
    """What pairs with this hash were asked with, of this version or an earlier one."""
    from maemi.generate.prompts.shipped import earlier_documents
    from maemi.project.prompts import document_of_hash

    found = document_of_hash(project, template_hash)
    document = found[1] if found else earlier_documents().get(template_hash)
    if document is None:
        return None
    parts = (f"--- {name}\n{_words(value)}" for name, value in document.items() if value not in (None, "", [], {}))
    return "\n".join(parts)


def _words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def _agreement(project: Project) -> str:
    """Fleiss' kappa over the whole project, where two curators judged the same pairs."""
    from maemi.project.team.agreement import agreement

    kappa = agreement(project).overall
    if kappa.kappa is None:
        return ""
    found = kappa.kappa
    return (
        f"Over the {kappa.pairs:,} pairs of the whole project that were drawn for two curators, Fleiss' kappa is "
        f"{found.value:.2f} (95 % interval {found.low:.2f} to {found.high:.2f})."
    )
