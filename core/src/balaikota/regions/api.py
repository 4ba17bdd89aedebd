# SPDX-License-Identifier: Apache-2.0
"""The city's places for anybody: lists for forms, codes for other systems."""

from __future__ import annotations

from typing import Any

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
from balaikota.regions import services
from balaikota.regions.models import Region
from balaikota.regions.schemas import RegionPageSchema, RegionQuery

blueprint = ApiBlueprint("regions_api", __name__, description="Kecamatan and kelurahan")
AN_HOUR = 3600


@blueprint.get("")
@policy(PUBLIC)
@shared_for(AN_HOUR)
@blueprint.arguments(RegionQuery, location="query")
@blueprint.response(200, RegionPageSchema)
def regions(query: dict[str, Any]) -> Slice[Region]:
    """Places by code, optionally those inside one place (``parent``) or of one ``level``."""
    page: Page = query.pop("page")
    return slice_of(current_session(), services.regions(**query), page, Region.code)
