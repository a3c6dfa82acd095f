import re
from pathlib import Path

import pytest
import yaml

from enforcecore_core.cli import main

ROOT = Path(__file__).parents[2]
HOOKS = {
    hook["id"]: hook
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_every_hook_runs_a_command_that_exists(hook, capsys):
    program, command = hook["entry"].split()
    assert program == "enforcecore"
    assert main([command, "--help"]) == 0
    assert hook["language"] == "python"


@pytest.mark.parametrize(
    ("path", "linted"),
    [
        ("policy.yaml", True),
        ("examples/policy.yml", True),
        ("shop.policy.yaml", True),
        ("policies/shop.yaml", True),
        ("policy_test.yaml", False),
        ("policies/shop_test.yaml", False),
        ("policy.json", False),
        ("other.yaml", False),
    ],
)
def test_policies_are_linted_by_their_names(path, linted):
    hook = HOOKS["enforcecore-lint"]
    taken = re.search(hook["files"], path) and not re.search(hook["exclude"], path)
    assert bool(taken) is linted
