# SPDX-License-Identifier: Apache-2.0
"""What the city grants on request, and the published standard of each service."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from balaikota import PUBLIC, current_session, gettext, policy, render, visitor
from balaikota_public_services.definitions.model import EXAMPLE, Definition
from balaikota_public_services.services.catalogue import offered_service, offered_services
from balaikota_public_services.services.drafts import draft_of, drafts_of
from balaikota_public_services.web.blueprints import pages


@pages.get("")
@policy(PUBLIC)
def catalogue() -> ResponseReturnValue:
    """Every service, or those whose title or summary has all the words of ``q``."""
    session, person = current_session(), visitor()
    wanted = request.args.get("q", "").strip()[:100]
    services = [found for found in offered_services(session) if _has(found, wanted)]
    return render(
        "public_services/catalogue.html",
        services=services,
        wanted=wanted,
        drafts=len(drafts_of(session, person)) if person else 0,
    )


@pages.get("/<code>")
@policy(PUBLIC)
def service(code: str) -> ResponseReturnValue:
    """One service: the six published parts of its standard, its legal basis, and the way in."""
    session, person = current_session(), visitor()
    found = offered_service(session, code)
    return render(
        "public_services/service.html",
        service=found,
        sources={key: found.source_of(key) for key in _SOURCED},
        example=EXAMPLE,
        draft=draft_of(session, person, code) if person else None,
    )


_SOURCED = (
    "legal_basis",
    "standard.requirements",
    "standard.procedure",
    "standard.working_days",
    "standard.fee",
    "standard.product",
    "standard.complaints",
)


def _has(found: Definition, wanted: str) -> bool:
    """Whether each word stands in the title or summary, in the reader's language or in Indonesian."""
    texts = (found.title, found.summary, gettext(found.title), gettext(found.summary))
    words = " ".join(texts).casefold()
    return all(word in words for word in wanted.casefold().split())
