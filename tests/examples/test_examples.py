from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from enforcecore_core import PolicyError, verify_trail
from enforcecore_core.policy import load_policy, parse_policy

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICY = (EXAMPLES / "policy.yaml").read_text(encoding="utf-8")
TOOLS = {"read_file", "look_up_order", "refund", "send_message", "path", "amount", "currency"}
TOOLS |= {"mailbox", "body"}

# Every key of the language that the policy uses, with the place of its first letter.
KEYS = [
    pytest.param(match.start(1), id=f"{match.group(1)}-{POLICY.count(chr(10), 0, match.start())}")
    for match in re.finditer(r"(?m)(?<![\"*#\w])\b([a-z_]+):(?=[ \n])", POLICY)
    if match.group(1) not in TOOLS and "#" not in POLICY[: match.start()].rpartition("\n")[2]
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    run = subprocess.run(
        [sys.executable, EXAMPLES / "demo.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return folder, run.stdout


def test_the_policy_of_the_examples_loads():
    assert load_policy(EXAMPLES / "policy.yaml").name == "shop-assistant"


@pytest.mark.parametrize("start", KEYS)
def test_a_typo_in_any_key_of_it_does_not_load_and_is_told_with_its_place(start):
    end = POLICY.index(":", start)
    typo = POLICY[: end - 1] + "x" + POLICY[end - 1 :]
    with pytest.raises(PolicyError) as caught:
        parse_policy(typo, file="policy.yaml")
    line = POLICY.count("\n", 0, start) + 1
    column = start - POLICY.rfind("\n", 0, start)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value).startswith(f"policy.yaml:{line}:{column}: ")


def test_the_keys_were_found():
    assert len(KEYS) > 20


def test_the_demo_decides_alike_for_three_kinds_of_agents(demo):
    _, output = demo
    sections = re.split(r"(?m)^-+\n", output)[1:]
    rows = [re.findall(r"(?m)^(?:ALLOW|BLOCK) .*$", section) for section in sections]
    assert len(rows) == 3
    assert rows[0] == rows[1] == rows[2]
    assert [row.split()[0] for row in rows[0]].count("BLOCK") == 5
    assert len(rows[0]) == 9


def test_the_demo_pays_what_was_allowed_and_shows_no_address_or_card(demo):
    folder, output = demo
    assert "Refunds really paid: 3" in output
    assert "<EMAIL>" in output
    for text in [output, *(p.read_text() for p in folder.rglob("*.txt"))]:
        assert "ada@example.org" not in text
        assert "4111" not in text


def test_the_demo_leaves_a_trail_that_verifies(demo):
    folder, output = demo
    assert "OK  signed" in output
    [trail] = folder.glob(".enforcecore/demo-*/trail")
    key = (trail.parent / "signing.key.pub").read_text().strip()
    result = verify_trail(trail, keys=[key])
    assert (result.status, result.assurance) == ("ok", "signed")
    assert (result.entries, result.blocked, result.open_calls) == (27, 15, 0)


def test_the_blocked_tools_left_no_mark(demo):
    folder, _ = demo
    [shop] = folder.glob(".enforcecore/demo-*/shop")
    assert sorted(p.name for p in (shop / "mail").iterdir()) == ["support"]
    assert not (shop.parent / "outbox").exists()
