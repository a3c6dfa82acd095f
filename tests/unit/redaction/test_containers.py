import pathlib
import time
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence

import attrs
import pytest

from enforcecore_core.decision.redaction_rules import RedactionRules
from enforcecore_core.redaction import NotInspectable, Redactor, ReplacementStyle

A, B = "a@example.com", "b@example.com"


def redact(value):
    return Redactor().redact(value).value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({A: 1, B: 2}, {"<EMAIL>": 1, "<EMAIL>_2": 2}),
        ({A: 1, "<EMAIL>": 2}, {"<EMAIL>_2": 1, "<EMAIL>": 2}),
        ({A: 1, "<EMAIL>_2": 2, B: 3}, {"<EMAIL>": 1, "<EMAIL>_2": 2, "<EMAIL>_3": 3}),
        ({A.encode(): 1, B.encode(): 2}, {b"<EMAIL>": 1, b"<EMAIL>_2": 2}),
        ({A, B}, {"<EMAIL>", "<EMAIL>_2"}),
        ({(1, A): 1, (1, B): 2}, {(1, "<EMAIL>"): 1, (1, "<EMAIL>_2"): 2}),
        (frozenset({A, B}), frozenset({"<EMAIL>", "<EMAIL>_2"})),
        (
            {pathlib.PurePosixPath(A): 1, pathlib.PurePosixPath(B): 2},
            {pathlib.PurePosixPath("<EMAIL>"): 1, pathlib.PurePosixPath("<EMAIL>_2"): 2},
        ),
    ],
    ids=["two", "taken", "number-taken", "bytes", "set", "tuple", "frozenset", "path"],
)
def test_keys_that_become_equal_are_numbered(value, expected):
    assert redact(value) == expected


def test_paths_of_which_nothing_is_left_are_numbered():
    redactor = Redactor(style=ReplacementStyle(RedactionRules(style="remove")))
    keys = [pathlib.PurePosixPath(name) for name in (A, B)]
    assert redactor.redact(dict.fromkeys(keys, 1)).value == {
        pathlib.PurePosixPath("."): 1,
        pathlib.PurePosixPath("_2"): 1,
    }


def test_numbering_many_keys_takes_no_square_of_their_number():
    keys = {f"user{number}@example.com": number for number in range(20_000)}
    assert sorted(redact(keys).values()) == list(range(20_000))


def test_keys_that_become_equal_and_cannot_be_numbered_are_refused():
    with pytest.raises(NotInspectable, match="two keys become equal: frozenset"):
        redact({frozenset({A}): 1, frozenset({B}): 2})


def test_a_number_that_would_make_a_key_match_is_refused():
    stem = "github_pat_a1b2c3d4e5f6g7h8i9j0"
    value = {f"{A} {stem}": 1, f"{B} {stem}": 2}
    with pytest.raises(NotInspectable, match="still matches"):
        redact(value)


def test_order_is_kept():
    value = OrderedDict([("z", 1), (A, 2), ("y", 3)])
    value.move_to_end("z")
    assert list(redact(value).items()) == [("<EMAIL>", 2), ("y", 3), ("z", 1)]


def test_a_default_dict_keeps_its_factory():
    result = redact(defaultdict(list, {"a": A}))
    assert result["new"] == []
    assert type(result) is defaultdict


class Carrier:
    note = ""


class ListOfOne(list, Carrier):
    pass


class DictOfOne(dict, Carrier):
    pass


class TupleOfOne(tuple, Carrier):  # noqa: SLOT001 - it is to carry attributes
    pass


class SetOfOne(set, Carrier):
    pass


class FrozenSetOfOne(frozenset, Carrier):
    pass


@pytest.mark.parametrize(
    "value",
    [ListOfOne([1]), DictOfOne(a=1), TupleOfOne([1]), SetOfOne([1]), FrozenSetOfOne([1])],
    ids=lambda value: type(value).__name__,
)
def test_attributes_of_a_subclass_are_redacted_with_its_items(value):
    value.note = A
    result = redact(value)
    assert (result, result.note, type(result)) == (value, "<EMAIL>", type(value))
    assert value.note == A


def test_slots_of_a_subclass_are_redacted():
    class Noted(dict):
        __slots__ = ("empty", "note")

    value = Noted(a=1)
    value.note = A
    assert redact(value).note == "<EMAIL>"


def test_a_class_that_cannot_be_made_empty_is_refused():
    moment = time.struct_time((A, *range(8)))
    with pytest.raises(NotInspectable, match="cannot be copied: struct_time"):
        redact(moment)


class Headers(Mapping):
    def __init__(self, content, note):
        self.content = content
        self.note = note

    def __getitem__(self, key):
        return self.content[key]

    def __iter__(self):
        return iter(self.content)

    def __len__(self):
        return len(self.content)


class Cells(Sequence):
    __slots__ = ("content", "note")

    def __init__(self, content, note):
        self.content = content
        self.note = note

    def __getitem__(self, index):
        return self.content[index]

    def __len__(self):
        return len(self.content)


@pytest.mark.parametrize("note", [A, [A], [A, object()]], ids=["text", "list", "and unknown"])
def test_of_a_foreign_collection_that_carries_what_matches_only_the_items_pass(note):
    assert type(redact(Headers({"a": 1}, note))) is dict
    assert redact(Cells([1], note)) == [1]


@pytest.mark.parametrize("note", ["fine", object(), None])
def test_a_foreign_collection_that_carries_nothing_of_note_comes_back_itself(note):
    for value in (Headers({"a": 1}, note), Cells([1], note)):
        assert redact(value) is value


def test_a_foreign_collection_may_refer_to_itself():
    value = Headers({"a": 1}, None)
    value.note = [value, {"a": value}]
    assert redact(value) is value


def test_what_a_foreign_collection_carries_is_looked_into_beside_what_nobody_can_look_into():
    value = Headers({"a": 1}, None)
    value.note = {"lock": object(), "me": value, "mail": A}
    assert type(redact(value)) is dict


def test_what_is_passed_over_there_is_refused_elsewhere():
    held = [object()]
    with pytest.raises(NotInspectable):
        redact([Headers({"a": 1}, held), held])


@pytest.mark.parametrize("place", [[2.294481, 48.85837], (-33.856784, 151.215297)])
def test_two_fractions_are_a_place_where_a_name_says_so(place):
    assert set(redact({"coordinates": place})["coordinates"]) == {"<COORDINATES>"}
    assert redact({"scores": place, "location": [0.1, 0.25]})["scores"] is place


@pytest.mark.parametrize("slots", [True, False])
def test_a_copy_of_a_class_of_attrs_has_the_hash_of_what_it_holds(slots):
    cls = attrs.make_class(
        "Mail", ["text"], frozen=True, cache_hash=True, unsafe_hash=True, slots=slots
    )
    value = cls(A)
    hash(value)
    assert hash(redact(value)) == hash(cls("<EMAIL>"))
