# SPDX-License-Identifier: Apache-2.0
"""Pages of admins: offices and who works in them."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from balaikota.agencies import services
from balaikota.agencies.models import Unit
from balaikota.kernel.http import Page, current_actor, current_session, officer, policy, slice_of
from balaikota.kernel.pages import render

blueprint = Blueprint("agencies", __name__)
UNITS_A_PAGE = 30


@blueprint.get("/perangkat-daerah")
@policy(officer(services.MANAGE_OFFICERS))
def units() -> ResponseReturnValue:
    """Every office that the admin is in charge of, with the positions in it."""
    session, actor = current_session(), current_actor()
    after = request.args.get("setelah")
    found = slice_of(session, services.units_in_charge(actor), Page(UNITS_A_PAGE, after), Unit.code)
    city = services.staff_of_city(session, actor)
    return render(
        "agencies/units.html",
        audience="officer",
        city_staff=city.positions if after is None else [],
        staff=services.staff_of(session, found.items),
        today=session.runtime.today(),
        next_url=url_for("agencies.units", setelah=found.next) if found.next else None,
        first_url=url_for("agencies.units") if after else None,
    )
