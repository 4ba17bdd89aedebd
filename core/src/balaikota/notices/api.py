# SPDX-License-Identifier: Apache-2.0
"""JSON: the inbox of whoever is signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from balaikota.kernel.http import (
    CITIZEN,
    ApiBlueprint,
    PageQuery,
    current_actor,
    current_session,
    natural,
    policy,
    slice_of,
)
from balaikota.notices.models import Notice
from balaikota.notices.schemas import InboxSchema, NoticeSchema
from balaikota.notices.services import Letter, inbox_of, mark_read, opened, unread_count

blueprint = ApiBlueprint("notices_api", __name__, description="Kotak masuk")


@blueprint.get("/")
@policy(CITIZEN)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, InboxSchema)
def inbox(query: dict[str, Any]) -> dict[str, Any]:
    """One's own notices, newest first."""
    session, account_id = current_session(), current_actor().account_id
    page = slice_of(session, inbox_of(account_id), query["page"], Notice.id, descending=True)
    return {
        "items": [opened(session, notice) for notice in page.items],
        "next": page.next,
        "unread": unread_count(session, account_id),
    }


@blueprint.post("/<uuid:notice_id>/read")
@policy(CITIZEN, idempotency=natural("what was read stays read"))
@blueprint.response(200, NoticeSchema)
def read(notice_id: UUID) -> Letter:
    """Mark a notice as read."""
    return mark_read(current_session(), current_actor(), notice_id)
