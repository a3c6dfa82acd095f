"""The decision procedure in a page of naive Python, for comparison.

It works on a policy as plain data and shares no code with the product. A condition gives True,
False or ERROR. It knows no symlinks, and of URLs only the plain ones.
"""

# An oracle is a list of cases, one after the other.
# ruff: noqa: C901

import math
import posixpath
import re

ERROR = "error"
MISSING = object()


def verdict(policy, tool, arguments, directory="/home"):
    """Return (effect, code, duties) of one call."""
    if type(tool) is not str or not re.fullmatch(r"[A-Za-z0-9_.:/-]{1,256}", tool):
        return "block", "EC-TOOL-NAME", None
    entries = [entry for name, entry in policy["tools"].items() if glob(name, tool)]
    entries = [{entry: "always"} if isinstance(entry, str) else entry for entry in entries]
    if not entries:
        return "block", "EC-NO-RULE", None
    blocks = [c for e in entries for c in listed(e.get("block", []))]
    allows = [c for e in entries for c in listed(e.get("allow", []))]
    allows += [{"args": e["args"]} for e in entries if "args" in e]
    blocked = [clause(c, arguments, directory) for c in blocks]
    allowed = [clause(c, arguments, directory) for c in allows]
    if True in blocked:
        return "block", "EC-BLOCK-RULE", None
    if ERROR in blocked:
        return "block", "EC-CONDITION-ERROR", None
    if True in allowed:
        return "allow", "EC-ALLOWED", duties(policy.get("defaults", {}), entries)
    if ERROR in allowed:
        return "block", "EC-CONDITION-ERROR", None
    return "block", "EC-NO-ALLOW", None


def duties(defaults, entries):
    redact = {"arguments": ["secrets"], "results": ["secrets", "pii"], **defaults.get("redact", {})}
    sides = [e.get("redact", {}) for e in entries]
    sides = [{"arguments": s} if isinstance(s, list) else s for s in [*sides, redact]]
    seconds = [float(e["timeout"].rstrip("s")) for e in entries if "timeout" in e]
    if not seconds and "timeout" in defaults:
        seconds = [float(defaults["timeout"].rstrip("s"))]
    return (
        {group for side in sides for group in side.get("arguments", [])},
        {group for side in sides for group in side.get("results", [])},
        min(seconds, default=None),
    )


def clause(stated, arguments, directory):
    if stated == "always":
        return True
    conditions = stated.get("args", {}).items()
    return every([argument(arguments, name, c, directory) for name, c in conditions])


def every(answers):
    return ERROR if ERROR in answers else all(answers)


def argument(value, name, condition, directory):
    for step in name.split("."):
        if value is MISSING:
            break
        if not isinstance(value, dict):
            return ERROR
        value = value.get(step, MISSING)
    if isinstance(condition, dict) and "present" in condition:
        there = condition["present"] is (value is not MISSING)
        rest = {key: operand for key, operand in condition.items() if key != "present"}
        return every([there, conditions(value, rest, directory)])
    return conditions(value, condition, directory)


def conditions(value, condition, directory):
    if isinstance(condition, list):
        condition = {"in": condition}
    if not isinstance(condition, dict):
        condition = {"equals": condition}
    return every([one(value, key, operand, directory) for key, operand in condition.items()])


def one(value, key, operand, directory):
    if value is MISSING:
        return ERROR
    if key in {"equals", "in", "not_in"}:
        return member(value, operand if isinstance(operand, list) else [operand], key == "not_in")
    if key == "each":
        if type(value) not in (list, tuple) or not value:
            return ERROR
        return every([conditions(item, operand, directory) for item in value])
    if key in {"more_than", "at_least", "less_than", "at_most"}:
        if kind(value) != "number":
            return ERROR
        return {
            "more_than": value > operand,
            "at_least": value >= operand,
            "less_than": value < operand,
            "at_most": value <= operand,
        }[key]
    return text(value, key, operand, directory) if kind(value) == "text" else ERROR


def text(value, key, operand, directory):
    if key == "starts_with":
        return value[: len(operand)] == operand
    if key == "ends_with":
        return value[-len(operand) :] == operand
    if key == "contains":
        return value.find(operand) >= 0
    if key == "like":
        return glob(operand, value)
    if key == "min_length":
        return not len(value) < operand
    if key == "max_length":
        return not len(value) > operand
    if key == "under":
        if value == "" or re.match("~|//", value) or any(char in value for char in "\0\\:*?"):
            return ERROR
        path = posixpath.normpath(posixpath.join(directory, value))
        return any(posixpath.commonpath([path, root]) == root for root in listed(operand))
    parts = re.fullmatch(r"([a-z]+)://([a-z]+(?:\.[a-z]+)*)(?::[1-9]\d*)?(?:/\w*)*", value.lower())
    if not parts:
        return ERROR
    if key == "scheme":
        return parts[1] in listed(operand)
    return any(
        parts[2] == host or (host[0] == "*" and parts[2].endswith(host[1:]))
        for host in listed(operand)
    )


def member(value, operands, negated):
    kinds = {kind(operand) for operand in operands}
    if kinds == {"null"}:
        return (value is None) is not negated
    if kind(value) == ERROR or kind(value) not in kinds:
        return ERROR
    same = any(kind(value) == kind(operand) and value == operand for operand in operands)
    return same is not negated


def kind(value):
    if isinstance(value, float) and not math.isfinite(value):
        return ERROR
    names = {str: "text", int: "number", float: "number", bool: "truth", type(None): "null"}
    return names.get(type(value), ERROR)


def glob(pattern, value):
    """Match by trying every way to read every star."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return glob(pattern[1:], value) or (value != "" and glob(pattern, value[1:]))
    return value != "" and pattern[0] in ("?", value[0]) and glob(pattern[1:], value[1:])


def listed(one_or_more):
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
