# SPDX-License-Identifier: Apache-2.0
"""From what people type to clean answers, field by field, each refusal with its own sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from balaikota import FieldError, Invalid, Text, _
from balaikota_public_services.definitions.form_checks import TODAY
from balaikota_public_services.definitions.model import Definition, Field, Rule
from balaikota_public_services.definitions.typed import TYPES, Wrong

REQUIRED: Final = _("Bagian ini wajib diisi")
UNKNOWN: Final = _("Bagian ini tidak dikenal")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What answers are compared with: the city's date, and its kelurahan by code."""

    today: date
    kelurahan: Mapping[str, str]


def clean_answers(
    service: Definition,
    given: Mapping[str, Any],
    around: Surroundings,
    *,
    only: Collection[str] | None = None,
    pointer: str = "/answers",
) -> dict[str, Any]:
    """The answers as they are kept: whole numbers, ISO dates, codes and tidy text; optional ones may be missing.

    ``only`` limits the questions to these names; every other name is refused. Errors point to ``<pointer>/<name>``.
    Raises ``Invalid`` with one error per wrong answer.
    """
    asked = [field for field in service.fields if only is None or field.name in only]
    errors = list(_unknown(given, {field.name for field in asked}, pointer))
    clean: dict[str, Any] = {}
    for field in asked:
        try:
            answer = clean_answer(field, given.get(field.name), around)
        except Wrong as wrong:
            errors.append(FieldError(f"{pointer}/{field.name}", wrong.sentence))
        else:
            if answer is not None:
                clean[field.name] = answer
    if errors:
        raise Invalid(errors=errors)
    return clean


def clean_answer(field: Field, given: Any, around: Surroundings) -> Any:
    """One answer as it is kept, None when an optional one is missing. Raises ``Wrong``."""
    if given is None or (isinstance(given, str) and not given.strip()):
        if field.required:
            raise Wrong(REQUIRED)
        return None
    answer = TYPES[field.type](field, given, around.kelurahan)
    for rule in field.validation:
        if not _holds(rule, answer, around.today):
            raise Wrong(Text(rule.message))
    return answer


def below(pointer: str, name: str) -> str:
    """The JSON pointer to ``name`` below ``pointer`` (RFC 6901); the name may be anything that somebody sent."""
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


def _unknown(given: Iterable[str], known: set[str], pointer: str) -> Iterable[FieldError]:
    for name in given:
        if name not in known:
            yield FieldError(below(pointer, name), UNKNOWN)


def _holds(rule: Rule, answer: Any, today: date) -> bool:
    tests: tuple[tuple[Any, Callable[[Any], bool]], ...] = (
        (rule.min, lambda limit: answer >= _limit(limit, today)),
        (rule.max, lambda limit: answer <= _limit(limit, today)),
        (rule.min_length, lambda length: len(answer) >= length),
        (rule.max_length, lambda length: len(answer) <= length),
        (rule.pattern, lambda pattern: re.fullmatch(pattern, answer) is not None),
    )
    return all(test(limit) for limit, test in tests if limit is not None)


def _limit(limit: int | str, today: date) -> int | str:
    """Dates are kept as ISO text, which sorts like the dates themselves."""
    return today.isoformat() if limit == TODAY else limit
