# SPDX-License-Identifier: Apache-2.0
"""A small town for tests: two kelurahan with their officers, citizens who ask, and requests in any state."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from balaikota import Actor, Officer, Session, Unit
from balaikota.testing.agencies_factory import make_officer_in, make_offices
from balaikota.testing.citizens_factory import make_citizen_with_account
from balaikota.testing.files_factory import photo
from balaikota.testing.identity_factory import actor_for
from balaikota.testing.regions_factory import API_API, LOK_TUAN, add_places
from balaikota_public_services.models import Request
from balaikota_public_services.services.actions import act
from balaikota_public_services.services.catalogue import offered_service
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.submitting import submit_request
from balaikota_public_services.services.uploads import Incoming, upload_for_service

SKU_ANSWERS: dict[str, Any] = {
    "business_name": "Warung Sari Laut “Bu Siti”",
    "business_kind": "Menjual ikan segar",
    "kelurahan": API_API,
    "business_address": "Pasar Citra Mas Blok C No. 8, RT 005",
    "started_on": "2019-01-12",
    "birth_place": "Bontang",
    "occupation": "Pedagang",
    "purpose": "Pengajuan Kredit Usaha Rakyat",
}
SKTM_ANSWERS: dict[str, Any] = {
    "kelurahan": API_API,
    "home_address": "Jl. Ir. H. Juanda No. 12, RT 005",
    "birth_place": "Bontang",
    "occupation": "Buruh harian",
    "family_members": 5,
    "monthly_income": 1_250_000,
    "receives_aid": False,
    "purpose": "school",
    "purpose_details": "SD Negeri 002 Bontang Utara",
}
ANSWERS = {"sku": SKU_ANSWERS, "sktm": SKTM_ANSWERS}

ON_THE_WAY = {
    "sku": ("claim", "forward", "approve"),
    "sktm": ("claim", "forward", "endorse", "approve"),
}
"""Steps of a request that nobody objects to."""


@dataclass(frozen=True, slots=True)
class Town:
    """Who is there. Accounts of citizens, officers of Api-Api, and ``strange`` ones of Lok Tuan."""

    api_api: Unit
    lok_tuan: Unit
    siti: UUID
    budi: UUID
    front: Officer
    colleague: Officer
    section_head: Officer
    lurah: Officer
    strange_front: Officer
    strange_lurah: Officer


def make_town(session: Session) -> Town:
    """Add places, offices, officers and citizens to an empty city."""
    add_places(session)
    offices = make_offices(session)
    here, there = offices.api_api, offices.lok_tuan
    siti = make_citizen_with_account(session, kelurahan_code=API_API)
    budi = make_citizen_with_account(session, name="Budi", kelurahan_code=LOK_TUAN)
    return Town(
        api_api=here,
        lok_tuan=there,
        siti=siti.id,
        budi=budi.id,
        front=make_officer_in(session, here, "front_officer", name="Rina Puspita"),
        colleague=make_officer_in(session, here, "front_officer", name="Joko"),
        section_head=make_officer_in(session, here, "section_head", name="Hasan, S.Sos."),
        lurah=make_officer_in(
            session, here, "lurah", name="Andi Nurhayati, S.Sos.", title="Lurah Api-Api"
        ),
        strange_front=make_officer_in(session, there, "front_officer", name="Dewi"),
        strange_lurah=make_officer_in(session, there, "lurah", name="H. Usman, S.E."),
    )


def send_documents(
    session: Session, actor: Actor, code: str, names: Iterable[str] | None = None
) -> dict[str, UUID]:
    """Upload a photo for each document that the service needs; gives the ids by name."""
    plans = offered_service(session, code).documents
    wanted = [plan.name for plan in plans if plan.required] if names is None else names
    return {
        name: upload_for_service(
            session, actor, code, Incoming(name, f"{name}.jpg", io.BytesIO(photo()))
        ).id
        for name in wanted
    }


def file_request(
    session: Session, account_id: UUID, *, code: str = "sku", **answers: Any
) -> Request:
    """A request as the citizen sends it."""
    actor = actor_for(session, account_id)
    return submit_request(
        session,
        actor,
        service_code=code,
        answers=ANSWERS[code] | answers,
        documents=send_documents(session, actor, code),
    )


def take(session: Session, account_id: UUID, request: Request, action: str, **more: Any) -> Request:
    """Take one step on the request as it is now."""
    actor = actor_for(session, account_id)
    return act(session, actor, request.id, seen=request.version, step=Step(action, **more))
