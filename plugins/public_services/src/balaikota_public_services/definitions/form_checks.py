# SPDX-License-Identifier: Apache-2.0
"""Whether the questions of a service make sense: rules that fit their type, pages that ask everything once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Final

from balaikota_public_services.definitions.faults import Found, repeated
from balaikota_public_services.definitions.model import PREFILLS, Definition, Field, Rule

NUMBERS: Final = frozenset({"number", "money"})
TEXTS: Final = frozenset({"text", "long_text", "address"})
TODAY: Final = "today"

SOURCED: Final = (
    "legal_basis",
    "documents",
    "standard.requirements",
    "standard.procedure",
    "standard.working_days",
    "standard.fee",
    "standard.product",
    "standard.complaints",
    "letter.classification",
    "letter.valid_months",
)
"""Values that need a source; without one they are shown as an example that the city must decide."""


def check_form(service: Definition) -> Found:
    """Yield what is wrong with fields, documents, pages, agency and sources."""
    yield from repeated("fields", (field.name for field in service.fields))
    yield from repeated("documents", (document.name for document in service.documents))
    yield from repeated("pages", (page.name for page in service.pages))
    for field in service.fields:
        yield from _check_options(field)
        if field.prefill and field.type != PREFILLS[field.prefill]:
            yield f"fields[{field.name}].prefill", f"does not fit a field of type {field.type}"
        for position, rule in enumerate(field.validation):
            for key, message in _check_rule(field, rule):
                yield f"fields[{field.name}].validation[{position}].{key}", message
    yield from _check_pages(service)
    yield from _check_agency(service)
    for key in service.sources:
        if key not in SOURCED:
            yield f"sources.{key}", f"names none of {', '.join(SOURCED)}"


def _check_options(field: Field) -> Found:
    place = f"fields[{field.name}].options"
    if field.type != "choice":
        if field.options:
            yield place, f"a field of type {field.type} has no options"
        return
    if len(field.options) < 2:
        yield place, "a choice needs at least two options"
    counted = Counter(option.value for option in field.options)
    for value in (value for value, times in counted.items() if times > 1):
        yield place, f"the value {value} stands twice"


def _check_rule(field: Field, rule: Rule) -> Found:
    if rule.pattern is not None:
        try:
            re.compile(rule.pattern)
        except re.error as error:
            yield "pattern", f"does not compile: {error}"
    for name in ("min_length", "max_length", "pattern"):
        if getattr(rule, name) is not None and field.type not in TEXTS:
            yield name, f"does not fit a field of type {field.type}"
    for name in ("min", "max"):
        limit = getattr(rule, name)
        if limit is not None and (message := _wrong_limit(field.type, limit)):
            yield name, message


def _wrong_limit(kind: str, limit: object) -> str | None:
    if kind in NUMBERS:
        return None if type(limit) is int else "must be a whole number"
    if kind != "date":
        return f"does not fit a field of type {kind}"
    if limit == TODAY:
        return None
    try:
        date.fromisoformat(str(limit))
    except ValueError:
        return f"must be {TODAY} or a date such as 2000-01-31"
    return None


def _check_pages(service: Definition) -> Found:
    if not service.pages:
        return
    known = {field.name for field in service.fields}
    asked = Counter(name for page in service.pages for name in page.fields)
    for page in service.pages:
        for name in page.fields:
            if name not in known:
                yield f"pages[{page.name}].fields", f"the field {name} does not exist"
            elif asked[name] > 1:
                yield f"pages[{page.name}].fields", f"the field {name} is asked more than once"
    for name in sorted(known - set(asked)):
        yield f"fields[{name}]", "stands on no page"


def _check_agency(service: Definition) -> Found:
    agency = service.agency
    if agency.kind == "unit":
        if not agency.unit:
            yield "agency.unit", "must name the code of the unit"
        if agency.region_field:
            yield "agency.region_field", "only goes with the kind kelurahan"
        return
    if agency.unit:
        yield "agency.unit", "only goes with the kind unit"
    found = [field for field in service.fields if field.name == agency.region_field]
    if not found or found[0].type != "kelurahan" or not found[0].required:
        yield "agency.region_field", "must name a required field of type kelurahan"
