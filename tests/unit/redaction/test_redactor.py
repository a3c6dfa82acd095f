import pytest

from enforcecore_core.errors import ConfigurationError
from enforcecore_core.redaction import NotInspectable, Redactor

TEXT = "bob@example.com AKIAQ3EGR2XYZ7LMNOPQ"


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (("pii", "secrets"), "<EMAIL> <AWS_ACCESS_KEY>"),
        (("pii",), "<EMAIL> AKIAQ3EGR2XYZ7LMNOPQ"),
        (("secrets",), "bob@example.com <AWS_ACCESS_KEY>"),
        ((), TEXT),
    ],
)
def test_only_the_chosen_groups_are_redacted(groups, expected):
    assert Redactor(groups).redact(TEXT).value == expected


def test_an_unknown_group_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match=r"'people'.*pii, secrets"):
        Redactor(["pii", "people"])


def test_without_groups_what_cannot_be_looked_into_is_refused_all_the_same():
    with pytest.raises(NotInspectable, match="object"):
        Redactor(()).redact({"a": object()})


def test_without_groups_an_error_stays_as_it_is():
    error = ValueError(object(), "bob@example.com")
    before = error.args
    assert not Redactor(()).redact_error(error)
    assert error.args is before


def test_matches_are_counted_by_kind():
    redacted = Redactor().redact({"a": "b@c.com", "d@e.org": ["f@g.net", "+14155552671"]})
    assert redacted.counts == {"EMAIL": 3, "PHONE": 1}


@pytest.mark.parametrize(
    "arguments",
    [
        {"to": "alice", "urgent": True, "cc": None},
        {"to": "alice", "number": 3},
        {"to": "alice", 3: "number"},
        {"to": ["alice"], "nested": {"a": {"b": (1, 2.5)}}},
        {},
    ],
    ids=["plain", "number", "odd-key", "nested", "empty"],
)
def test_clean_arguments_come_back_as_the_same_object(arguments):
    redacted = Redactor().redact(arguments)
    assert redacted.value is arguments
    assert not redacted.counts


@pytest.mark.parametrize("arguments", [{"a": "b@c.com"}, {"b@c.com": "a"}, {"b@c.com": None}])
def test_plain_arguments_that_match_are_redacted_in_a_copy(arguments):
    before = dict(arguments)
    assert "b@c.com" not in repr(Redactor().redact(arguments).value)
    assert arguments == before


def test_text_of_a_class_of_its_own_is_searched_for_what_it_is():
    class Liar(str):
        __slots__ = ()

        def __str__(self):
            return "nothing"

    assert Redactor().find(Liar("b@c.com"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"groups": "pii"}, "groups: state a list"),
        ({"groups": None}, "groups: state a list"),
        ({"packs": "strict"}, "packs: state a list"),
        ({"keep": "ada@example.org"}, "keep: state a list"),
        ({"keep": [1]}, "keep: int is no str"),
        ({"keep": [b"ada@example.org"]}, "keep: bytes is no str"),
        ({"detectors": [{"name": "x"}]}, "is no OwnDetector"),
        ({"style": "mask"}, "style is a ReplacementStyle"),
        ({"engine": "foo"}, "unknown engine"),
    ],
)
def test_an_option_that_means_nothing_is_refused(options, message):
    with pytest.raises(ConfigurationError, match=message) as refusal:
        Redactor(**options)
    assert "ada" not in str(refusal.value)


@pytest.mark.parametrize("value", [b"x", None, 5])
def test_only_a_text_is_searched(value):
    with pytest.raises(TypeError, match="find looks at a text"):
        Redactor().find(value)
