"""A policy of witnesses is that of C2SP tlog-policy, and a mistake in it is named with its line."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.keys import COSIGNATURE, ED25519, VerifierKey
from enforcecore_core.audit.witnesses.policies import parse_policy, read_policy
from enforcecore_core.errors import ConfigurationError

KEYS = {
    name: VerifierKey(f"{name}.example", COSIGNATURE, bytes([number]) * 32)
    for number, name in enumerate(["X1", "X2", "X3", "Y1", "Y2", "Y3"])
}
LOG = VerifierKey("log.example", ED25519, b"l" * 32)
WITNESSES = "\n".join(f"witness {name} {key}" for name, key in KEYS.items())
# The example of the specification.
EXAMPLE = f"""
log {LOG}

{WITNESSES}
  # two places
group X-witnesses 2 X1 X2 X3
group\tY-witnesses any  Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


@pytest.mark.parametrize(
    ("names", "met"),
    [
        ("X1 X2 Y1", True),
        ("X2 X3 Y3", True),
        ("X1 X2 X3 Y1 Y2 Y3", True),
        ("X1 Y1 Y2 Y3", False),
        ("X1 X2 X3", False),
        ("", False),
    ],
)
def test_a_quorum_is_met_by_enough_witnesses_in_each_group(names, met):
    policy = parse_policy(EXAMPLE, "policy")
    assert policy.is_met(KEYS[name] for name in names.split()) == met
    assert policy.keys == list(KEYS.values())


def test_a_quorum_can_be_one_witness_or_none():
    one = parse_policy(f"witness a {KEYS['X1']} https://x.example\nquorum a\n", "policy")
    assert one.is_met([KEYS["X1"]])
    assert not one.is_met([KEYS["X2"]])
    assert one.witnesses[0].url == "https://x.example"
    assert parse_policy("quorum none", "policy").is_met([])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("quorum", "write, once: quorum", id="quorum without a name"),
        pytest.param("quorum X9", "'X9' is not defined above", id="unknown quorum"),
        pytest.param("quorum X1\nquorum X1", "write, once", id="two quorums"),
        pytest.param("group g 0 X1", "with enough members", id="none of them"),
        pytest.param("group g 2 X1", "with enough members", id="more than there are"),
        pytest.param("group g 01 X1", "with enough members", id="leading zero"),
        pytest.param("group g any", "with enough members", id="no members"),
        pytest.param("group g", "with enough members", id="no number"),
        pytest.param("group", "with enough members", id="no name"),
        pytest.param("group g any none", "'none' is not defined", id="none as a member"),
        pytest.param("group g any X1 X1", "already", id="member twice"),
        pytest.param("group g any X1\ngroup h any X1", "already", id="member of two groups"),
        pytest.param("group X1 any X2", "'X1' is taken", id="name taken"),
        pytest.param("group none any X2", "'none' is taken", id="reserved name"),
        pytest.param(f"witness Z {KEYS['X1']}", "there twice", id="key twice"),
        pytest.param(f"witness Z {LOG}", "not that of a witness", id="key of a log"),
        pytest.param("witness Z", "write: witness", id="witness without a key"),
        pytest.param("witness Z key", "A verifier key is", id="no key"),
        pytest.param("log", "write: log", id="log without a key"),
        pytest.param("other", "begins with log", id="unknown word"),
        pytest.param("# \x07", "control character", id="control character"),
    ],
)
def test_a_mistake_is_named_with_its_line(line, said):
    with pytest.raises(ConfigurationError, match=rf"policy:[78]: .*{said}"):
        parse_policy(f"{WITNESSES}\n{line}\n", "policy")


def test_a_policy_states_its_quorum():
    with pytest.raises(ConfigurationError, match="policy: a line `quorum <name>` is missing"):
        parse_policy(WITNESSES, "policy")


def test_a_policy_is_read_from_a_file(tmp_path):
    (tmp_path / "policy").write_text(EXAMPLE, encoding="utf-8")
    assert len(read_policy(tmp_path / "policy").witnesses) == 6
    (tmp_path / "policy").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match="is not text"):
        read_policy(tmp_path / "policy")
    with pytest.raises(ConfigurationError, match="No such file"):
        read_policy(tmp_path / "none")
