"""`python -m maemi` is the command line; background processes are started this way."""

import sys

from maemi.cli.main import main

sys.exit(main())
