"""Errors that a person reads: one sentence that says what, where, and what to do."""

from maemi.redaction import redact


class MaemiError(Exception):
    """The work failed for a reason that a person can understand; its text is that one sentence.

    The command line prints the text on standard error and exits with `exit_status`; the window shows it. A key that a
    server wrote into its own message is taken out here, whoever quotes it.
    """

    exit_status = 1

    def __init__(self, *told: object) -> None:
        super().__init__(*(redact(each) if isinstance(each, str) else each for each in told))


class InputError(MaemiError):
    """Bad input or usage: a broken file, a wrong path, a value out of range."""

    exit_status = 2
