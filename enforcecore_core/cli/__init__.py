"""The command `enforcecore`: ask a policy from a shell.

A command is a module of this package with `NAME`, `HELP`, `add_arguments(parser)` and
`run(arguments, terminal) -> int`. It is imported when it is asked for.
"""

from enforcecore_core.cli.frame import main

__all__ = ["main"]
