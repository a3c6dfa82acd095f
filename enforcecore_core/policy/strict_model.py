"""What every model of the policy language has in common."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from enforcecore_core.policy.problems import Problem
from enforcecore_core.policy.words import refuse

__all__ = ["Strict"]


class Strict(BaseModel):
    """A mapping with known keys alone, of which at least one stands there."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise refuse(Problem.EMPTY, "there is nothing in it")
        return self
