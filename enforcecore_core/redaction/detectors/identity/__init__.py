"""Numbers that states give to people, one file for each part of the world."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.identity.africa_and_middle_east import (
    AFRICA_AND_MIDDLE_EAST,
)
from enforcecore_core.redaction.detectors.identity.birth import BIRTH
from enforcecore_core.redaction.detectors.identity.british_isles import BRITISH_ISLES
from enforcecore_core.redaction.detectors.identity.documents import DOCUMENTS
from enforcecore_core.redaction.detectors.identity.east_asia import EAST_ASIA
from enforcecore_core.redaction.detectors.identity.eastern_europe import EASTERN_EUROPE
from enforcecore_core.redaction.detectors.identity.latin_america import LATIN_AMERICA
from enforcecore_core.redaction.detectors.identity.north_america import NORTH_AMERICA
from enforcecore_core.redaction.detectors.identity.northern_europe import NORTHERN_EUROPE
from enforcecore_core.redaction.detectors.identity.oceania import OCEANIA
from enforcecore_core.redaction.detectors.identity.places import PLACES
from enforcecore_core.redaction.detectors.identity.south_asia import SOUTH_ASIA
from enforcecore_core.redaction.detectors.identity.southern_europe import SOUTHERN_EUROPE
from enforcecore_core.redaction.detectors.identity.western_europe import WESTERN_EUROPE

__all__ = ["IDENTITY"]

IDENTITY = (
    *NORTH_AMERICA,
    *BRITISH_ISLES,
    *WESTERN_EUROPE,
    *SOUTHERN_EUROPE,
    *NORTHERN_EUROPE,
    *EASTERN_EUROPE,
    *LATIN_AMERICA,
    *SOUTH_ASIA,
    *EAST_ASIA,
    *AFRICA_AND_MIDDLE_EAST,
    *OCEANIA,
    *DOCUMENTS,
    *BIRTH,
    *PLACES,
)
