"""Hypothesis strategies for policies as plain data, and for calls that come close to them."""

import math

from hypothesis import strategies as st
from reference.expressions import Expression, expressions_over

FIELDS = [
    ("args", "a"),
    ("args", "b"),
    ("args", "c", "d"),
    ("args", "c"),
    ("principal", "role"),
    ("principal", "id"),
    ("session", "id"),
]
PATTERNS_OF_TEXT = ["x+", "x|xy", ".*", "(?i)X", "[a-z]+@corp", "me@.*", "4[0-9]", "", "x{2,3}"]

TOOLS = ["read", "send", "send_all", "pay"]
PATTERNS = [*TOOLS, "*", "send*", "?ay", "s*d*", "refund:*"]
ARGUMENTS = ["a", "b", "c.d"]

texts = st.sampled_from(["x", "xy", "X", "42", "@corp", "me@corp", "/data", "a*b", "é"])
numbers = st.sampled_from([0, 1, -1, 42, 0.5, 1.0, 2**70, 5000])
scalars = texts | numbers | st.booleans() | st.none()
scalar_lists = st.lists(scalars, min_size=1, max_size=3)
hosts = st.sampled_from(["docs.example.com", "*.example.org", "localhost"])
directories = st.sampled_from(["/data", "/data/docs", "/home", "/"])
globs = st.sampled_from(["*", "x*", "*@corp", "?", "*a*b*", "4?"])


def one_or_more(strategy):
    return strategy | st.lists(strategy, min_size=1, max_size=2)


kinds = st.sampled_from(["text", "number", "truth", "list", "mapping", "null", None])
ports = st.sampled_from([80, 443, 8080])
counts = st.integers(0, 3)

operands = {
    "type": kinds,
    "matches": st.sampled_from([one for one in PATTERNS_OF_TEXT if one]),
    "min_items": counts,
    "max_items": counts,
    "port": one_or_more(ports),
    "equals": scalars,
    "in": scalar_lists,
    "not_in": scalar_lists,
    "starts_with": texts,
    "ends_with": texts,
    "contains": texts,
    "like": globs,
    "min_length": st.integers(0, 3),
    "max_length": st.integers(0, 3),
    "more_than": numbers,
    "at_least": numbers,
    "less_than": numbers,
    "at_most": numbers,
    "under": one_or_more(directories),
    "host": one_or_more(hosts),
    "scheme": one_or_more(st.sampled_from(["https", "http"])),
}


def mappings_of(keys, most=2):
    @st.composite
    def mapping(draw):
        chosen = st.lists(st.sampled_from(sorted(keys)), min_size=1, max_size=most, unique=True)
        return {key: draw(keys[key]) for key in draw(chosen)}

    return mapping()


def brief(strategy):
    """Return the same strategy under a short name, since Hypothesis keeps the names of all."""
    return st.deferred(lambda: strategy)


plain_conditions = brief(
    st.one_of(brief(scalars | scalar_lists), *(brief(mappings_of(operands)) for _ in range(4)))
)
around = {
    "each": plain_conditions,
    "some": plain_conditions,
    "keys": plain_conditions,
    "not": plain_conditions,
    "all_of": st.lists(plain_conditions, min_size=1, max_size=2),
    "any_of": st.lists(plain_conditions, min_size=1, max_size=2),
}
deeper = {
    "each": mappings_of(around),
    "not": mappings_of(around),
    "any_of": st.lists(mappings_of(around), min_size=1, max_size=2),
}
conditions = brief(
    st.one_of(
        plain_conditions,
        brief(mappings_of(around)),
        brief(mappings_of({**operands, **around})),
        brief(mappings_of(deeper)),
        st.fixed_dictionaries({"present": st.booleans()}),
    )
)
expressions = brief(expressions_over(FIELDS, texts, numbers))
arguments_conditions = brief(
    st.dictionaries(st.sampled_from(ARGUMENTS), conditions, min_size=1, max_size=2)
)
clauses = brief(
    st.fixed_dictionaries(
        {"args": arguments_conditions}, optional={"reason": texts, "when": expressions}
    )
    | st.fixed_dictionaries({"when": expressions}, optional={"args": arguments_conditions})
)
effects = brief(
    st.just("always") | clauses | st.lists(clauses | st.just("always"), min_size=1, max_size=3)
)
groups = st.lists(st.sampled_from(["pii", "secrets"]), max_size=2, unique=True)
some_groups = st.lists(st.sampled_from(["pii", "secrets"]), min_size=1, max_size=2, unique=True)
duties = {
    "redact": some_groups | mappings_of({"arguments": some_groups, "results": some_groups}),
    "timeout": st.sampled_from(["1s", "2s", "30s"]),
    "max_result_size": st.sampled_from(["1KiB", "2MiB"]),
}
allowing = {**duties, "other_args": st.just("block")}
some_clauses = clauses | st.lists(clauses, min_size=1, max_size=3)
entries = st.one_of(
    brief(st.fixed_dictionaries({"allow": some_clauses}, optional=allowing)),
    brief(st.fixed_dictionaries({"args": arguments_conditions}, optional=allowing)),
    brief(st.fixed_dictionaries({"when": expressions}, optional=allowing)),
    brief(st.fixed_dictionaries({"args": arguments_conditions, "when": expressions})),
    brief(st.fixed_dictionaries({"allow": some_clauses, "block": clauses}, optional=allowing)),
    brief(st.fixed_dictionaries({"allow": effects}, optional={"block": effects, **duties})),
    brief(st.fixed_dictionaries({"args": arguments_conditions, "block": some_clauses})),
    brief(st.fixed_dictionaries({"block": effects}, optional=duties)),
    brief(mappings_of(duties)),
    st.sampled_from(["allow", "allow", "block"]),
)
defaults = mappings_of(
    {**duties, "redact": mappings_of({"arguments": groups, "results": groups})}, most=3
)
policies = st.fixed_dictionaries(
    {
        "enforcecore": st.just(1),
        "tools": st.dictionaries(st.sampled_from(PATTERNS), entries, min_size=1, max_size=3),
    },
    optional={"defaults": defaults, "name": st.just("generated")},
)

odd_values = st.sampled_from(
    [math.nan, math.inf, -math.inf, b"x", 1j, {"x"}, 10**400, "", "~/x", "/data/../etc", "x\0y"]
)
places = st.sampled_from(
    [
        "/data/docs/a",
        "/data/docs/../b",
        "/datax",
        "notes",
        "https://docs.example.com/x",
        "HTTP://A.Example.org:80",
        "https://docs.example.com@evil.example/",
        "//docs.example.com/",
        "https://example.org/",
    ]
)
leaves = brief(scalars | odd_values | places)
values = leaves | st.lists(leaves, max_size=3) | st.fixed_dictionaries({}, optional={"d": leaves})
principals = st.none() | st.fixed_dictionaries({}, optional={"role": leaves, "id": leaves})
sessions = st.none() | texts
call_arguments = st.fixed_dictionaries({}, optional={"a": values, "b": values, "c": values})
tools = st.sampled_from([*TOOLS, *TOOLS, "refund:card", "unknown", "r\u0435ad", "", "read "])


def filled(pattern, middle):
    return pattern.replace("*", middle).replace("?", "x")


def near_text(key, operand):
    """Return values that nearly meet one text condition, on either side of it."""
    if key == "like":
        return [filled(operand, middle) for middle in ("", "ab", "x*")]
    if key in {"min_length", "max_length"}:
        return ["x" * max(0, operand + step) for step in (-1, 0, 1)]
    if key == "under":
        return [f"{operand}{end}" for end in ("", "/a", "a", "/../a", "/a/..", "/./a//b")]
    if key == "host":
        return [f"https://{filled(operand, 'a')}/x", f"http://{operand.lstrip('*.')}", "https://a"]
    if key == "scheme":
        return [f"{operand}://docs.example.com", f"{operand}s://a"]
    if key == "port":
        return [f"https://a:{operand}/", f"http://localhost:{operand}", "https://a", "http://a/x"]
    if key == "matches":
        return ["x", "xx", "xy", "X", "42", "me@corp", "ab@corp", "x\n", "", "\ud800x"]
    return [operand, f"x{operand}", f"{operand}x", f"x{operand}x"]


def near(condition):
    """Return a strategy of values that nearly meet a condition."""
    if isinstance(condition, list):
        return st.sampled_from(condition)
    if not isinstance(condition, dict):
        return st.just(condition)
    return near_key(*min(condition.items(), key=repr))


def is_key(value):
    """Tell whether JSON could have made this the key of a mapping."""
    return isinstance(value, str)


def near_key(key, operand):
    if key in {"each", "some"}:
        return st.lists(near(operand) | leaves, max_size=2) | st.lists(near(operand), min_size=1)
    if key == "keys":
        return st.dictionaries(near(operand).filter(is_key) | texts, scalars, max_size=2)
    if key in {"min_items", "max_items"}:
        size = st.integers(max(0, operand - 1), operand + 1)
        return size.flatmap(lambda n: st.lists(leaves, min_size=n, max_size=n))
    if key in {"all_of", "any_of"}:
        return st.one_of(*map(near, operand))
    if key == "type":
        return values
    if key in {"equals", "in", "present", "not"}:
        return near(operand)
    if key == "not_in":
        return scalars
    if key in {"more_than", "at_least", "less_than", "at_most"}:
        return st.sampled_from([operand, operand + 1, operand - 1, operand + 0.5])
    return st.sampled_from(near_text(key, operand[-1] if isinstance(operand, list) else operand))


def clauses_of(entry):
    if isinstance(entry, str):
        return []
    stated = [{"args": entry.get("args", {})}, entry.get("allow"), entry.get("block")]
    flat = [c for one in stated for c in (one if isinstance(one, list) else [one])]
    return [c["args"] for c in flat if isinstance(c, dict) and c.get("args")]


def literals_in(tree):
    if tree[0] == "is":
        return tree[1] if isinstance(tree[1], list) else [tree[1]]
    return [one for part in tree[1:] if isinstance(part, tuple) for one in literals_in(part)]


def expressions_in(value):
    if isinstance(value, Expression):
        return [value.tree]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [tree for one in inner for tree in expressions_in(one)]


@st.composite
def calls_near(draw, policy):
    """Return a call that one of the policy's clauses is about, or any other."""
    if draw(st.integers(0, 5)) == 0:
        return draw(calls)
    pattern, entry = draw(st.sampled_from(sorted(policy["tools"].items(), key=repr)))
    arguments = draw(call_arguments) if draw(st.booleans()) else {}
    for literal in [one for tree in expressions_in(entry) for one in literals_in(tree)]:
        arguments.setdefault(draw(st.sampled_from(["a", "b", "c"])), literal)
    about = clauses_of(entry)
    for name, condition in draw(st.sampled_from(about)).items() if about else ():
        value = draw(near(condition))
        arguments.update({"c": {"d": value}} if name == "c.d" else {name: value})
    tool = filled(pattern, draw(st.sampled_from(["", "end"])))
    return tool, arguments, draw(principals), draw(sessions)


@st.composite
def policies_with_calls(draw):
    policy = draw(policies)
    return policy, draw(st.lists(calls_near(policy), min_size=6, max_size=8))


calls = st.tuples(tools, call_arguments, principals, sessions)
