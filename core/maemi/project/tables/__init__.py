"""The tables of a project, one file each; what leaves this room are the frozen rows of `maemi.project.rows`."""
