# SPDX-License-Identifier: Apache-2.0
"""Whether the letter gets what it shows: each value has a source, each name in ``letter.typ`` a value."""

from __future__ import annotations

import re
from typing import Final

from balaikota_public_services.definitions.faults import Found
from balaikota_public_services.definitions.model import Definition
from balaikota_public_services.rights import ACTING

FROM_CORE: Final = frozenset({"letterhead", "number", "signatory", "verification"})
"""What the core gives every letter."""

SOURCES: Final = frozenset(
    {
        "subject.name",
        "subject.nik",
        "subject.birth_date",
        "subject.address",
        "request.number",
        "request.submitted_on",
        "unit.name",
        "letter.valid_until",
    }
)
"""Where a value may come from, besides ``answers.<field>``."""

PATH: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
USED: Final = re.compile(r"\bvalues\.([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)")


def check_letter(service: Definition) -> Found:
    """Yield what is wrong with the letter's plan, as keys of ``service.toml``."""
    letter = service.letter
    if letter.signer not in ACTING:
        yield "letter.signer", f"must be one of {', '.join(ACTING)}"
    answers = {f"answers.{field.name}" for field in service.fields}
    for name, source in letter.values.items():
        if not PATH.fullmatch(name) or name.partition(".")[0] in FROM_CORE:
            yield f"letter.values.{name}", "is no name that a letter may use"
        if any(other.startswith(f"{name}.") for other in letter.values):
            yield f"letter.values.{name}", "is both a value and a group of values"
        if source.startswith("answers.") and source not in answers:
            yield f"letter.values.{name}", f"the field {source[8:]} does not exist"
        elif not source.startswith("answers.") and source not in SOURCES:
            yield f"letter.values.{name}", f"the source {source} is not known"
        if source == "letter.valid_until" and letter.valid_months is None:
            yield f"letter.values.{name}", "needs letter.valid_months"


def check_template(service: Definition) -> Found:
    """Yield names that ``letter.typ`` uses although nothing fills them."""
    given = set(service.letter.values)
    for used in dict.fromkeys(USED.findall(service.template)):
        if used.partition(".")[0] in FROM_CORE:
            continue
        if not any(_overlap(used, name) for name in given):
            yield f"values.{used}", "has no entry in letter.values of service.toml"


def _overlap(used: str, name: str) -> bool:
    """Whether ``values.<used>`` is ``name``, a group that holds it, or a method of it."""
    return used == name or name.startswith(f"{used}.") or used.startswith(f"{name}.")
