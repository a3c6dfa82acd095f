import pytest
from mutation.mutate import CODE, PROJECT, explained

EXPLAINED = explained()


@pytest.mark.parametrize("change", EXPLAINED, ids=lambda change: f"{change.module}: {change.was}")
def test_every_change_that_is_explained_is_of_code_that_is_there(change):
    code = (PROJECT / CODE / f"{change.module}.py").read_text("utf-8")
    lines = {line.strip() for line in code.splitlines()}
    assert set(change.was.splitlines()) <= lines
    assert change.becomes != change.was


def test_every_explanation_says_why():
    assert all(why.endswith(".") and len(why) > 20 for why in EXPLAINED.values())
