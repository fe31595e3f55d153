"""Long work runs as a `maemi` command in its own process; a run folder is all that ties it to us."""
