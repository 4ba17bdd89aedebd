# SPDX-License-Identifier: Apache-2.0
"""Answers that are kept while somebody is still writing, one draft per account and service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from balaikota import Actor, Forbidden, Session, Stale, _, new_id
from balaikota_public_services.definitions.answers import clean_answers
from balaikota_public_services.definitions.model import Definition
from balaikota_public_services.models import Draft
from balaikota_public_services.services.catalogue import offered_service, surroundings
from balaikota_public_services.services.personal import Answers, answers_of, seal_answers


def draft_of(
    session: Session, actor: Actor, service_code: str, *, locked: bool = False
) -> Draft | None:
    """The person's draft for a service, if there is one.

    ``locked`` keeps it from being sent twice: whoever comes second waits, and then finds none.
    """
    query = select(Draft).where(
        Draft.account_id == actor.account_id, Draft.service_code == service_code
    )
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def drafts_of(session: Session, actor: Actor) -> list[Draft]:
    """Every draft of the person, the latest first."""
    query = select(Draft).where(Draft.account_id == actor.account_id)
    return list(session.scalars(query.order_by(Draft.updated_at.desc(), Draft.id)))


def draft_for(
    session: Session, actor: Actor, service: Definition, *, locked: bool = False
) -> Draft:
    """The person's draft for the service, begun now if there is none; ``locked`` as for :func:`draft_of`."""
    found = draft_of(session, actor, service.code, locked=locked)
    if found is not None:
        return found
    _begin(session, actor, service)
    begun = draft_of(session, actor, service.code, locked=locked)
    if begun is None:  # begun and sent elsewhere in this moment
        raise Stale
    return begun


def _begin(session: Session, actor: Actor, service: Definition) -> None:
    """Begin a draft unless another request of the same person begins one: phones send several files at once."""
    row_id, now, subject_id = new_id(), session.now(), subject_of(actor)
    insert = postgresql.insert if session.runtime.database.is_postgres else sqlite.insert
    values = insert(Draft).values(
        id=row_id,
        account_id=actor.account_id,
        subject_id=subject_id,
        service_code=service.code,
        answers=seal_answers(session, subject_id, Draft.__tablename__, row_id, {}),
        created_at=now,
        updated_at=now,
    )
    session.execute(values.on_conflict_do_nothing())


def draft_answers(session: Session, draft: Draft | None, service: Definition) -> Answers:
    """Answers of the draft that the service still asks for: a form that changed meanwhile drops the rest."""
    if draft is None:
        return {}
    asked = {field.name for field in service.fields}
    kept = answers_of(session, draft)
    return {name: answer for name, answer in kept.items() if name in asked}


def save_page(
    session: Session,
    actor: Actor,
    service_code: str,
    names: frozenset[str],
    given: Mapping[str, Any],
) -> Draft:
    """Keep the answers to the questions ``names`` of one page. Raises ``Invalid`` with pointers like ``/kelurahan``."""
    service = offered_service(session, service_code)
    clean = clean_answers(service, given, surroundings(session), only=names, pointer="")
    draft = draft_for(session, actor, service, locked=True)
    kept = draft_answers(session, draft, service)
    others = {name: answer for name, answer in kept.items() if name not in names}
    table = Draft.__tablename__
    draft.answers = seal_answers(session, draft.subject_id, table, draft.id, others | clean)
    draft.updated_at = session.now()
    session.flush()
    return draft


def subject_of(actor: Actor) -> UUID:
    """The citizen for whom this person asks: themselves. Raises ``Forbidden`` for an account without a citizen."""
    if actor.citizen_id is None:
        raise Forbidden(_("Akun ini tidak terhubung dengan data warga"))
    return actor.citizen_id
