# SPDX-License-Identifier: Apache-2.0
"""Whether somebody has asked already: nobody should have to wonder if the first request has arrived."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from balaikota import Actor, Session
from balaikota_public_services.models import Request
from balaikota_public_services.services.worklist import own_requests


def running_request(
    session: Session, actor: Actor, service_code: str
) -> Row[*tuple[Any, ...]] | None:
    """The person's latest request for the service that is not closed yet, as lists show it."""
    mine = own_requests(actor).where(
        Request.service_code == service_code, Request.closed_at.is_(None)
    )
    return session.execute(mine.order_by(Request.id.desc()).limit(1)).first()
