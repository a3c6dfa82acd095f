"""Runs the command as a shell does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

# Rich stays installed; it just cannot be imported.
_WITHOUT_RICH = """
import sys
sys.modules["rich"] = None
from enforcecore_core.cli import main
sys.exit(main())
"""
PROGRAMS = {
    "with rich": ["-m", "enforcecore_core"],
    "without rich": ["-c", _WITHOUT_RICH],
}


def enforcecore(*arguments, program="with rich", cwd=None, stdout=subprocess.PIPE, **environment):
    """Run it to its end; `environment` is added to a bare one. Output is bytes."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *PROGRAMS[program], *map(str, arguments)],
        env=bare | environment,
        cwd=cwd,
        stdout=stdout,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
