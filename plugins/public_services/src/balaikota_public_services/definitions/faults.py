# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a service's folder: file, key and sentence, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Found = Iterator[tuple[str, str]]
"""What a check yields: the key and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend. ``file`` starts at the folder that holds the services."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.message) if part)


class BrokenDefinitions(ValueError):
    """Some services cannot be used; the message lists every fault on a line of its own."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(["broken services", *map(str, self.faults)]))


def walk(messages: object, given: object, key: str = "") -> Found:
    """Turn marshmallow's nested messages into keys like ``fields[nik].validation[0].pattern``."""
    if isinstance(messages, dict):
        for step, inner in messages.items():
            place, value = _step(given, step)
            yield from walk(inner, value, f"{key}{place}".lstrip("."))
    elif isinstance(messages, list):
        for message in messages:
            yield key, str(message)


def _step(given: object, step: Any) -> tuple[str, object]:
    if step == "_schema":
        return "", given
    if isinstance(step, int) and isinstance(given, list):
        item = given[step]
        named = item.get("name") if isinstance(item, dict) else None
        return f"[{named or step}]", item
    return f".{step}", given.get(step) if isinstance(given, dict) else None


def repeated(place: str, names: Iterable[str]) -> Found:
    """Names that stand more than once under ``place``."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{place}[{name}].name", "is used twice"
        seen.add(name)
