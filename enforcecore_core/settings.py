"""What the environment says, read once when an enforcer is opened and passed on as a value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from enforcecore_core.errors import ConfigurationError

__all__ = ["Settings", "payload_keys", "read_settings"]


class Settings(BaseSettings):
    """The settings of an enforcer; each is read from `ENFORCECORE_` and its name in capitals.

    `fail_open` lets calls through that an internal fault would have blocked, never one that the
    policy blocks. `dev_mode` silences the warnings about settings that weaken enforcement.
    `signing_key` is the file of the private key that signs the trail, and `witnesses` the file that
    says who is shown what was signed; with `witnessed_within`, calls are blocked once something
    has waited for them for so many seconds. With `audit_on_failure` at
    "spill", calls that the trail cannot record are recorded in a second one at `audit_spill_path`.
    `redaction_key` is a file of at least 32 random bytes, the key of the tokens that stand for
    values; `tenant` says whose tokens they are. `redaction_engine` changes how fast redaction is.
    """

    model_config = SettingsConfigDict(
        env_prefix="ENFORCECORE_", frozen=True, extra="forbid", env_ignore_empty=True
    )

    policy: Path | None = None
    audit_enabled: bool = True
    audit_path: Path = Path(".enforcecore/trail")
    audit_on_failure: Literal["block", "spill"] = "block"
    audit_spill_path: Path | None = None
    audit_heartbeat: Annotated[float, Field(gt=0)] = 60.0
    audit_trust_file_system: bool = False
    signing_key: Path | None = None
    witnesses: Path | None = None
    witnessed_within: Annotated[float, Field(ge=30)] | None = None
    redaction_key: Path | None = None
    tenant: str | None = None
    redaction_engine: Literal["auto", "rust", "re2"] = "auto"
    audit_payloads: bool = False
    audit_payload_keys: Path | None = None
    fail_open: bool = False
    dev_mode: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"


def read_settings() -> Settings:
    """Read the environment. Raises `ConfigurationError` that names the variable at fault."""
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(part) for part in problem["loc"]).upper()
        raise ConfigurationError(
            f"ENFORCECORE_{name.removeprefix('ENFORCECORE_')}: {problem['msg']}"
        ) from None


def payload_keys(settings: Settings) -> Path:
    """Where the keys of payloads are: beside the trail unless a setting says otherwise."""
    beside = settings.audit_path.with_name(f"{settings.audit_path.name}.keys")
    return settings.audit_payload_keys or beside
