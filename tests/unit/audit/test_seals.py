"""A seal counts when its root is that of the records and a trusted key has signed it."""

from __future__ import annotations

import pytest

from enforcecore_core.audit.base64text import encoded
from enforcecore_core.audit.checkpoints import Checkpoint
from enforcecore_core.audit.keys import VerifierKey
from enforcecore_core.audit.notes import signed
from enforcecore_core.audit.seals import Seals
from enforcecore_core.audit.signing import generate_key, load_signer

ORIGIN = "example.org/trail"
ROOT, OTHER = bytes(32), bytes([1]) * 32


@pytest.fixture(scope="module")
def signers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    for name in ("old", "new", "thief"):
        generate_key(folder / name, f"example.org/{name}")
    return {name: load_signer(folder / name) for name in ("old", "new", "thief")}


@pytest.fixture
def seal(signers):
    def seal_(size, *names, root=ROOT, origin=ORIGIN):
        text = Checkpoint(origin, size, root).text()
        return {"note": signed(text, [signers[name] for name in names])}

    return seal_


def rotation(signers, new="new"):
    return {"old": signers["old"].vkey.key_id, "new": str(signers[new].vkey)}


def following(signers, *steps, keys=("old",), every_signature=False):
    """The codes found in seals and changes of keys, each given with its number."""
    seals = Seals([signers[name].vkey for name in keys], every_signature=every_signature)
    found = []
    for seq, body in steps:
        take = seals.rotate(seq, body) if "new" in body else seals.take(seq, body, ORIGIN, ROOT)
        found += take
    found += seals.settle()
    return [finding.code for finding in found], seals


def test_a_seal_by_a_trusted_key_says_how_much_is_signed(signers, seal):
    found, seals = following(signers, (3, seal(3, "old")), (7, seal(7, "old")))
    assert (found, seals.count, seals.signed_size, seals.signed_root) == ([], 2, 7, ROOT)


def test_without_keys_seals_are_compared_and_nothing_counts_as_signed(signers, seal):
    found, seals = following(signers, (3, seal(3, "thief")), keys=())
    assert (found, seals.count, seals.signed_size) == ([], 1, None)
    assert following(signers, (3, seal(3, "thief", root=OTHER)), keys=())[0] == ["ROOT_MISMATCH"]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"root": OTHER}, "ROOT_MISMATCH"),
        ({"origin": "example.org/other"}, "OTHER_TRAIL"),
    ],
)
def test_a_seal_of_something_else_is_found(signers, seal, how, code):
    assert code in following(signers, (3, seal(3, "old", **how)))[0]


def test_a_seal_over_another_size_is_found(signers, seal):
    assert "BAD_CHECKPOINT" in following(signers, (4, seal(3, "old")))[0]


def test_where_the_records_are_broken_or_nameless_a_seal_is_not_compared_with_them(signers, seal):
    seals = Seals([signers["old"].vkey])
    assert seals.take(3, seal(3, "old", root=OTHER), ORIGIN, None) == ()
    assert seals.signed_size is None
    assert seals.take(4, seal(4, "old", origin="example.org/any"), None, ROOT) == ()
    assert seals.signed_size == 4


TEXT = f"{ORIGIN}\n3\n{encoded(ROOT)}\n"


@pytest.mark.parametrize(
    "note",
    [
        None,
        7,
        "",
        TEXT,
        f"{TEXT}\n",
        f"{TEXT}\n\u2014 example.org/x AAAA\n",
        f"{TEXT}\n\u2014 example.org/x AAAAAAB=\n",
        f"{TEXT}\n\u2014 example.org/x AAAAAAAA",
        f"{TEXT}\n- example.org/x AAAAAAAA\n",
        f"{TEXT}\n\u2014 exa mple AAAAAAAA\n",
        f"{TEXT}\n\u2014 exa+mple AAAAAAAA\n",
        f"{TEXT}\n\u2014 example AAAAAAAA\nmore\n",
        f"{TEXT}\n\u2014 example AAAAAAAA\n\n",
        f"{TEXT}more\n\n\u2014 example AAAAAAAA\n",
        f"{TEXT}\nmore\n\n\u2014 example AAAAAAAA\n",
        f"{TEXT}\n" + "\u2014 example AAAAAAAA\n" * 65,
        TEXT.replace("\n3\n", "\n03\n") + "\n\u2014 example AAAAAAAA\n",
    ],
    ids=lambda note: repr(note)[-40:],
)
@pytest.mark.parametrize("keys", [(), ("old",)])
def test_a_note_that_is_none_is_found_whether_there_are_keys_or_not(signers, note, keys):
    assert following(signers, (3, {"note": note}), keys=keys)[0][0] == "BAD_CHECKPOINT"


def test_the_last_signature_is_checked_and_with_a_word_every_one(signers, seal):
    right, bad = seal(3, "old"), seal(3, "old")
    at = len(bad["note"]) - 40
    bad["note"] = (
        bad["note"][:at] + ("A" if right["note"][at] != "A" else "B") + bad["note"][at + 1 :]
    )
    assert following(signers, (3, bad))[0] == ["BAD_CHECKPOINT"]
    assert following(signers, (3, bad), (7, seal(7, "old")))[0] == []
    found, _ = following(signers, (3, bad), (7, seal(7, "old")), every_signature=True)
    assert found == ["BAD_CHECKPOINT"]


def test_a_trail_that_only_somebody_else_has_signed_is_not_signed(signers, seal):
    assert following(signers, (3, seal(3, "thief")))[0] == ["NO_CHECKPOINT"]
    assert following(signers)[0] == ["NO_CHECKPOINT"]


def test_seals_before_the_first_by_a_trusted_key_may_be_by_others_and_later_ones_not(signers, seal):
    before, at, after = (3, seal(3, "old")), (5, seal(5, "new")), (9, seal(9, "thief"))
    assert following(signers, before, at, keys=("new",))[0] == []
    assert following(signers, before, at, after, keys=("new",))[0] == ["UNKNOWN_KEY"]


def test_who_names_a_key_has_not_signed_with_it(signers, seal):
    forged = VerifierKey.parse(str(signers["old"].vkey))

    class Forger:
        vkey = forged

        def sign(self, message):
            return signers["thief"].sign(message)

    note = signed(Checkpoint(ORIGIN, 3, ROOT).text(), [Forger()])
    assert following(signers, (3, {"note": note}))[0] == ["BAD_CHECKPOINT"]


# Changes of keys


def steps(signers, seal, *seals, new="new"):
    return [(5, rotation(signers, new)), *((n, seal(n, *names)) for n, *names in seals)]


WHOLE = [
    pytest.param([(6, "old"), (7, "old", "new"), (8, "new")], id="as it is written"),
    pytest.param([(6, "old", "new"), (8, "new")], id="in one step"),
    pytest.param([(6, "old"), (7, "old"), (8, "old", "new"), (9, "new")], id="slowly"),
    pytest.param([(6, "old"), (7, "old")], id="not finished yet"),
]


@pytest.mark.parametrize("seals", WHOLE)
def test_a_change_of_keys_that_the_old_key_vouches_for_is_followed(signers, seal, seals):
    assert following(signers, *steps(signers, seal, *seals))[0] == []


@pytest.mark.parametrize(
    "seals",
    [
        pytest.param([(6, "new")], id="the new key alone"),
        pytest.param([(6, "old"), (7, "new")], id="the new key alone, later"),
        pytest.param([(6, "thief")], id="somebody else"),
        pytest.param([(6, "new", "thief")], id="the new key and somebody else"),
    ],
)
def test_a_change_of_keys_that_the_old_key_does_not_vouch_for_is_found(signers, seal, seals):
    taken = [(3, seal(3, "old")), *steps(signers, seal, *seals)]
    assert "BAD_ROTATION" in following(signers, *taken)[0]


def test_the_old_key_is_no_longer_trusted_afterwards(signers, seal):
    taken = steps(signers, seal, (6, "old"), (7, "old", "new"), (8, "new"), (9, "old"))
    for keys in (("old",), ("old", "new")):
        assert following(signers, *taken, keys=keys)[0] == ["UNKNOWN_KEY"]


def test_a_signature_that_only_names_the_old_key_does_not_vouch(signers, seal):
    class Liar:
        vkey = signers["old"].vkey

        def sign(self, message):
            return bytes(64)

    text = Checkpoint(ORIGIN, 6, ROOT).text()
    note = signed(text, [Liar(), signers["thief"]])
    taken = [(5, rotation(signers, "thief")), (6, {"note": note}), (9, seal(9, "thief"))]
    assert "BAD_ROTATION" in following(signers, (3, seal(3, "old")), *taken)[0]


def test_a_change_from_a_key_that_is_not_trusted_means_nothing(signers, seal):
    taken = [
        (5, {**rotation(signers), "old": "00000000"}),
        (6, seal(6, "old")),
        (7, seal(7, "new")),
    ]
    assert following(signers, *taken)[0] == ["UNKNOWN_KEY"]


@pytest.mark.parametrize("new", ["", "x", 5, None, "a+00000000+AAAA"])
def test_a_change_to_no_key_is_found(signers, seal, new):
    taken = [(5, {**rotation(signers), "new": new}), (6, seal(6, "old"))]
    assert following(signers, *taken)[0] == ["BAD_ROTATION"]


def test_a_second_change_is_followed_from_the_first(signers, seal):
    again = {"old": signers["new"].vkey.key_id, "new": str(signers["thief"].vkey)}
    taken = steps(signers, seal, (6, "old"), (7, "old", "new"), (8, "new"))
    taken += [(10, again), (11, seal(11, "new")), (12, seal(12, "new", "thief"))]
    found, seals = following(signers, *taken, (13, seal(13, "thief")))
    assert (found, seals.signed_size) == ([], 13)
    assert seals.trusted_at_any_time == tuple(signers[n].vkey for n in ("old", "new", "thief"))
