"""The same calls through three kinds of agents, one policy, one signed trail.

Run it with `make demo`. It prints, for each call, the decision and what the tool saw, and verifies
the trail in the end, with the commands that a reader would use.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import langchain_agent
import llamaindex_agent
import plain_functions
import tools

from enforcecore_core import AuditEntry, Settings, open_enforcer, read_entries

POLICY = Path(__file__).with_name("policy.yaml")
AGENTS = {
    "plain Python functions": plain_functions.main,
    "LangChain agent": langchain_agent.main,
    "LlamaIndex agent": llamaindex_agent.main,
}


def main() -> None:
    """Run the three agents, then verify what the trail says of them."""
    Path(".enforcecore").mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="demo-", dir=".enforcecore")).resolve()
    os.environ["SHOP_WORKSPACE"] = str(home / "shop")
    os.chdir(POLICY.parent)  # the tools read files by paths relative to this folder
    trail, key = home / "trail", home / "signing.key"
    enforcecore("keygen", key, "--name", "example.com/demo")
    with open_enforcer(POLICY, settings=Settings(audit_path=trail, signing_key=key)) as enforcer:
        for title, agent in AGENTS.items():
            before = len(list(read_entries(trail)))
            tools.seen.clear()
            agent(enforcer)
            print_calls(title, list(read_entries(trail))[before:])
    print(f"Refunds really paid: {len(tools.refunds())}\n")
    enforcecore("verify", trail, "--key", home / "signing.key.pub")


def enforcecore(*words: str | Path) -> None:
    """Run a command as a reader would, and show it with its answer."""
    shown = [os.path.relpath(word) if isinstance(word, Path) else word for word in words]
    print("$ enforcecore", *shown, flush=True)
    command = [sys.executable, "-m", "enforcecore_core", *words]
    subprocess.run(command, check=True)  # noqa: S603 - the words are the ones above
    print()


def print_calls(title: str, entries: list[AuditEntry]) -> None:
    """Print what the trail says of each call beside what its tool saw."""
    saw = iter(tools.seen)
    print(f"{title}\n{'-' * len(title)}")
    for entry in entries:
        arguments = (
            json.dumps(next(saw)[1]) if entry.effect == "allow" else "nothing: it did not run"
        )
        print(f"{entry.effect.upper():5}  {entry.tool:14} {entry.rule:24} the tool saw {arguments}")
    print()


if __name__ == "__main__":
    main()
