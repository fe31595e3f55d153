"""`python -m maemi.train.embedded`: make the embedded model again."""

import sys

from maemi.train.embedded.command import main

if __name__ == "__main__":  # the drawing processes import this module too
    sys.exit(main())
