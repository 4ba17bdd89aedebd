# SPDX-License-Identifier: Apache-2.0
"""Answers on pages: as people type them, and as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from balaikota import Session, gettext, language
from balaikota_public_services.definitions.model import Field
from balaikota_public_services.definitions.typed import in_words
from balaikota_public_services.services.catalogue import surroundings


def typed_answers(
    fields: Iterable[Field], answers: Mapping[str, Any], prefix: str = ""
) -> dict[str, str]:
    """Kept answers as a person would have typed them, by the names of the inputs."""
    return {
        f"{prefix}{field.name}": _typed(field, answers[field.name])
        for field in fields
        if answers.get(field.name) is not None
    }


def _typed(field: Field, answer: Any) -> str:
    if field.type == "date":
        return date.fromisoformat(answer).strftime("%d/%m/%Y")
    if field.type == "money":
        return format_decimal(answer, locale="id")
    if field.type == "yes_no":
        return "ya" if answer else "tidak"
    return str(answer)


def worded_answers(
    session: Session, fields: Iterable[Field], answers: Mapping[str, Any]
) -> dict[str, str]:
    """Kept answers in the reader's words, by name; empty where nothing was answered."""
    kelurahan = surroundings(session).kelurahan
    return {
        field.name: in_words(
            field, answers.get(field.name), kelurahan, words=gettext, locale=language()
        )
        for field in fields
    }


def kelurahan_options(session: Session) -> list[tuple[str, str]]:
    """The kelurahan of the city for a choice, by name."""
    places = surroundings(session).kelurahan.items()
    return sorted(places, key=lambda place: place[1])
