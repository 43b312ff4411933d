"""Payloads as nobody should send them: made from good ones by breaking bytes and values, the same for the same seed."""

import json
import random
from collections.abc import Iterator
from typing import Any

STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**18, 10**40, "", " ", "\0", "\ud800", "💥" * 300, "x" * 30_000, "firing\0", [], {},
    [[]], [None], [{}], {"": None}, {"a": {"b": [1, {"c": "d"}]}}, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+23:59",
    "2026-13-45", 253402300800, -62135596800, "<script>alert(1)</script>", "{{7*7}}", "\u202egnp.exe", "' OR 1=1 --",
    {"name": ["x"] * 200}, "1" * 5_000,
)  # fmt: skip


def mutated(payload: bytes, seed: int) -> bytes:
    """One of two ways of breaking it: its bytes, or values in its structure."""
    chance = random.Random(seed)
    if chance.random() < 0.35:
        return _broken_bytes(payload, chance)
    value = json.loads(payload)
    for _change in range(chance.randint(1, 4)):
        value = _changed(value, chance)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def mutations(payloads: dict[str, bytes], count: int, seed: int = 6) -> Iterator[tuple[str, bytes]]:
    """(name of the payload that it was, what became of it)."""
    names = sorted(payloads)
    for number in range(count):
        name = names[number % len(names)]
        yield name, mutated(payloads[name], seed * 1_000_003 + number)


def _broken_bytes(payload: bytes, chance: random.Random) -> bytes:
    data = bytearray(payload)
    for _change in range(chance.randint(1, 20)):
        place = chance.randrange(len(data) + 1)
        kind = chance.randrange(5)
        if kind == 0 and data:
            data[place % len(data)] = chance.randrange(256)
        elif kind == 1:
            del data[place : place + chance.randrange(1, 40)]
        elif kind == 2:
            data[place:place] = bytes(chance.randrange(256) for _byte in range(chance.randrange(1, 8)))
        elif kind == 3:
            data[place:place] = chance.choice(
                (b"[" * 3_000, b'{"a":' * 90, b"NaN", b"\xff\xfe", b"\xef\xbb\xbf", b"\0")
            )
        else:
            data = data[:place]
    return bytes(data)


def _changed(value: Any, chance: random.Random) -> Any:
    """The value with one change somewhere within."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        kind = chance.randrange(6)
        rest = {name: each for name, each in value.items() if name != key}
        if kind == 0:
            return rest
        if kind == 1:
            return {**rest, key + chance.choice(("", " ", "\0", "x")): value[key]}
        return {**value, key: _changed(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        if chance.random() < 0.15:
            return value * chance.choice((2, 30, 1_500 if len(json.dumps(value, default=str)) < 2_000 else 3))
        return [*value[:place], _changed(value[place], chance), *value[place + 1 :]]
    return chance.choice(STRANGE)
