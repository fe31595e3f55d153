"""Errors that a person reads: one sentence that says what, where, and what to do."""


class MaemiError(Exception):
    """The work failed for a reason that a person can understand; its text is that one sentence.

    The command line prints the text on standard error and exits with `exit_status`; the window shows it.
    """

    exit_status = 1


class InputError(MaemiError):
    """Bad input or usage: a broken file, a wrong path, a value out of range."""

    exit_status = 2
