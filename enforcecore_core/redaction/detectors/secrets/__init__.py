"""Keys, tokens and passwords: a module for each kind of issuer, and for each way to write them."""

from __future__ import annotations

from enforcecore_core.redaction.detectors.secrets.ai import AI
from enforcecore_core.redaction.detectors.secrets.assignments import ASSIGNMENTS
from enforcecore_core.redaction.detectors.secrets.beside import BESIDE, TYPED
from enforcecore_core.redaction.detectors.secrets.cells import CELLS
from enforcecore_core.redaction.detectors.secrets.chat import CHAT
from enforcecore_core.redaction.detectors.secrets.cloud import CLOUD
from enforcecore_core.redaction.detectors.secrets.code import CODE
from enforcecore_core.redaction.detectors.secrets.command_arguments import IN_ARGUMENTS
from enforcecore_core.redaction.detectors.secrets.commands import IN_OPTIONS
from enforcecore_core.redaction.detectors.secrets.connections import CONNECTIONS
from enforcecore_core.redaction.detectors.secrets.foreign import FOREIGN
from enforcecore_core.redaction.detectors.secrets.headers import HEADERS
from enforcecore_core.redaction.detectors.secrets.keys import KEYS
from enforcecore_core.redaction.detectors.secrets.mail import MAIL
from enforcecore_core.redaction.detectors.secrets.observability import OBSERVABILITY
from enforcecore_core.redaction.detectors.secrets.one_time import ONE_TIME
from enforcecore_core.redaction.detectors.secrets.payments import PAYMENTS
from enforcecore_core.redaction.detectors.secrets.phrases import PHRASES
from enforcecore_core.redaction.detectors.secrets.plain_words import PLAIN_WORDS
from enforcecore_core.redaction.detectors.secrets.positions import POSITIONS
from enforcecore_core.redaction.detectors.secrets.services import SERVICES
from enforcecore_core.redaction.detectors.secrets.settings import SETTINGS
from enforcecore_core.redaction.detectors.secrets.signed import SIGNED
from enforcecore_core.redaction.detectors.secrets.speech import SPEECH
from enforcecore_core.redaction.detectors.secrets.statements import STATEMENTS
from enforcecore_core.redaction.detectors.secrets.stored import STORED

__all__ = ["SECRETS"]

SECRETS = (
    *KEYS,
    *PHRASES,
    *ONE_TIME,
    *CLOUD,
    *CODE,
    *CHAT,
    *PAYMENTS,
    *MAIL,
    *AI,
    *OBSERVABILITY,
    *SERVICES,
    *SIGNED,
    *CONNECTIONS,
    *HEADERS,
    *POSITIONS,
    *IN_OPTIONS,
    *IN_ARGUMENTS,
    *STORED,
    *SETTINGS,
    BESIDE,
    TYPED,
    *STATEMENTS,
    *CELLS,
    *ASSIGNMENTS,
    *SPEECH,
    *PLAIN_WORDS,
    FOREIGN,
)
