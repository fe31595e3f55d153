"""Whether a project that does not open could be brought back from a backup."""

from __future__ import annotations


def can_be_brought_back(address: str) -> bool:
    """Its database is missing or damaged, and there are backups; for a worker, since it reads all of the database."""
    from maemi.errors import MaemiError
    from maemi.project.address import understand
    from maemi.project.backups.kept_files import backups_in
    from maemi.project.backups.policy import place_of
    from maemi.project.backups.sqlite_copy import check_database

    try:
        place = understand(address)
        if not place.is_folder or not any(backup.why != "broken" for backup in backups_in(place_of(place.folder))):
            return False
        if place.database_file.is_file():
            check_database(place.database_file)
    except MaemiError:
        return True
    return not place.database_file.is_file()
