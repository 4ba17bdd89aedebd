# SPDX-License-Identifier: Apache-2.0
"""The city's offices for anybody, at ``/api/v1/agencies``."""

from __future__ import annotations

from typing import Any

from balaikota.agencies import services
from balaikota.agencies.models import Unit
from balaikota.agencies.schemas import UnitPageSchema, UnitQuery
from balaikota.kernel.http import (
    PUBLIC,
    ApiBlueprint,
    Page,
    Slice,
    current_session,
    policy,
    slice_of,
)
from balaikota.kernel.http.etag import shared_for

blueprint = ApiBlueprint("agencies_api", __name__)
AN_HOUR = 3600


@blueprint.get("/units")
@policy(PUBLIC)
@shared_for(AN_HOUR)
@blueprint.arguments(UnitQuery, location="query")
@blueprint.response(200, UnitPageSchema)
def units(query: dict[str, Any]) -> Slice[Unit]:
    """Offices by code, with address and phone; who works in them is not told here."""
    page: Page = query.pop("page")
    return slice_of(current_session(), services.units(**query), page, Unit.code)
