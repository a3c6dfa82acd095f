"""A checkpoint has one spelling."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.checkpoints import Checkpoint, open_checkpoint
from enforcecore_core.audit.notes import NoteInvalid, signed
from enforcecore_core.audit.signing import generate_key, load_signer

# The example of C2SP tlog-checkpoint.
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def test_the_example_of_the_specification_is_read_and_written():
    checkpoint = Checkpoint.parse(SOFA)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex().startswith("0ac5186a")
    assert checkpoint.text() == SOFA


def test_the_largest_size_is_read():
    largest = SOFA.replace("20852163", str(2**63 - 1))
    assert Checkpoint.parse(largest).size == 2**63 - 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(SOFA[:-1], id="no line feed at the end"),
        pytest.param(SOFA + "extension\n", id="extension"),
        pytest.param("\n" + SOFA.partition("\n")[2], id="no origin"),
        pytest.param(SOFA.replace("20852163", "020852163"), id="leading zero"),
        pytest.param(SOFA.replace("20852163", "-1"), id="negative"),
        pytest.param(SOFA.replace("20852163", "\u0662"), id="another script's digit"),
        pytest.param(SOFA.replace("20852163", str(2**63)), id="too large"),
        pytest.param(SOFA.replace("20852163", "9" * 5000), id="much too large"),
        pytest.param(SOFA.replace("q2I=", "q2J="), id="other spelling of the root"),
        pytest.param(SOFA.replace("CsUY", ""), id="short root"),
        pytest.param(SOFA.replace("CsUY", "\u00e4sUY"), id="root that is no base64"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteInvalid):
        Checkpoint.parse(text)


def test_a_checkpoint_is_opened_with_the_key_that_signed_it(tmp_path):
    key = generate_key(tmp_path / "key")
    checkpoint = Checkpoint("enforcecore/1", 3, bytes(32))
    note = signed(checkpoint.text(), [load_signer(tmp_path / "key")])
    assert open_checkpoint(note, [key]) == checkpoint
    with pytest.raises(NoteInvalid):
        open_checkpoint(note.replace("\n3\n", "\n4\n"), [key])
