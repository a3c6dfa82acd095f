"""The Merkle tree of RFC 6962, section 2.1, as the RFC defines it: by recursion over all leaves."""

from __future__ import annotations

from hashlib import sha256


def split(count):
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def root(lines):
    if not lines:
        return sha256(b"").digest()
    if len(lines) == 1:
        return sha256(b"\x00" + lines[0]).digest()
    k = split(len(lines))
    return sha256(b"\x01" + root(lines[:k]) + root(lines[k:])).digest()


def path(m, lines):
    if len(lines) == 1:
        return []
    k = split(len(lines))
    if m < k:
        return [*path(m, lines[:k]), root(lines[k:])]
    return [*path(m - k, lines[k:]), root(lines[:k])]


def proof(m, lines):
    return subproof(m, lines, whole=True)


def subproof(m, lines, *, whole):
    if m == len(lines):
        return [] if whole else [root(lines)]
    k = split(len(lines))
    if m <= k:
        return [*subproof(m, lines[:k], whole=whole), root(lines[k:])]
    return [*subproof(m - k, lines[k:], whole=False), root(lines[:k])]
