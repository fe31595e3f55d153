"""Measures one file and prints the result with its outlines, in a process of its own: scikit-image imports slowly.

`python -m maemi_gui.inspect.measure_child FILE KIND [METRES]`
"""

from __future__ import annotations

import json
import sys

from maemi.errors import MaemiError


def main(argv: list[str]) -> int:
    """Print one JSON object: the fields of `maemi measure --json` and `contours`; or one sentence on standard error."""
    from maemi.measure.measuring import measure_file

    path, kind, *size = argv
    try:
        found = measure_file(path, kind, float(size[0]) if size else None)
    except MaemiError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    outlines = [[[round(row, 1), round(column, 1)] for row, column in outline] for outline in found.contours]
    print(json.dumps({**found.to_json(), "contours": outlines}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
