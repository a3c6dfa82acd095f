"""The same texts to other libraries that find personal data or secrets in text.

Each is set up as its users would, once, with nothing that asks a network. One that is not installed
is left out.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

__all__ = ["installed"]

Find = Callable[[str], object]


def installed() -> dict[str, Find]:
    """Return every peer that can be imported, by its name, as a function that was tried once."""
    builders = {
        "langchain PII detectors": _langchain,
        "scrubadub": _scrubadub,
        "detect-secrets": _detect_secrets,
        "presidio, patterns alone": _presidio,
    }
    found = {}
    for name, build in builders.items():
        try:
            find = build()
        except ImportError:
            continue
        find("mail jane.doe@example.com")
        found[name] = find
    return found


def _langchain() -> Find:
    module: Any = importlib.import_module("langchain.agents.middleware._redaction")
    detectors = list(module.BUILTIN_DETECTORS.values())
    return lambda text: [match for detect in detectors for match in detect(text)]


def _scrubadub() -> Find:
    scrubber: Any = importlib.import_module("scrubadub").Scrubber()
    return lambda text: list(scrubber.iter_filth(text))


def _detect_secrets() -> Find:
    settings: Any = importlib.import_module("detect_secrets.settings")
    scan: Any = importlib.import_module("detect_secrets.core.scan")

    def find(text: str) -> object:
        with settings.default_settings():
            return [one for line in text.splitlines() for one in scan.scan_line(line)]

    return find


def _presidio() -> Find:
    spacy: Any = importlib.import_module("spacy")
    analyzer: Any = importlib.import_module("presidio_analyzer")
    nlp: Any = importlib.import_module("presidio_analyzer.nlp_engine")
    extract: Any = importlib.import_module("tldextract")
    # It would fetch the list of public suffixes over the network.
    extract.extract = extract.TLDExtract(suffix_list_urls=())
    engine = nlp.SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}
    engine.nlp["en"].max_length = 10_000_000
    search = analyzer.AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    return lambda text: search.analyze(text, language="en")
