"""What `redact --explain` says of a document is what redacting it takes out."""

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from enforcecore_core import Redactor
from enforcecore_core.cli.redaction_inputs import JsonInput

REDACTOR = Redactor()
NAMES = st.one_of(
    st.sampled_from(["ssn", "name", "value", "password", "columns", "rows", "key", "a", ""]),
    st.sampled_from(["bsn", "data", "4111", "ada@title.org", "<API_KEY>"]),
    st.sampled_from(["selector", "text", "id", "title", "#password", "by"]),
)
LEAVES = st.one_of(
    NAMES,
    st.sampled_from(
        [219099999, 111222333, "111222333", "swordfish", "ada@example.org", 4111111111111111]
    ),
    st.sampled_from(["too short", "must be set", "sk_live_4eC39HqLyjWDarjtT1zdp7dc", "<SECRET>"]),
    st.sampled_from([None, True, 1.5, "x", "ada@", "example.org", 4111, "1111", "<CARD>"]),
)
SELECTORS = st.one_of(
    st.sampled_from(["#password", "input[name='bsn']", "password field of ada@title.org"]),
    st.sampled_from(["label[for=password]", "#ada@title.org .password", "4111 1111 1111 1111"]),
)
ARGUMENTS = st.one_of(
    st.sampled_from(["mysql", "curl", "sshpass", "--", "-p", "-u", "--password", "--bsn", "--pin"]),
    st.sampled_from(["-pswordfish", "-uada:hunter2", "ada:hunter2", "--bsn-111222333", "-<CARD>"]),
    LEAVES,
)
OPTIONS = st.sampled_from(["--password", "--bsn", "--ssn", "--api-key", "--user"])
DOCUMENTS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.lists(parts, max_size=4),
        st.dictionaries(NAMES, parts, max_size=4),
        st.lists(st.tuples(NAMES, parts).map(list), max_size=3),
        st.lists(st.lists(parts, min_size=3, max_size=3), max_size=3),
        st.lists(ARGUMENTS, min_size=2, max_size=5),
        st.tuples(OPTIONS, LEAVES, ARGUMENTS).map(list),
        st.fixed_dictionaries({"name": NAMES, "value": parts}),
        st.fixed_dictionaries(
            {"selector": SELECTORS, "text": parts},
            optional={"id": NAMES, "value": parts, "by": st.just("id")},
        ),
        st.fixed_dictionaries(
            {"columns": st.lists(NAMES, min_size=2, max_size=2)},
            optional={"rows": st.lists(st.lists(parts, min_size=1, max_size=3), max_size=3)},
        ),
    ),
    max_leaves=12,
)


@given(DOCUMENTS)
def test_an_explanation_counts_what_redacting_counts(document):
    text = json.dumps(document)
    found = Counter(finding.kind for finding in JsonInput(iter([text]), REDACTOR).findings())
    assert found == REDACTOR.redact(json.loads(text)).counts


@given(DOCUMENTS)
def test_a_document_comes_back_itself_if_and_only_if_nothing_is_explained(document):
    text = json.dumps(document)
    explained = list(JsonInput(iter([text]), REDACTOR).findings())
    parsed = json.loads(text)
    assert (REDACTOR.redact(parsed).value is parsed) == (explained == [])
