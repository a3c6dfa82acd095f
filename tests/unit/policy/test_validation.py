import copy
import json

import pytest

from enforcecore_core import PolicyError
from enforcecore_core.policy import parse_policy

HEAD = "enforcecore: 1\ntools:\n"
WITH = HEAD + "  a: allow\nredaction: "


def refusal(text):
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, file="p.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("text", "code", "place", "hint"),
    [
        ("tools: {a: allow}", "EC-P005", (1, 1), None),
        ("enforcecore: 1", "EC-P005", (1, 1), None),
        ("enforcecore: 2\ntools: {a: allow}", "EC-P023", (1, 14), "write 'enforcecore: 1'"),
        ("enforcecore: '1'\ntools: {a: allow}", "EC-P023", (1, 14), "write 'enforcecore: 1'"),
        ("enforcecore: 1.0\ntools: {a: allow}", "EC-P023", (1, 14), "write 'enforcecore: 1'"),
        ("enforcecore: true\ntools: {a: allow}", "EC-P023", (1, 14), "write 'enforcecore: 1'"),
        ("name: 5\n" + HEAD + "  a: allow", "EC-P006", (1, 7), "put it in quotes"),
        ("name: ''\n" + HEAD + "  a: allow", "EC-P008", (1, 7), None),
        ("ruels: {}\nenforcecore: 1", "EC-P003", (1, 1), "tools"),
        ("rules: {}\nenforcecore: 1", "EC-P003", (1, 1), "did you mean 'tools'?"),
        ("extends: none.yaml\n" + HEAD + "  a: allow", "EC-P026", (1, 10), None),
        ("extends: /etc/p.yaml\n" + HEAD + "  a: allow", "EC-P026", (1, 10), "beside"),
        ("extends: ../p.yaml\n" + HEAD + "  a: allow", "EC-P026", (1, 10), "beside"),
        ("extends: ~/p.yaml\n" + HEAD + "  a: allow", "EC-P026", (1, 10), "beside"),
        ("extends: ''\n" + HEAD + "  a: allow", "EC-P026", (1, 10), None),
        ("extends: [a.yaml]\n" + HEAD + "  a: allow", "EC-P006", (1, 1), None),
        ("mode: observer\n" + HEAD + "  a: allow", "EC-P007", (1, 7), "'observe'"),
        ("mode: false\n" + HEAD + "  a: allow", "EC-P006", (1, 7), None),
        ("enforcecore: 1\ntools: {}", "EC-P008", (2, 1), None),
        ("enforcecore: 1\ntools: [a]", "EC-P006", (2, 1), None),
        (HEAD + "  a: allowed", "EC-P007", (3, 6), "did you mean 'allow'?"),
        (HEAD + "  a: deny", "EC-P007", (3, 6), "did you mean 'block'?"),
        (HEAD + "  a: always", "EC-P007", (3, 6), None),
        (HEAD + "  a: true", "EC-P006", (3, 6), None),
        (HEAD + "  a: null", "EC-P006", (3, 6), None),
        (HEAD + "  a: [allow]", "EC-P006", (3, 3), None),
        (HEAD + "  a: {}", "EC-P008", (3, 3), None),
        (HEAD + "  a:", "EC-P008", (3, 5), None),
        (HEAD + "  a: {x: }", "EC-P008", (3, 10), None),
        (HEAD + "  a: {block: null}", "EC-P006", (3, 14), "leave it out"),
        (HEAD + "  a: {args: {x: 1}, block: null}", "EC-P006", (3, 28), "leave it out"),
        (HEAD + "  a:\n    args: {x: 1}\n    block:", "EC-P008", (5, 11), None),
        (HEAD + "  a:\n    allow:", "EC-P008", (4, 11), None),
        (HEAD + "  a: {block: [null]}", "EC-P006", (3, 15), "leave it out"),
        (HEAD + "  a: {block: []}", "EC-P008", (3, 7), None),
        (HEAD + "  a: {block: false}", "EC-P006", (3, 14), None),
        (HEAD + "  a: {args: null}", "EC-P006", (3, 13), "leave it out"),
        (HEAD + "  a: {redact: null}", "EC-P006", (3, 15), "leave it out"),
        (HEAD + "  a: {block: {args: {x: 1}, id: null}}", "EC-P006", (3, 33), "leave it out"),
        (HEAD + "  a: {agrs: {x: 1}}", "EC-P003", (3, 7), "did you mean 'args'?"),
        (HEAD + "  a: {when: 'true'}", "EC-P024", (3, 13), "compare something of the call"),
        (HEAD + "  a: {when: ''}", "EC-P008", (3, 13), None),
        (HEAD + "  a: {when: 5}", "EC-P006", (3, 13), "put it in quotes"),
        (HEAD + "  a: {when: args.x = 1}", "EC-P024", (3, 20), "write '=='"),
        (HEAD + "  a: {when: 'args.x = 1'}", "EC-P024", (3, 21), "write '=='"),
        (HEAD + '  a: {when: "args.x = 1"}', "EC-P024", (3, 21), "write '=='"),
        (HEAD + '  a: {when: "\\x61rgs.x = 1"}', "EC-P024", (3, 13), "write '=='"),
        (HEAD + "  a:\n    when: >-\n      args.x\n      = 1", "EC-P024", (4, 11), "write '=='"),
        (HEAD + "  a: {block: {when: args.x == }}", "EC-P024", (3, 30), None),
        (HEAD + "  a: {when: args.x.matches('a')}", "EC-P024", (3, 28), "for the whole text"),
        (HEAD + "  a: {when: args.x.matches('^\\\\Z$')}", "EC-P025", (3, 13), None),
        (HEAD + "  a: {allow: always, when: args.x > 1}", "EC-P019", (3, 3), "under 'allow'"),
        (WITH + "{}", "EC-P008", (4, 1), None),
        (WITH + "null", "EC-P006", (4, 12), "leave it out"),
        (WITH + "{pack: [strict]}", "EC-P003", (4, 13), "did you mean 'packs'?"),
        (WITH + "{packs: []}", "EC-P008", (4, 13), None),
        (WITH + "{packs: strict}", "EC-P006", (4, 20), None),
        (WITH + "{packs: [loose]}", "EC-P007", (4, 21), "strict"),
        (WITH + "{replace: hide}", "EC-P007", (4, 22), "placeholder"),
        (WITH + "{replace: {}}", "EC-P008", (4, 13), None),
        (WITH + "{replace: {card: mask}}", "EC-P007", (4, 23), "capitals"),
        (WITH + "{replace: {CRAD: mask}}", "EC-P007", (4, 23), "did you mean 'CARD'?"),
        (WITH + "{replace: {CARD: hide}}", "EC-P007", (4, 29), None),
        (WITH + "{detectors: [{pattern: a}]}", "EC-P005", (4, 25), None),
        (WITH + "{detectors: [{name: email, pattern: a}]}", "EC-P007", (4, 32), "another name"),
        (WITH + "{detectors: [{name: A, pattern: a}]}", "EC-P007", (4, 32), "small letters"),
        (WITH + "{detectors: [{name: a, pattern: ''}]}", "EC-P008", (4, 44), None),
        (WITH + "{detectors: [{name: a, pattern: 'a*'}]}", "EC-P025", (4, 44), "let it match"),
        (WITH + "{detectors: [{name: a, pattern: '(?=a)b'}]}", "EC-P025", (4, 44), None),
        (WITH + "{detectors: [{name: a, pattern: '^ab'}]}", "EC-P025", (4, 44), "leave them out"),
        (WITH + "{detectors: [{name: a, pattern: 'ab\\b'}]}", "EC-P025", (4, 44), None),
        (WITH + "{detectors: [{name: a, pattern: '[A-Z]+'}]}", "EC-P025", (4, 44), "match less"),
        (
            WITH + "{detectors: [{name: a, kind: B_1, cues: [x], pattern: '\\w+'}]}",
            "EC-P025",
            (4, 66),
            "another kind",
        ),
        (WITH + "{detectors: [{name: a, pattern: b, cues: []}]}", "EC-P008", (4, 47), None),
        (WITH + "{detectors: [{name: a, pattern: b, validator: crc}]}", "EC-P007", (4, 58), None),
        (WITH + "{keep: {}}", "EC-P008", (4, 13), None),
        (WITH + "{keep: {values: ['']}}", "EC-P008", (4, 29), None),
        (WITH + "{keep: {patterns: ['[']}}", "EC-P025", (4, 31), None),
        (WITH + "{unknown_types: allow}", "EC-P007", (4, 28), "block"),
        (HEAD + "  a: {allow: always, reveal: []}", "EC-P008", (3, 22), None),
        (HEAD + "  a: {allow: always, reveal: [x.y]}", "EC-P017", (3, 31), None),
        (HEAD + "  a: {allow: always, reveal: x}", "EC-P006", (3, 30), None),
        (HEAD + "  a: {limit: 20/hour}", "EC-P003", (3, 7), "what can stand here"),
        (HEAD + "  a: {other_args: block}", "EC-P019", (3, 3), None),
        (HEAD + "  a: {other_args: allow, allow: always}", "EC-P007", (3, 19), "block"),
        (HEAD + "  a: {reason: x}", "EC-P003", (3, 7), None),
        (HEAD + "  a: {args: {}}", "EC-P008", (3, 7), None),
        (HEAD + "  a: {args: [x]}", "EC-P006", (3, 7), None),
        (HEAD + "  a: {args: {x: {}}}", "EC-P008", (3, 14), None),
        (HEAD + "  a: {args: {x: []}}", "EC-P008", (3, 14), None),
        (HEAD + "  a: {args: {x: [[1]]}}", "EC-P006", (3, 18), None),
        (HEAD + "  a: {args: {x: {lt: 5}}}", "EC-P003", (3, 18), "did you mean 'less_than'?"),
        (HEAD + "  a: {args: {x: {at_mots: 5}}}", "EC-P003", (3, 18), "did you mean 'at_most'?"),
        (HEAD + "  a: {args: {x: {matches: ''}}}", "EC-P008", (3, 27), None),
        (HEAD + "  a: {args: {x: {matches: '['}}}", "EC-P025", (3, 27), "Rust's regex crate"),
        (HEAD + "  a: {args: {x: {matches: '(?=a)b'}}}", "EC-P025", (3, 27), "second condition"),
        (
            HEAD + "  a: {args: {x: {matches: '(a)\\1'}}}",
            "EC-P025",
            (3, 27),
            "write the alternatives",
        ),
        (HEAD + "  a: {args: {x: {matches: 'a)|(?:b'}}}", "EC-P025", (3, 27), None),
        (HEAD + "  a: {args: {x: {matches: '(?x)a # b'}}}", "EC-P025", (3, 27), None),
        (HEAD + "  a: {args: {x: {matches: '\\w{200}'}}}", "EC-P025", (3, 27), "repeat less"),
        (HEAD + f"  a: {{args: {{x: {{matches: {'a' * 1001}}}}}}}", "EC-P025", (3, 27), "split it"),
        (HEAD + "  a: {args: {x: {type: string}}}", "EC-P007", (3, 24), "did you mean 'text'?"),
        (HEAD + "  a: {args: {x: {type: [text]}}}", "EC-P006", (3, 18), None),
        (HEAD + "  a: {args: {x: {port: 0}}}", "EC-P021", (3, 24), "1 to 65535"),
        (HEAD + "  a: {args: {x: {port: 65536}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {port: true}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {port: [443, '80']}}}", "EC-P021", (3, 30), None),
        (HEAD + "  a: {args: {x: {port: []}}}", "EC-P008", (3, 18), None),
        (HEAD + "  a: {args: {x: {min_items: -1}}}", "EC-P007", (3, 29), None),
        (HEAD + "  a: {args: {x: {max_items: 1.5}}}", "EC-P006", (3, 29), None),
        (HEAD + "  a: {args: {x: {not: {}}}}", "EC-P008", (3, 18), None),
        (HEAD + "  a: {args: {x: {not: {lke: z}}}}", "EC-P003", (3, 24), "did you mean 'like'?"),
        (HEAD + "  a: {args: {x: {not: {present: true}}}}", "EC-P019", (3, 14), "beside"),
        (HEAD + "  a: {args: {x: {some: {present: true}}}}", "EC-P019", (3, 14), None),
        (HEAD + "  a: {args: {x: {keys: {present: true}}}}", "EC-P019", (3, 14), None),
        (HEAD + "  a: {args: {x: {all_of: [{present: true}]}}}", "EC-P019", (3, 14), None),
        (HEAD + "  a: {args: {x: {any_of: [5, {present: true}]}}}", "EC-P019", (3, 14), None),
        (HEAD + "  a: {args: {x: {all_of: []}}}", "EC-P008", (3, 18), None),
        (HEAD + "  a: {args: {x: {any_of: 5}}}", "EC-P006", (3, 26), None),
        (HEAD + "  a: {args: {x: {any_of: [{}]}}}", "EC-P008", (3, 27), None),
        (HEAD + "  a: {args: {x: {any_of: [5, {a: 1}]}}}", "EC-P003", (3, 31), None),
        (HEAD + "  a: {args: {x: {at_most: '5'}}}", "EC-P006", (3, 27), None),
        (HEAD + "  a: {args: {x: {at_most: true}}}", "EC-P006", (3, 27), None),
        (HEAD + "  a: {args: {x: {min_length: 1.5}}}", "EC-P006", (3, 30), None),
        (HEAD + "  a: {args: {x: {min_length: -1}}}", "EC-P007", (3, 30), None),
        (HEAD + "  a: {args: {x: {max_length: true}}}", "EC-P006", (3, 30), None),
        (HEAD + "  a: {args: {x: {present: 1}}}", "EC-P006", (3, 27), None),
        (HEAD + "  a: {args: {x: {starts_with: ''}}}", "EC-P008", (3, 31), None),
        (HEAD + "  a: {args: {x: {ends_with: 5}}}", "EC-P006", (3, 29), "put it in quotes"),
        (HEAD + "  a: {args: {x: {contains: [a]}}}", "EC-P006", (3, 18), None),
        (HEAD + "  a: {args: {x: {like: 'a[b]'}}}", "EC-P007", (3, 24), "only '*' and '?' do"),
        (HEAD + "  a: {args: {x: {in: x}}}", "EC-P006", (3, 22), None),
        (HEAD + "  a: {args: {x: {in: []}}}", "EC-P008", (3, 18), None),
        (HEAD + "  a: {args: {x: {equals: [1]}}}", "EC-P006", (3, 18), None),
        (HEAD + "  a: {args: {x: {equals: {y: 1}}}}", "EC-P006", (3, 18), None),
        (HEAD + "  a: {args: {x: {each: {lke: z}}}}", "EC-P003", (3, 25), "did you mean 'like'?"),
        (HEAD + "  a: {args: {x: {each: {present: true}}}}", "EC-P019", (3, 14), None),
        (HEAD + "  a: {args: {x: {present: false, equals: 1}}}", "EC-P019", (3, 14), None),
        (HEAD + "  a: {args: {x: {under: ''}}}", "EC-P020", (3, 25), None),
        (HEAD + "  a: {args: {x: {under: ~/docs}}}", "EC-P020", (3, 25), None),
        (HEAD + "  a: {args: {x: {under: 'C:\\docs'}}}", "EC-P020", (3, 25), None),
        (HEAD + "  a: {args: {x: {under: [docs, '$HOME']}}}", "EC-P020", (3, 32), None),
        (HEAD + "  a: {args: {x: {under: []}}}", "EC-P008", (3, 18), None),
        (HEAD + "  a: {args: {x: {under: {a: b}}}}", "EC-P006", (3, 18), None),
        (HEAD + "  a: {args: {x: {host: ''}}}", "EC-P021", (3, 24), "docs.example.com"),
        (HEAD + "  a: {args: {x: {host: '*'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: 'a.*.b'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: 'https://a.b'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: 'a.b:443'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: 'a.b/c'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: 'a.b.'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: 'bücher.example'}}}", "EC-P021", (3, 24), "xn--"),
        (HEAD + "  a: {args: {x: {host: '0x7f.1'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: '*.10.0.0.1'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {host: '::ffff:10.0.0.1'}}}", "EC-P021", (3, 24), None),
        (HEAD + "  a: {args: {x: {scheme: 'https://'}}}", "EC-P021", (3, 26), "'https'"),
        (HEAD + "  a: {args: {x.: 1}}", "EC-P017", (3, 14), "filter.owner"),
        (HEAD + "  a: {args: {'': 1}}", "EC-P017", (3, 14), None),
        (HEAD + "  a: {args: {'x*': 1}}", "EC-P017", (3, 14), None),
        (HEAD + "  a: {args: {'x[0]': 1}}", "EC-P017", (3, 14), None),
        (HEAD + "  a: {args: {'x y': 1}}", "EC-P017", (3, 14), None),
        (HEAD + "  a: {allow: yes please}", "EC-P007", (3, 14), None),
        (HEAD + "  a: {allow: {}}", "EC-P008", (3, 7), None),
        (HEAD + "  a: {allow: []}", "EC-P008", (3, 7), None),
        (HEAD + "  a: {allow: [{reason: x}]}", "EC-P008", (3, 15), "allow: always"),
        (HEAD + "  a: {allow: [never]}", "EC-P007", (3, 15), None),
        (HEAD + "  a: {block: {}}", "EC-P008", (3, 7), None),
        (HEAD + "  a: {block: {raeson: x}}", "EC-P003", (3, 15), "did you mean 'reason'?"),
        (HEAD + "  a: {allow: always, args: {x: 1}}", "EC-P019", (3, 3), "under 'allow'"),
        (HEAD + "  a: {redact: pii}", "EC-P006", (3, 15), None),
        (HEAD + "  a: {redact: [pi]}", "EC-P007", (3, 16), "did you mean 'pii'?"),
        (HEAD + "  a: {redact: []}", "EC-P008", (3, 7), None),
        (HEAD + "  a: {redact: {}}", "EC-P008", (3, 7), None),
        (HEAD + "  a: {redact: {argument: [pii]}}", "EC-P003", (3, 16), "'arguments'"),
        (HEAD + "  a: {redact: {results: []}}", "EC-P008", (3, 16), None),
        (HEAD + "  a: {timeout: 10}", "EC-P022", (3, 16), "500ms, 10s, 2m, 1h"),
        (HEAD + "  a: {timeout: 0s}", "EC-P022", (3, 16), None),
        (HEAD + "  a: {timeout: [1s]}", "EC-P022", (3, 7), None),
        (HEAD + "  a: {max_result_size: 512KB}", "EC-P022", (3, 24), "512KiB"),
        (HEAD + "  a: allow\ndefaults: {}", "EC-P008", (4, 1), None),
        (HEAD + "  a: allow\ndefaults: {redact: [pii]}", "EC-P006", (4, 12), None),
        (HEAD + "  a: allow\ndefaults: {redact: {}}", "EC-P008", (4, 12), None),
        (
            HEAD + "  a: allow\ndefaults: {redact: {x: []}}",
            "EC-P003",
            (4, 21),
            "arguments, results",
        ),
        (HEAD + "  a: allow\ndefaults: {audit: always}", "EC-P007", (4, 19), None),
        (HEAD + "  a: allow\ndefaults: {timeout: 1}", "EC-P022", (4, 21), None),
        (HEAD + "  ä: allow", "EC-P016", (3, 3), "letters A to Z"),
        (HEAD + "  '': allow", "EC-P016", (3, 3), None),
        (HEAD + "  'a b': allow", "EC-P016", (3, 3), None),
        (HEAD + "  'a[bc]': allow", "EC-P016", (3, 3), None),
        (HEAD + "  " + "a" * 257 + ": allow", "EC-P016", (3, 3), None),
        (HEAD + "  a: {block: {args: {x: 1}, id: default}}", "EC-P018", (3, 33), None),
        (HEAD + "  a: {block: {args: {x: 1}, id: engine}}", "EC-P018", (3, 33), None),
        (HEAD + "  a: {block: {args: {x: 1}, id: 'a b'}}", "EC-P018", (3, 33), None),
        (HEAD + "  a: {block: {args: {x: 1}, id: 5}}", "EC-P006", (3, 33), None),
    ],
    ids=lambda value: value[-45:] if isinstance(value, str) else None,
)
def test_a_wrong_policy_is_refused_with_code_place_and_hint(text, code, place, hint):
    error = refusal(text)
    assert (error.code, (error.line, error.column)) == (code, place)
    assert hint is None or hint in (error.hint or "")


@pytest.mark.parametrize(
    ("tools", "message"),
    [
        ("a: true", "expected 'allow', 'block' or a mapping, found a truth value"),
        ("a: {allow: true}", "expected 'always' or a clause, found a truth value"),
        ("a: {block: [5]}", "expected 'always' or a clause, found a number"),
        ("a: {other_args: true, allow: always}", "expected 'block', found a truth value"),
        ("a: {args: {x: {min_items: a}}}", "expected a whole number, found a text"),
    ],
)
def test_what_would_be_right_is_said(tools, message):
    assert refusal(f"{HEAD}  {tools}").message == message


def test_the_first_problem_in_the_file_is_reported():
    text = "enforcecore: 1\nname: 5\ntools:\n  a: {timeout: 1}\n  b: alow\nextra: 1\n"
    assert refusal(text).line == 2


def test_a_misspelt_key_is_reported_before_the_key_that_is_missing_for_it():
    assert refusal("enforcecore: 1\ntols: {a: allow}\n").code == "EC-P003"


@pytest.mark.parametrize(
    "tools",
    [
        "  a: allow",
        "  'a*': block",
        "  mcp:files/read-all.v2: allow",
        "  a: {allow: always}",
        "  a: {block: always}",
        "  a: {allow: {args: {x: 1}}}",
        "  a: {allow: [always, {args: {x: 1}, reason: why, id: mine}]}",
        "  a: {block: {reason: Never.}}",
        "  a: {args: {x: null}}",
        "  a: {args: {x: {equals: null}}}",
        "  a: {args: {x: [a, 1, true, null]}}",
        "  a: {args: {x: {equals: ''}}}",
        "  a: {args: {x: {present: true, min_length: 1}}}",
        "  a: {args: {x: {each: {each: 5}}}}",
        "  a: {args: {x: {each: [a, b]}}}",
        "  a: {args: {y: 1, n: 2, filter.owner.name: 3, größe: 4}}",
        "  a: {args: {x: {under: [/srv, docs, ., ../up]}}}",
        "  a: {args: {x: {host: [LOCALHOST, '*.Example.com', 10.0.0.1, '::1', '[::1]']}}}",
        "  a: {args: {x: {scheme: HTTPS}}}",
        "  a: {args: {x: {port: [443, 8443], host: a}}}",
        "  a: {args: {x: {type: null}}}",
        "  a: {args: {x: {type: 'null'}}}",
        "  a: {args: {x: {matches: '[A-Z]{2}-[0-9]+'}}}",
        "  a: {args: {x: {not: 5, any_of: [a, [b, c], {like: d*}], all_of: [{min_length: 1}]}}}",
        "  a: {args: {x: {min_items: 1, max_items: 5, some: 1, keys: {in: [a, b]}}}}",
        "  a: {when: 'args.x > 1 && principal.role == \"admin\"'}",
        "  a: {args: {x: 1}, when: args.y > args.x, other_args: block}",
        "  a: {allow: [{when: args.x > 1}], block: {when: has(args.y)}}",
        "  a: {block: {args: {x: 1}}, allow: always, other_args: block}",
        "  a: {redact: {results: [pii]}, timeout: 2m, max_result_size: 1MiB}",
        "  a: allow\ndefaults: {redact: {arguments: [], results: []}, timeout: 1h}",
    ],
)
def test_every_form_of_the_language_loads(tools):
    parse_policy(f"{HEAD}{tools}\n", file="p.yaml")


def test_what_is_wrong_with_an_expression_is_shown_under_it():
    error = refusal(HEAD + "  a: {when: 'args.x = 1'}")
    assert error.__notes__ == ["args.x = 1\n       ^"]


# Every key of the language. Only a condition can be null: the value is null then.
WHOLE = {
    "enforcecore": 1,
    "name": "whole",
    "extends": "parent.yaml",
    "mode": "enforce",
    "tools": {
        "a": "allow",
        "b": {
            "allow": [
                "always",
                {"args": {"x": {"present": True}}, "when": "args.y > 1", "reason": "r", "id": "i"},
            ],
            "block": [{"args": {"x": {"type": "text"}}}, {"when": "args.y > 2"}],
            "other_args": "block",
            "redact": {"arguments": ["pii"], "results": ["secrets"]},
            "timeout": "1s",
            "max_result_size": "1B",
        },
        "c": {"block": {"reason": "r"}, "redact": ["pii"]},
        "d": {
            "args": {
                "numbers": {"more_than": 1, "at_least": 1, "less_than": 1, "at_most": 1},
                "texts": {"starts_with": "a", "ends_with": "a", "contains": "a", "like": "a"},
                "text": {"matches": "a", "min_length": 1, "max_length": 1},
                "lists": {"min_items": 1, "max_items": 1},
                "path": {"under": ["/srv"]},
                "paths": {"under": "/srv"},
                "url": {"host": ["a"], "scheme": ["https"], "port": [1]},
                "urls": {"host": "a", "scheme": "https", "port": 1},
                "scalars": {"in": ["a"], "not_in": ["a"], "equals": "a"},
                "inner": {"each": "a", "some": "a", "keys": "a", "not": "a"},
                "logic": {"all_of": ["a", {"equals": "a"}], "any_of": ["a"]},
                "plain": "a",
                "plains": ["a"],
            },
            "when": "args.y > 1",
        },
    },
    "defaults": {
        "redact": {"arguments": ["pii"], "results": ["secrets"]},
        "timeout": "1s",
        "max_result_size": "1B",
    },
}
CONDITIONS = {"equals", "type", "each", "some", "keys", "not", "plain"}
LISTS_OF_CONDITIONS = {"in", "not_in", "all_of", "any_of", "plains"}


def places_in(value, *above):
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*above, key)
        if isinstance(inner, (dict, list)):
            yield from places_in(inner, *above, key)


def can_be_null(place):
    is_condition = place[-1] in CONDITIONS or place[-2:-1] == ("args",)
    return is_condition or (len(place) > 1 and place[-2] in LISTS_OF_CONDITIONS)


def with_value(value, place):
    """Return the whole policy with another value at a place, as one line per key and value."""
    policy = copy.deepcopy(WHOLE)
    inner = policy
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return json.dumps(policy, indent=0)


@pytest.fixture
def in_a_directory_with_a_parent(tmp_path, monkeypatch):
    (tmp_path / "parent.yaml").write_text(HEAD + "  a: allow\n")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("in_a_directory_with_a_parent")
def test_the_whole_language_loads():
    parse_policy(json.dumps(WHOLE), file="p.yaml")


@pytest.mark.usefixtures("in_a_directory_with_a_parent")
@pytest.mark.parametrize(
    "place", list(places_in(WHOLE)), ids=lambda place: ".".join(map(str, place))
)
def test_null_is_refused_where_it_says_nothing_about_an_argument(place):
    text = with_value(None, place)
    if can_be_null(place):
        parse_policy(text, file="p.yaml")
        return
    error = refusal(text)
    assert error.code in {"EC-P006", "EC-P021", "EC-P022", "EC-P023"}
    assert text.split("\n")[error.line - 1][error.column - 1 :].startswith("null")


@pytest.mark.usefixtures("in_a_directory_with_a_parent")
@pytest.mark.parametrize("nothing", [{}, []], ids=["mapping", "list"])
@pytest.mark.parametrize(
    "place", list(places_in(WHOLE)), ids=lambda place: ".".join(map(str, place))
)
def test_what_is_empty_is_refused_except_to_switch_redaction_off(place, nothing):
    text = with_value(nothing, place)
    if place[:2] == ("defaults", "redact") and len(place) == 3 and nothing == []:
        parse_policy(text, file="p.yaml")
        return
    error = refusal(text)
    assert error.code in {"EC-P006", "EC-P008", "EC-P021", "EC-P022", "EC-P023"}
    assert error.line is not None
