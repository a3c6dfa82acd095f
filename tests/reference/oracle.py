"""The decision procedure in a page of naive Python, for comparison.

It works on a policy as plain data and shares no code with the product. A condition gives True,
False or ERROR. It knows no symlinks, and of URLs only the plain ones.
"""

# An oracle is a list of cases, one after the other.
# ruff: noqa: C901, PLR0912

import math
import posixpath
import re

ERROR = "error"
MISSING = object()


def verdict(policies, tool, world, directory="/home"):
    """Return (effect, code, duties) of one call.

    `policies` are a policy and all that it extends. `world` has the call's `args`, its `principal`
    (a mapping, or MISSING) and its `session`.
    """
    if type(tool) is not str or not re.fullmatch(r"[A-Za-z0-9_.:/-]{1,256}", tool):
        return "block", "EC-TOOL-NAME", None
    levels = [applying(policy, tool) for policy in policies]
    if not any(levels):
        return "block", "EC-NO-RULE", None
    blocked = [
        clause(stated, world, directory)
        for entries in levels
        for entry in entries
        for stated in listed(entry.get("block", []))
    ]
    if True in blocked:
        return "block", "EC-BLOCK-RULE", None
    if ERROR in blocked:
        return "block", "EC-CONDITION-ERROR", None
    # The first of all has a say in any case, the others if they mention the tool.
    deciding = [entries for entries in levels[:-1] if entries] + [levels[-1]]
    allowed = [allows(entries, world, directory) for entries in deciding]
    if ERROR in allowed:
        return "block", "EC-CONDITION-ERROR", None
    if all(allowed):
        return "allow", "EC-ALLOWED", together(map(duties, policies, levels))
    return "block", "EC-NO-ALLOW", None


def applying(policy, tool):
    entries = [entry for name, entry in policy["tools"].items() if glob(name, tool)]
    return [{entry: "always"} if isinstance(entry, str) else entry for entry in entries]


def allows(entries, world, directory):
    answers = []
    for entry in entries:
        stated = listed(entry.get("allow", []))
        if "args" in entry or "when" in entry:
            stated = [{key: entry[key] for key in ("args", "when") if key in entry}]
        for one in stated:
            answer = clause(one, world, directory)
            if "other_args" in entry and answer is True:
                answer = set(world["args"]) <= mentioned([*stated, *listed(entry.get("block", []))])
            answers.append(answer)
    return True if True in answers else ERROR if ERROR in answers else False


def mentioned(clauses):
    names = set()
    for stated in clauses:
        if stated != "always":
            names |= {name.split(".")[0] for name in stated.get("args", {})}
            names |= set(re.findall(r"\bargs\.(\w+)", stated.get("when", "")))
    return names


def duties(policy, entries):
    defaults = policy.get("defaults", {})
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


def together(several):
    arguments, results, seconds = zip(*several, strict=True)
    stated = [one for one in seconds if one is not None]
    return set().union(*arguments), set().union(*results), min(stated, default=None)


def clause(stated, world, directory):
    if stated == "always":
        return True
    conditions = stated.get("args", {}).items()
    answers = [argument(world["args"], name, c, directory) for name, c in conditions]
    if "when" in stated:
        answers.append(stated["when"].judged(world))
    return every(answers)


def every(answers):
    return ERROR if ERROR in answers else all(answers)


def some(answers):
    return ERROR if ERROR in answers else any(answers)


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
    if key == "type":
        return ERROR if sort(value) == ERROR else sort(value) == (operand or "null")
    if key in {"each", "some"}:
        if type(value) not in (list, tuple) or not value:
            return ERROR
        answers = [conditions(item, operand, directory) for item in value]
        return every(answers) if key == "each" else some(answers)
    if key == "keys":
        if not isinstance(value, dict) or not value:
            return ERROR
        return every([conditions(name, operand, directory) for name in value])
    if key in {"min_items", "max_items"}:
        if type(value) not in (list, tuple, dict):
            return ERROR
        return len(value) >= operand if key == "min_items" else len(value) <= operand
    if key in {"all_of", "any_of"}:
        answers = [conditions(value, part, directory) for part in operand]
        return every(answers) if key == "all_of" else some(answers)
    if key == "not":
        answer = conditions(value, operand, directory)
        return answer if answer == ERROR else not answer
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
    if key == "matches":
        return ERROR if re.search("[\ud800-\udfff]", value) else bool(re.fullmatch(operand, value))
    if key == "min_length":
        return not len(value) < operand
    if key == "max_length":
        return not len(value) > operand
    if key == "under":
        unreadable = "[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\\\:*?]"
        if value == "" or re.match("~|//", value) or re.search(unreadable, value):
            return ERROR
        path = posixpath.normpath(posixpath.join(directory, value))
        return any(posixpath.commonpath([path, root]) == root for root in listed(operand))
    parts = re.fullmatch(
        r"([a-z]+)://([a-z]+(?:\.[a-z]+)*)(?::([1-9]\d*))?(?:/\w*)*", value.lower()
    )
    if not parts:
        return ERROR
    if key == "scheme":
        return parts[1] in listed(operand)
    if key == "port":
        port = parts[3] or {"https": 443, "http": 80}.get(parts[1])
        return int(port) in listed(operand) if port else ERROR
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


def sort(value):
    if isinstance(value, dict):
        return "mapping"
    return "list" if type(value) in (list, tuple) else kind(value)


def glob(pattern, value):
    """Match by trying every way to read every star."""
    if not pattern:
        return not value
    if pattern[0] == "*":
        return glob(pattern[1:], value) or (value != "" and glob(pattern, value[1:]))
    return value != "" and pattern[0] in ("?", value[0]) and glob(pattern[1:], value[1:])


def listed(one_or_more):
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
