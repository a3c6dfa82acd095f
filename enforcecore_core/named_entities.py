"""Names of people and places, as trained models find them: Presidio over pipelines of spaCy.

A model is a pipeline of spaCy that is installed, or the directory of one. None is ever downloaded.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from enforcecore_core.errors import ConfigurationError

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine
    from spacy.language import Language

__all__ = ["MODEL_KINDS", "EntityFinder", "EntitySpan", "load_finder"]

EntitySpan = tuple[int, int, str]
"""Where a name starts and ends, and its kind."""

MODEL_KINDS = ("PERSON", "LOCATION")
"""The kinds of what models find, the most severe first."""

# As spaCy calls them in English, in most other languages, and what else is part of an address.
_KINDS = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
}
# What else a pipeline does has no say in which names it finds.
_NAMING = ("ner", "entity_ruler")
_NEEDLESS = ["attribute_ruler", "lemmatizer", "morphologizer", "parser", "senter", "tagger"]

# A text is looked at in windows that overlap by more than a name is long.
_WINDOW = 2_000
_OVERLAP = 128
# spaCy takes a run of characters apart sign by sign, in time that is the square of its length.
_UNBROKEN = re.compile(r"\S{65,}|[^\w\s]{5,}")
_SIGN = re.compile(r"[\W_]")

_loading = threading.Lock()


class EntityFinder(Protocol):
    """What finds names in a text. Threads share one; the same text has the same names."""

    @property
    def name(self) -> str:
        """What finds, with its version."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what it finds, the most severe first, in capitals (`PERSON`)."""

    def find(self, text: str, /) -> Iterable[EntitySpan]:
        """Every name in the text. Whatever this raises, the text does not pass."""


def load_finder(models: Iterable[str]) -> EntityFinder:
    """Return what finds the names that any of these models finds.

    A model is loaded once in a process. Raises `ConfigurationError` that says what to install.
    """
    for package in ("presidio_analyzer", "spacy"):
        if find_spec(package) is None:
            raise ConfigurationError(
                f"Names and addresses need the package {package.replace('_', '-')}. "
                'Run: pip install "enforcecore-core[ner]"'
            )
    with _loading:
        try:
            return _Union([_loaded(model) for model in sorted(models)])
        except ImportError as error:
            raise ConfigurationError(
                f"What finds names and addresses cannot be loaded ({error}). Run: pip install "
                '--force-reinstall "enforcecore-core[ner]"'
            ) from error


class _Model:
    """One pipeline. Its vocabulary forgets each text, which one thread at a time can have it do."""

    def __init__(self, name: str, analyzer: AnalyzerEngine, pipeline: Language) -> None:
        self.name = name
        self._analyzer = analyzer
        self._pipeline = pipeline
        self._language = str(pipeline.lang)
        self._lock = threading.Lock()

    def find(self, text: str) -> Iterator[EntitySpan]:
        shown = _UNBROKEN.sub(lambda run: _SIGN.sub(" ", run[0]), text)
        for start, end in _windows(shown):
            with self._lock, self._pipeline.memory_zone():
                found = self._analyzer.analyze(shown[start:end], self._language, list(MODEL_KINDS))
            for one in found:
                yield start + one.start, start + one.end, one.entity_type


class _Union:
    """Several models. What one of them finds is found."""

    def __init__(self, models: list[_Model]) -> None:
        self.name = "+".join(model.name for model in models)
        self.kinds = MODEL_KINDS
        self._models = models

    def find(self, text: str) -> Iterator[EntitySpan]:
        for model in self._models:
            yield from model.find(text)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text to look at, each of which ends at white space if there is any."""
    start = 0
    while len(text) - start > _WINDOW:
        end = _behind_space(text, start + _WINDOW // 2, start + _WINDOW)
        yield start, end
        start = _behind_space(text, end - 2 * _OVERLAP, end - _OVERLAP)
    yield start, len(text)


def _behind_space(text: str, low: int, high: int) -> int:
    """Right behind the last white space between the two places, or the higher of them."""
    return next((place + 1 for place in range(high - 1, low, -1) if text[place].isspace()), high)


@lru_cache(maxsize=16)
def _loaded(model: str) -> _Model:
    pipeline = _pipeline(model)
    labels = {label for part in _NAMING for label in pipeline.pipe_labels.get(part, ())}
    if not labels & _KINDS.keys():
        raise ConfigurationError(f"The model {model!r} finds neither people nor places.")
    version = pipeline.meta["version"]
    return _Model(f"{model}-{version}", _analyzer(pipeline, labels), pipeline)


def _pipeline(model: str) -> Language:
    import spacy  # noqa: PLC0415 - an extra, and slow

    if not (spacy.util.is_package(model) or Path(model).is_dir()):
        raise ConfigurationError(
            f"The model {model!r}, which is to find names and addresses, is not installed. "
            f"Run: python -m spacy download {model} (or name one that is: redaction.models in a "
            "policy)"
        )
    try:
        return spacy.load(model, exclude=_NEEDLESS)
    except Exception as error:  # noqa: BLE001 - foreign code, which may raise anything
        raise ConfigurationError(
            f"The model {model!r} cannot be loaded by spaCy ({type(error).__name__}). "
            "Install one that is made for the version of spaCy that is here."
        ) from None


def _analyzer(pipeline: Language, labels: set[str]) -> AnalyzerEngine:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # noqa: PLC0415 - an extra
    from presidio_analyzer.nlp_engine import (  # noqa: PLC0415
        NerModelConfiguration,
        SpacyNlpEngine,
    )
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer  # noqa: PLC0415

    language = str(pipeline.lang)
    engine = SpacyNlpEngine(
        ner_model_configuration=NerModelConfiguration(
            model_to_presidio_entity_mapping=dict(_KINDS),
            labels_to_ignore=sorted(labels - _KINDS.keys()),
        )
    )
    # Given one that is loaded, for it would download what is missing.
    setattr(engine, "nlp", {language: pipeline})  # noqa: B010 - declared as None
    recognizer = SpacyRecognizer(language, supported_entities=list(MODEL_KINDS))
    registry = RecognizerRegistry([recognizer], supported_languages=[language])
    return AnalyzerEngine(registry, engine, supported_languages=[language])
