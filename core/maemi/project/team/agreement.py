"""How far the curators of a team agree, over the pairs that two of them judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from sqlalchemy import func, select

from maemi.project.loading import decision_row
from maemi.project.project import Project
from maemi.project.tables.micrograph import Micrograph
from maemi.project.tables.pair import Pair
from maemi.project.team.kappa import Kappa, Share, cohen, fleiss
from maemi.project.team.opinions import AGREED, DISPUTED, SECOND, SETTLED, opinions_of
from maemi.project.team.rows import outcome_of

NO_CLASS = "without a class"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What was found; a pair counts by what its curators said first and apart, not by what was settled later."""

    overall: Kappa
    """Fleiss' kappa over all."""
    of_two: dict[tuple[str, str], Kappa]
    """Cohen's kappa of each two curators who judged the same pairs, the two with most pairs first."""
    by_class: dict[str, Kappa]
    by_teacher: dict[str, Kappa]
    said: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    """How often which two outcomes met: (approved, rejected) → 7; the order of the two does not matter."""
    counts: dict[str, int] = field(default_factory=dict[str, int])
    """Pairs drawn for two curators: wanted, second (one has judged), agreed, disputed, settled."""

    def to_json(self) -> dict[str, Any]:
        """A public contract, names stay."""
        return {
            "overall": kappa_json(self.overall),
            "of_two": [{"curators": list(two), **kappa_json(found)} for two, found in self.of_two.items()],
            "by_class": {name: kappa_json(found) for name, found in self.by_class.items()},
            "by_teacher": {name: kappa_json(found) for name, found in self.by_teacher.items()},
            "said": [{"outcomes": list(two), "pairs": number} for two, number in self.said.items()],
            "pairs": self.counts,
        }


def kappa_json(found: Kappa) -> dict[str, Any]:
    """One row of the table."""

    def of(share: Share | None) -> dict[str, float] | None:
        return share and {"value": round(share.value, 4), "low": round(share.low, 4), "high": round(share.high, 4)}

    return {"pairs": found.pairs, "agreement": of(found.agreement), "kappa": of(found.kappa)}


def agreement(project: Project) -> Agreement:
    """Over the pairs of which at least two curators have an opinion that stands; what one has undone does not count."""
    columns = (Pair.id, Pair.teacher, Micrograph.class_name)
    judged = select(*columns).join(Micrograph, Micrograph.id == Pair.micrograph_id)
    with project.read_session() as session:
        counted = session.execute(
            select(Pair.opinions, func.count()).where(Pair.opinions != "").group_by(Pair.opinions)
        ).all()
        about = {
            row.id: (row.teacher, row.class_name or NO_CLASS)
            for row in session.execute(judged.where(Pair.opinions.in_((AGREED, DISPUTED, SETTLED))))
        }
        said = {
            pair: {each.curator: outcome_of(decision_row(each)) for each in opinions}
            for pair, opinions in opinions_of(session, about).items()
        }
    said = {pair: opinions for pair, opinions in said.items() if len(opinions) > 1}
    counts = {str(name): int(number) for name, number in counted}
    return Agreement(
        _of_all(said.values()),
        _of_two(said),
        _grouped(said, {pair: each[1] for pair, each in about.items()}),
        _grouped(said, {pair: each[0] for pair, each in about.items()}),
        _met(said.values()),
        {name: counts.get(name, 0) for name in ("wanted", SECOND, AGREED, DISPUTED, SETTLED)},
    )


def _of_all(said: Iterable[Mapping[str, str]]) -> Kappa:
    return fleiss([Counter(opinions.values()) for opinions in said])


def _grouped(said: Mapping[int, Mapping[str, str]], group: Mapping[int, str]) -> dict[str, Kappa]:
    groups: dict[str, list[Mapping[str, str]]] = {}
    for pair, opinions in said.items():
        groups.setdefault(group[pair], []).append(opinions)
    return {name: _of_all(groups[name]) for name in sorted(groups)}


def _of_two(said: Mapping[int, Mapping[str, str]]) -> dict[tuple[str, str], Kappa]:
    shared: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for opinions in said.values():
        for two in combinations(sorted(opinions), 2):
            shared.setdefault(two, []).append((opinions[two[0]], opinions[two[1]]))
    found = {two: cohen(*zip(*both, strict=True)) for two, both in shared.items()}
    return dict(sorted(found.items(), key=lambda item: (-item[1].pairs, item[0])))


def _met(said: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], int]:
    met: Counter[tuple[str, str]] = Counter()
    for opinions in said:
        for one, other in combinations(opinions.values(), 2):
            met[(min(one, other), max(one, other))] += 1
    return dict(sorted(met.items(), key=lambda item: (-item[1], item[0])))
