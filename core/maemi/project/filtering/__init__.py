"""Which micrographs are meant: the search line, its keys, and what they ask of the database."""
