import pickle

from enforcecore_core.errors import EnforceCoreError
from enforcecore_core.redaction import NotInspectable


def test_a_refusal_names_the_type_and_travels_between_processes():
    refusal = pickle.loads(pickle.dumps(NotInspectable("too odd", type_name="Thing")))
    assert isinstance(refusal, EnforceCoreError)
    assert (str(refusal), refusal.why, refusal.type_name) == ("too odd: Thing", "too odd", "Thing")


def test_a_refusal_without_a_type_is_its_reason():
    assert str(NotInspectable("too deep")) == "too deep"
