"""`maemi team …`: several curators on one project."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from maemi.cli.arguments import add_curator, add_verb, curator_of
from maemi.cli.printing import print_fields, print_json

if TYPE_CHECKING:
    from maemi.project.project import Project
    from maemi.project.team.kappa import Kappa
    from maemi.project.team.rows import Disagreement


def add_parser(subparsers: Any) -> None:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "team",
        help="several curators on one project: members, second opinions, agreement",
        description="Several curators on one project: who they are, how far they agree, and what ends a disagreement.",
    )
    verbs: Any = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    begin = _verb(verbs, "begin", _begin, "make the project a team's; you become its owner")
    begin.add_argument("--share", type=_share, default=None, metavar="SHARE", help="as of 'team share'")
    _verb(verbs, "status", _status, "the team in a few numbers")
    _verb(verbs, "members", _members, "who belongs to the team, and what each has judged")
    role = _verb(verbs, "role", _role, "give a member a role (owners only)")
    role.add_argument("member", metavar="MEMBER")
    role.add_argument("role", choices=("curator", "settler", "owner"))
    share = _verb(verbs, "share", _change, "which share of pairs two curators judge (owners only)")
    share.add_argument("share", type=_share, metavar="SHARE", help="0.05 or 5%%; 0 for none")
    minutes = _verb(verbs, "claims", _claims, "which pairs are with whom; how long a claim lasts (owners only)")
    minutes.add_argument(
        "--minutes", type=float, metavar="N", help="a pair that nobody touches goes on after N minutes"
    )
    _verb(verbs, "agreement", _agreement, "agreement and kappa, with 95 %% intervals")
    disagreements = _verb(verbs, "disagreements", _disagreements, "pairs of which two curators said different things")
    disagreements.add_argument("--settled", action="store_true", help="those that were settled, and by whom")
    settle = _verb(verbs, "settle", _settle, "end a disagreement (settlers and owners)")
    settle.add_argument("pair", type=int, metavar="PAIR")
    settle.add_argument("decision", nargs="?", choices=("approve", "reject", "edit", "skip"))
    settle.add_argument("--as", dest="whose", metavar="MEMBER", help="as this member said")
    for name in ("answer", "question"):
        settle.add_argument(f"--{name}", metavar="TEXT", help=f"the new {name} of an edit")
    settle.add_argument("--reason", metavar="WORD", default="", help="why it is rejected")
    parser.set_defaults(run=run)


def _verb(verbs: Any, name: str, work: Any, says: str) -> argparse.ArgumentParser:
    parser = add_verb(verbs, name, says)
    add_curator(parser)
    parser.set_defaults(work=work)
    return parser


def run(args: argparse.Namespace) -> int:
    from maemi.project.project import Project

    with Project.open(args.dir) as project:
        args.work(project, args)
    return 0


def _share(text: str) -> float:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no share: write 0.05 or 5%") from error


def _begin(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.founding import begin
    from maemi.project.team.settings import SHARE

    settings = begin(project, curator_of(args), SHARE if args.share is None else args.share)
    if args.json:
        print_json({"address": project.address, "share": settings.share, "claim_minutes": settings.claim_minutes})
    else:
        print(f"{project.address} is a team's project; {settings.share:.1%} of its pairs go to two curators.")


def _status(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.status import team_status

    (print_json if args.json else print_fields)(team_status(project))


def _members(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.members import list_members

    for each in list_members(project):
        if args.json:
            fields = {name: getattr(each, name) for name in each.__dataclass_fields__}
            print_json(fields | {name: fields[name] and fields[name].isoformat() for name in ("joined_at", "last_at")})
        else:
            seen = f"{each.last_at:%Y-%m-%d %H:%M}" if each.last_at else "never"
            print(
                f"{each.curator:20} {each.role:8} {each.decided:7} judged, {each.second} of them by two; "
                f"{each.last_hour} in the last hour, {each.claimed} claimed; last {seen}"
                + (f"; login {each.login}" if each.login else "")
            )


def _role(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.members import set_role

    set_role(project, args.member, args.role, curator_of(args))
    if args.json:
        print_json({"curator": args.member, "role": args.role})
    else:
        print(f"{args.member} is {args.role} now.")


def _change(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.founding import change

    settings = change(project, curator_of(args), share=args.share)
    if args.json:
        print_json({"share": settings.share, "claim_minutes": settings.claim_minutes})
    else:
        print(f"{settings.share:.1%} of the pairs go to two curators from now on.")


def _claims(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.claims import list_claims
    from maemi.project.team.founding import change

    if args.minutes is not None:
        change(project, curator_of(args), claim_minutes=args.minutes)
    for each in list_claims(project):
        if args.json:
            print_json({"pair": each.pair_id, "curator": each.curator, "expires_at": each.expires_at.isoformat()})
        else:
            print(f"pair {each.pair_id} is with {each.curator} until {each.expires_at:%Y-%m-%d %H:%M:%S} UTC")


def _agreement(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.agreement import agreement

    found = agreement(project)
    if args.json:
        print_json(found.to_json())
        return
    print("pairs for two curators: " + ", ".join(f"{number} {name}" for name, number in found.counts.items()))
    _print_kappa("all", "Fleiss", found.overall)
    for (one, other), kappa in found.of_two.items():
        _print_kappa(f"{one} and {other}", "Cohen", kappa)
    for kind, groups in (("class", found.by_class), ("teacher", found.by_teacher)):
        for name, kappa in groups.items():
            _print_kappa(f"{kind} {name}", "Fleiss", kappa)


def _print_kappa(name: str, whose: str, found: Kappa) -> None:
    from maemi.project.team.kappa import word_of

    raw, kappa = found.agreement, found.kappa
    if raw is None:
        print(f"{name}: nothing was judged by two yet")
        return
    says = f"{name}: {found.pairs} pairs, agreement {raw.value:.2f} ({raw.low:.2f}–{raw.high:.2f})"
    if kappa is None:
        print(f"{says}; no kappa, since all said the same of all")
    else:
        word = word_of(kappa.value)
        print(f"{says}, {whose}' kappa {kappa.value:.2f} ({kappa.low:.2f}–{kappa.high:.2f}), {word}")


def _disagreements(project: Project, args: argparse.Namespace) -> None:
    from maemi.project.team.disagreements import list_disagreements
    from maemi.project.team.judging import check_may_see_disagreements

    check_may_see_disagreements(project, curator_of(args))
    for each in list_disagreements(project, args.settled):
        if args.json:
            print_json(each.to_json())
        else:
            _print_disagreement(each)


def _print_disagreement(each: Disagreement) -> None:
    print(f"pair {each.pair.id}, {each.pair.micrograph_path.name}: {each.pair.original_question}")
    print(f"  teacher: {each.pair.original_answer}")
    for opinion in each.opinions:
        words = [opinion.verb, f"({opinion.reason})" if opinion.reason else "", opinion.answer or ""]
        print(f"  {opinion.curator}: {' '.join(word for word in words if word)}")
    if each.settled_by:
        print(f"  settled by {each.settled_by}: {each.pair.state}")


def _settle(project: Project, args: argparse.Namespace) -> None:
    from maemi.errors import InputError
    from maemi.generate.checking import judged

    curator = curator_of(args)
    if (args.whose is None) == (args.decision is None):
        raise InputError("Say how to settle it: approve, reject, edit or skip, or --as MEMBER.")
    if args.whose is not None:
        pair = judged.adopt(project, args.pair, args.whose, curator)
    else:
        texts = (args.reason, args.question, args.answer)
        pair = judged.settle(project, args.pair, args.decision, curator, *texts)
    if args.json:
        print_json(pair.to_json())
    else:
        print(f"Pair {pair.id} is settled: {pair.state}.")
