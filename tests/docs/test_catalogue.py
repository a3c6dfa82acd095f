import runpy

from docs.pages import ROOT

from enforcecore_core.redaction.detectors import CATALOGUE

SCRIPT = runpy.run_path(str(ROOT / "scripts" / "catalogue.py"))


def test_the_page_is_what_the_catalogue_makes_of_it():
    assert SCRIPT["PAGE"].read_text("utf-8") == SCRIPT["page"](), "run `make catalogue`"


def test_the_page_lists_each_detector_once():
    rows = [line for line in SCRIPT["page"]().splitlines() if line.startswith("| `")]
    assert len(rows) == len(CATALOGUE)
