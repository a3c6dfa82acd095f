"""`python -m enforcecore_core` is the command `enforcecore`."""

import sys

from enforcecore_core.cli import main

sys.exit(main())
