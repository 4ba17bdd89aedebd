# SPDX-License-Identifier: Apache-2.0
"""The officer's worklist: one table, filters in the address, so that it can be kept as a bookmark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from balaikota import (
    Actor,
    Form,
    Page,
    PageQuery,
    Session,
    Slice,
    current_actor,
    current_runtime,
    current_session,
    gettext,
    officer,
    officer_names,
    officer_of,
    policy,
    render,
    slice_of,
)
from balaikota_public_services.definitions.model import CITIZEN, Definition
from balaikota_public_services.models import Request
from balaikota_public_services.rights import READ
from balaikota_public_services.services.catalogue import offered_services, service_version
from balaikota_public_services.services.tallies import MOST, tallies
from balaikota_public_services.services.worklist import WorklistFilter, work_of
from balaikota_public_services.web.blueprints import desk
from balaikota_public_services.web.words import tone_of, urgency

NOBODY = UUID(int=0)
PARTS = ("semua", "saya", "bebas")
SCOPES: Mapping[str, Literal["waiting", "open", "closed"]] = {
    "giliran": "waiting",
    "berjalan": "open",
    "selesai": "closed",
}


class WorklistQuery(PageQuery):
    """What the address of the worklist may say; an empty filter is none."""

    bagian = fields.Str(load_default="semua", validate=validate.OneOf(PARTS))
    tampil = fields.Str(load_default="giliran", validate=validate.OneOf(SCOPES))
    layanan = fields.Str(load_default="")
    keadaan = fields.Str(load_default="")
    nomor = fields.Str(load_default="", validate=validate.Length(max=40))


@desk.get("")
@policy(officer(READ))
def worklist() -> ResponseReturnValue:
    """Requests of the officer's units, the most urgent first. Lists name nobody: opening one is the look."""
    session, actor = current_session(), current_actor()
    query: dict[str, Any] = WorklistQuery().load(request.args.to_dict())
    wanted = _wanted(query)
    named = session.execute(work_of(actor, wanted)).first() if wanted.number else None
    if named is not None:
        return redirect(url_for("public_services_officer.case", request_id=named.id), 303)
    acting = officer_of(session, actor.account_id)
    officer_id = acting.id if acting else None
    services = offered_services(session)
    found = _slice(session, actor, _part(wanted, query["bagian"], officer_id), query["page"])
    return render(
        "public_services/officer/worklist.html",
        audience="officer",
        form=Form(values=query),
        query=query,
        rows=_lines(session, found.items),
        next=found.next,
        is_first=query["page"].after is None,
        counts=tallies(session, actor, wanted, officer_id),
        most=MOST,
        services=services,
        states=_states(services, query["layanan"], closed=wanted.which == "closed"),
    )


def _slice(session: Session, actor: Actor, wanted: WorklistFilter, page: Page) -> Slice[Any]:
    closed = wanted.which == "closed"
    keys = (Request.id,) if closed else (Request.due_on, Request.id)
    return slice_of(session, work_of(actor, wanted), page, *keys, descending=closed)


def _part(wanted: WorklistFilter, part: str, officer_id: UUID | None) -> WorklistFilter:
    """The officer's own, those that nobody took, or all. Who is no officer has none of their own."""
    if part == "bebas":
        return replace(wanted, assignee="none")
    return replace(wanted, assignee=officer_id or NOBODY) if part == "saya" else wanted


def _wanted(query: dict[str, Any]) -> WorklistFilter:
    """The filters without the part; a number counts for itself, however it is typed."""
    return WorklistFilter(
        which=SCOPES[query["tampil"]],
        state=query["keadaan"] or None,
        service_code=query["layanan"] or None,
        number=query["nomor"].strip().upper() or None,
    )


def _states(services: Iterable[Definition], code: str, *, closed: bool) -> list[tuple[str, str]]:
    """States to filter by, in the order of the workflows; services that share a name share the entry."""
    found: dict[str, str] = {}
    for service in services:
        if code in {"", service.code}:
            for state in service.workflow.states:
                if (state.outcome is not None) == closed:
                    found.setdefault(state.name, gettext(state.title))
    return list(found.items())


def _lines(session: Session, rows: Iterable[Any]) -> list[dict[str, Any]]:
    found, today = list(rows), current_runtime().today()
    names = officer_names(session, {row.assignee_id for row in found if row.assignee_id})
    return [_line(session, row, names.get(row.assignee_id, ""), today) for row in found]


def _line(session: Session, row: Any, assignee: str, today: date) -> dict[str, Any]:
    service = service_version(session, row.version_hash)
    state = service.workflow.state(row.state)
    closed = row.closed_at is not None
    paused = row.awaits == CITIZEN
    return {
        "row": row,
        "service": service,
        "state": state,
        "tone": tone_of(state),
        "assignee": assignee,
        "urgency": urgency(row.due_on, today, paused=paused, closed=closed),
    }
