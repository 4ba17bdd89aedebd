# SPDX-License-Identifier: Apache-2.0
"""The page "Permohonan saya": what one has begun, and what one has sent."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota import (
    CITIZEN,
    PageQuery,
    Session,
    current_actor,
    current_session,
    natural,
    policy,
    render,
    slice_of,
)
from balaikota_public_services.models import Draft, Request
from balaikota_public_services.services.catalogue import offered_services, service_version
from balaikota_public_services.services.draft_files import discard_draft
from balaikota_public_services.services.drafts import drafts_of
from balaikota_public_services.services.worklist import own_requests
from balaikota_public_services.web.application import filling
from balaikota_public_services.web.blueprints import pages
from balaikota_public_services.web.words import tone_of

MANY = 10


@pages.get("/permohonan")
@policy(CITIZEN)
def own() -> ResponseReturnValue:
    """Drafts first, then requests, the latest first."""
    session, actor = current_session(), current_actor()
    page = PageQuery().load({"limit": MANY} | request.args.to_dict())["page"]
    found = slice_of(session, own_requests(actor), page, Request.id, descending=True)
    first = page.after is None
    return render(
        "public_services/own.html",
        requests=[_line(session, row) for row in found.items],
        drafts=_lines_of_drafts(session, drafts_of(session, actor)) if first else [],
        next=found.next,
        is_first=first,
    )


@pages.get("/<code>/hapus")
@policy(CITIZEN)
def ask_to_discard(code: str) -> ResponseReturnValue:
    """Ask once more before a draft is thrown away."""
    found = filling(code)
    if found.draft is None:
        return redirect(url_for("public_services.own"), 303)
    return render("public_services/discard.html", filling=found)


@pages.post("/<code>/hapus")
@policy(CITIZEN, idempotency=natural("one draft per person and service: gone stays gone"))
def discard(code: str) -> ResponseReturnValue:
    """Throw a draft away."""
    discard_draft(current_session(), current_actor(), code)
    return redirect(url_for("public_services.own"), 303)


def _line(session: Session, row: Any) -> dict[str, Any]:
    service = service_version(session, row.version_hash)
    state = service.workflow.state(row.state)
    return {"row": row, "service": service, "state": state, "tone": tone_of(state)}


def _lines_of_drafts(session: Session, drafts: list[Draft]) -> list[dict[str, Any]]:
    """Drafts for services that are still offered."""
    offered = {service.code: service for service in offered_services(session)}
    return [
        {"draft": draft, "service": offered[draft.service_code]}
        for draft in drafts
        if draft.service_code in offered
    ]
