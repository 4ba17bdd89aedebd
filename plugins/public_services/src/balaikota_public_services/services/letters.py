# SPDX-License-Identifier: Apache-2.0
"""The letter of a request: what it says, who signs it, and its end when the signature is there."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any
from uuid import UUID

from babel.dates import format_date

from balaikota import (
    Actor,
    FileContent,
    Forbidden,
    Letter,
    LetterDraft,
    LetterSigned,
    NotFound,
    Officer,
    Session,
    _,
    kelurahan_of_city,
    letter_pdf,
    position_in,
    profile,
    record_read,
    reserve_letter,
    reveal_nik,
    unit,
)
from balaikota_public_services.definitions.model import SYSTEM, Definition
from balaikota_public_services.definitions.typed import in_words
from balaikota_public_services.models import Request
from balaikota_public_services.rights import NAME
from balaikota_public_services.services.access import is_own, request_of
from balaikota_public_services.services.catalogue import service_of
from balaikota_public_services.services.history import Doer
from balaikota_public_services.services.moving import move
from balaikota_public_services.services.personal import answers_of

SOURCE = NAME
"""By this name ``documents`` tells us of our own letters."""


def issue_letter(
    session: Session, actor: Actor, signer: Officer | None, request: Request, service: Definition
) -> Letter:
    """Give the request's letter its number; the signature follows after the commit.

    Raises ``Forbidden`` when the signer holds no position in the unit, and what ``reserve_letter`` raises.
    """
    return reserve_letter(session, actor, unsigned_letter(session, actor, signer, request, service))


def unsigned_letter(
    session: Session, actor: Actor, signer: Officer | None, request: Request, service: Definition
) -> LetterDraft:
    """The letter of the request as ``signer`` would sign it, without a number. Raises as :func:`issue_letter`."""
    position = position_in(session, signer.id, request.unit_id) if signer else None
    if signer is None or position is None:
        raise Forbidden(_("Anda tidak memegang jabatan di unit ini"))
    plan = service.letter
    return LetterDraft(
        unit=unit(session, request.unit_id),
        officer=signer,
        position_title=position.title,
        kind=service.code,
        title=plan.title,
        classification=plan.classification,
        template=service.template,
        template_name=f"{service.code}/letter.typ",
        values=letter_values(session, actor, request, service),
        subject_id=request.subject_id,
        source=SOURCE,
        reference=str(request.id),
    )


def letter_values(
    session: Session, actor: Actor, request: Request, service: Definition
) -> dict[str, Any]:
    """What ``letter.typ`` reads, each value as Indonesian text, nested by the dots in its name.

    A letter that shows the whole NIK is a look at it by who signs: recorded, and only with the permission.
    """
    needs_nik = "subject.nik" in service.letter.values.values()
    reason = f"{NAME}.letter"
    nik = (
        reveal_nik(session, actor, request.subject_id, unit_id=request.unit_id, reason=reason)
        if needs_nik
        else None
    )
    facts = _facts(session, request, service) | {"subject.nik": nik or "-"}
    values: dict[str, Any] = {}
    for name, source in service.letter.values.items():
        *groups, last = name.split(".")
        place = values
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = facts[source]
    return values


def letter_of_request(session: Session, actor: Actor, request_id: UUID) -> FileContent:
    """The signed PDF; an officer's look is recorded. Raises ``NotFound`` as long as there is none."""
    request = request_of(session, actor, request_id)
    if request.letter_id is None:
        raise NotFound(_("Surat ini belum ada"))
    if not is_own(actor, request):
        record_read(
            session,
            actor,
            "public_services.letter_read",
            kind="public_services.request",
            object_id=request.id,
            subject_id=request.subject_id,
        )
    return FileContent(
        id=request.letter_id,
        name=f"{request.number}.pdf",
        media_type="application/pdf",
        content=letter_pdf(session, request.letter_id),
        pages=None,
    )


def finish_request(session: Session, signed: LetterSigned) -> None:
    """The letter is signed: the request takes the system's step. A second telling of it changes nothing."""
    if signed.source != SOURCE:
        return
    request = session.get(Request, UUID(signed.reference), with_for_update=True)
    if request is None or request.awaits != SYSTEM or request.letter_id != signed.letter_id:
        return
    service = service_of(session, request)
    steps = service.workflow.actions_from(request.state)
    action = next(step for step in steps if step.who == SYSTEM)
    move(session, request, service, action, actor=None, doer=Doer())


def _facts(session: Session, request: Request, service: Definition) -> dict[str, str]:
    """Every source that a letter may name but the NIK, as text."""
    about = profile(session, request.subject_id)
    places = {place.code: f"{place.kind} {place.name}" for place in kelurahan_of_city(session)}
    answers = answers_of(session, request)
    facts = {
        f"answers.{field.name}": in_words(field, answers.get(field.name), places)
        for field in service.fields
    }
    return facts | {
        "subject.name": about.name,
        "subject.birth_date": day_in_words(about.birth_date) if about.birth_date else "-",
        "subject.address": about.address or "-",
        "request.number": request.number,
        "request.submitted_on": day_in_words(_local_day(session, request)),
        "unit.name": unit(session, request.unit_id).name,
        "letter.valid_until": day_in_words(
            after_months(session.runtime.today(), service.letter.valid_months or 0)
        ),
    }


def day_in_words(day: date) -> str:
    """``12 Januari 2019``."""
    return format_date(day, "d MMMM y", locale="id")


def after_months(day: date, months: int) -> date:
    """The same day ``months`` later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _local_day(session: Session, request: Request) -> date:
    return request.submitted_at.astimezone(session.runtime.city.zone).date()
