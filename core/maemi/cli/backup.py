"""`maemi backup now|list|check|restore|set DIR`: backups of a project."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from maemi.cli.arguments import add_verb
from maemi.cli.printing import print_fields, print_json
from maemi.cli.running import add_running, run_reported
from maemi.progress import Progress

KEPT = ("hourly", "daily", "weekly", "monthly")


def add_parser(subparsers: Any) -> None:
    """Add `backup` to the command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "backup",
        help="back a project up, list, check and restore backups",
        description="Back a project up while others write, list and check what there is, and bring one back. "
        "The database is what is backed up; micrographs lie where they lie.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    now = _verb(verbs, "now", "take a backup", _now)
    now.add_argument(
        "--automatic", action="store_true", help="only where it is on and something changed since the last"
    )
    add_running(now)
    _verb(verbs, "list", "list backups, newest first, against what the project holds now", _list)
    check = _verb(verbs, "check", "check the project's database and its backups", _check)
    check.add_argument("backup", metavar="BACKUP", nargs="?", help="only this one: a name of the list, or a file")
    restore = _verb(verbs, "restore", "make the project what it was; what it is now is backed up first", _restore)
    restore.add_argument("backup", metavar="BACKUP", help="a name of the list, a file, or 'newest'")
    settings = _verb(verbs, "set", "where backups go, and how many are kept", _set)
    settings.add_argument(
        "--folder", metavar="FOLDER", help="another place, e.g. another disk; '-' is the project's own"
    )
    for kind in KEPT:
        settings.add_argument(f"--{kind}", type=int, metavar="N", help=f"keep the newest of N such periods ({kind})")
    settings.add_argument("--on", action="store_true", help="take backups by themselves")
    settings.add_argument("--off", action="store_true", help="take none by themselves")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    return int(args.act(args))


def _verb(verbs: Any, name: str, says: str, act: Any) -> argparse.ArgumentParser:
    parser = add_verb(verbs, name, says)
    parser.set_defaults(act=act)
    return parser


def _now(args: argparse.Namespace) -> int:
    from maemi.project.address import understand
    from maemi.project.backups.policy import read_policy
    from maemi.project.backups.taking import take

    def work(progress: Progress) -> dict[str, Any]:
        if args.automatic and not read_policy(understand(args.dir).folder).automatic:
            return {"backup": None, "reason": "switched off"}
        made = take(args.dir, "automatic" if args.automatic else "by hand", progress)
        if made is None:
            return {"backup": None, "reason": "stopped" if progress.stop_requested() else "nothing changed"}
        return {"backup": str(made.path), "bytes": made.size}

    return run_reported(args, work, show=_show_now)


def _show_now(result: dict[str, Any]) -> None:
    made = result["backup"]
    print(f"Backed up to {made}; it was reopened and checked." if made else f"No backup: {result['reason']}.")


def _list(args: argparse.Namespace) -> int:
    from maemi.project.backups.listing import overview, to_json

    found = overview(args.dir)
    lines = [to_json(each, found.now) for each in found.backups]
    if args.json:
        print_json({"folder": str(found.place), "automatic": found.policy.automatic, "backups": lines})
        return 0
    for line in lines:
        held = "not readable" if line["pairs"] is None else f"{line['pairs']:,} pairs, {line['decisions']:,} decisions"
        since = line["decisions_since"]
        later = f" ({line['pairs_since']:+,} and {since:+,} since)" if since is not None else ""
        print(f"{line['name']:45} {line['bytes'] / 1e6:8.1f} MB  {held}{later}")
    print(f"{len(lines)} backups in {found.place}; automatic ones are {'on' if found.policy.automatic else 'off'}.")
    return 0


def _check(args: argparse.Namespace) -> int:
    from maemi.errors import MaemiError
    from maemi.project.address import understand
    from maemi.project.backups.kept_files import backups_in
    from maemi.project.backups.policy import place_of
    from maemi.project.backups.restoring import find_backup
    from maemi.project.backups.sqlite_copy import check_database

    place = understand(args.dir)
    if args.backup:
        files = [find_backup(place, args.backup)]
    else:
        backups = backups_in(place_of(place.folder))
        files = [each.path for each in backups if each.path.suffix == ".sqlite" and each.why != "broken"]
        files = [place.database_file, *files] if place.is_folder else files
    problems: list[str] = []
    for file in files:
        try:
            check_database(file)
        except MaemiError as error:
            problems.append(str(error))
    if args.json:
        print_json({"checked": len(files), "damaged": problems})
    else:
        print("\n".join([*problems, f"{len(files)} checked, {len(problems)} damaged."]))
    return 1 if problems else 0


def _restore(args: argparse.Namespace) -> int:
    from maemi.errors import InputError
    from maemi.project.address import understand
    from maemi.project.backups.restoring import newest_whole, restore

    name: str | Path = args.backup
    if args.backup == "newest":
        newest = newest_whole(understand(args.dir))
        if newest is None:
            raise InputError(f"{args.dir} has no whole backup: 'maemi backup list' shows what there is.")
        name = newest.path
    done = restore(args.dir, name)
    result = {
        "restored": str(done.backup),
        "pairs": done.counts.pairs,
        "decisions": done.counts.decisions,
        "before": str(done.before) if done.before else None,
        "was_broken": done.was_broken,
    }
    if args.json:
        print_json(result)
        return 0
    kept = f"; what was there is kept in {done.before}" if done.before else ""
    print(f"Restored {done.backup.name}: {done.counts.pairs:,} pairs, {done.counts.decisions:,} decisions{kept}.")
    return 0


def _set(args: argparse.Namespace) -> int:
    from dataclasses import asdict, replace

    from maemi.errors import InputError
    from maemi.project.address import understand
    from maemi.project.backups.policy import place_of, read_policy, write_policy

    if args.on and args.off:
        raise InputError("Automatic backups are either on or off: leave one of --on and --off away.")
    folder = understand(args.dir).folder
    if not folder.is_dir():
        raise InputError(f"{args.dir} is not a MAEMI project: name its folder.")
    changes: dict[str, Any] = {kind: getattr(args, kind) for kind in KEPT if getattr(args, kind) is not None}
    changes |= {"automatic": args.on} if args.on or args.off else {}
    if args.folder is not None:
        changes["folder"] = "" if args.folder == "-" else str(Path(args.folder).expanduser().absolute())
    policy = read_policy(folder)
    if changes:
        policy = write_policy(folder, replace(policy, **changes))
    fields = {**asdict(policy), "folder": str(place_of(folder, policy))}
    (print_json if args.json else print_fields)(fields)
    return 0
