import pytest

from enforcecore_core.redaction import Redactor
from enforcecore_core.redaction.detectors.rows import in_row

REDACTOR = Redactor()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-[219-09-9999]", True),
        ("[219-09-9999]-1", True),
        ("1 [219-09-9999] 1", False),
        ("1 [219 09 9999]", True),
        ("[219 09 9999] 1", True),
        ("1 [219099999] 1", False),
        ("1-[219099999]", True),
        ("[(415) 555-2671] 24", False),
        ("24 [(415) 555-2671]", False),
        ("a-[219-09-9999]-b", False),
        ("1/[219/099]", False),
    ],
)
def test_a_row_goes_on_with_the_sign_that_parts_its_groups(text, expected):
    start, end = text.index("["), text.index("]") - 1
    assert in_row(text.replace("[", "").replace("]", ""), (start, end), " -") is expected


@pytest.mark.parametrize(
    "text",
    [
        "219-09-9998 219-09-9997 078-05-1121",
        "415-555-2671 415-555-2672 415-555-2673",
        "415.555.2671 415.555.2672",
        "090-1234-5678 090-1234-5679",
        "943-476-5919 943-476-5919",
        "2341-2341-2346 2341-2341-2346",
        "046-454-286 046-454-286",
        "86095742719 86095742719",
        "0044-20-79460958 0044-20-79460958",
    ],
)
def test_every_number_of_a_list_is_found(text):
    assert len(REDACTOR.find(text)) == len(text.split(" "))


@pytest.mark.parametrize(
    "text",
    ["219-09-9998", "415-555-2671", "030/90182012", "943-476-5919", "card 676770000005"],
)
def test_a_number_beside_it_hides_no_number(text):
    assert REDACTOR.redact(f"{text} 24 h").counts
    assert REDACTOR.redact(f"24 {text}").counts
