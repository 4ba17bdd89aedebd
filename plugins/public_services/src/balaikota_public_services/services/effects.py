# SPDX-License-Identifier: Apache-2.0
"""What an action does besides moving the request. Each effect gives the changes of the request's row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from balaikota import Actor, Officer, Session
from balaikota_public_services.definitions import model
from balaikota_public_services.definitions.model import Action, Definition
from balaikota_public_services.models import Request
from balaikota_public_services.services.corrections import (
    Mark,
    answer_corrections,
    ask_for_corrections,
)
from balaikota_public_services.services.letters import issue_letter
from balaikota_public_services.services.moving import Changes
from balaikota_public_services.services.personal import seal_answers
from balaikota_public_services.services.submitting import responsible_unit


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody wants to do with a request. ``assignee_id`` names the officer who should go on."""

    action: str
    comment: str | None = None
    assignee_id: UUID | None = None
    corrections: tuple[Mark, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, UUID] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doing:
    """A step that is allowed and under way. ``officer`` is None for the citizen."""

    session: Session
    actor: Actor
    officer: Officer | None
    request: Request
    service: Definition
    action: Action
    step: Step


def _claim(doing: Doing) -> Changes:
    return {"assignee_id": doing.officer.id if doing.officer else None}


def _release(_doing: Doing) -> Changes:
    return {"assignee_id": None}


def _return(doing: Doing) -> Changes:
    ask_for_corrections(doing.session, doing.request, doing.service, doing.step.corrections)
    return {}


def _answer(doing: Doing) -> Changes:
    """A corrected kelurahan sends the request to the office of that kelurahan, where somebody else takes it up."""
    session, request, step = doing.session, doing.request, doing.step
    answers = answer_corrections(session, request, doing.service, step.answers, step.documents)
    table = Request.__tablename__
    sealed = seal_answers(session, request.subject_id, table, request.id, answers)
    unit = responsible_unit(session, doing.service, answers)
    if unit.id == request.unit_id:
        return {"answers": sealed}
    return {"answers": sealed, "unit_id": unit.id, "assignee_id": None}


def _issue(doing: Doing) -> Changes:
    letter = issue_letter(doing.session, doing.actor, doing.officer, doing.request, doing.service)
    return {"letter_id": letter.id, "decided_at": doing.session.now()}


def _reject(doing: Doing) -> Changes:
    return {"decided_at": doing.session.now()}


EFFECTS: Final[Mapping[str, Callable[[Doing], Changes]]] = {
    model.CLAIM: _claim,
    model.RELEASE: _release,
    model.RETURN: _return,
    model.ANSWER: _answer,
    model.ISSUE_LETTER: _issue,
    model.REJECT: _reject,
}
