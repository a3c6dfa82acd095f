"""Policies: strict YAML in, a plan that decides out.

plan = load_policy("policy.yaml")
"""

from enforcecore_core.policy.reading import load_policy, parse_policy

__all__ = ["load_policy", "parse_policy"]
