# SPDX-License-Identifier: Apache-2.0
"""JSON: registering, and one's own profile, at ``/api/v1/citizens``."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from balaikota.citizens import services
from balaikota.citizens.schemas import (
    AddressSchema,
    ProfileSchema,
    RegisteredSchema,
    RegistrationSchema,
)
from balaikota.identity.cookies import this_visit
from balaikota.identity.services import open_session
from balaikota.identity.tokens import token_answer
from balaikota.kernel.http import (
    CITIZEN,
    KEY,
    PUBLIC,
    ApiBlueprint,
    current_actor,
    current_session,
    expected_version,
    policy,
    with_etag,
)

blueprint = ApiBlueprint("citizens_api", __name__)


@blueprint.post("/registrations")
@policy(PUBLIC, idempotency=KEY)
@blueprint.arguments(RegistrationSchema)
@blueprint.response(201, RegisteredSchema)
def register(given: dict[str, Any]) -> dict[str, Any]:
    """Register whoever proved a contact, and sign them in. Every fault of the form is named in one answer."""
    session = current_session()
    account = services.register(session, proof_token=given.pop("proof"), **given)
    opened = open_session(session, account, visit=this_visit())
    warnings = services.warnings_about(session, nik=given["nik"], birth_date=given["birth_date"])
    tokens = token_answer(account_id=account.id, session_id=opened.id, refresh_token=opened.token)
    return tokens | {"citizen_id": account.citizen_id, "warnings": warnings}


@blueprint.get("/me")
@policy(CITIZEN)
@blueprint.response(200, ProfileSchema)
def me() -> Response:
    """One's own profile. The NIK is masked to its owner too: they have it on their card."""
    return _answer(services.own_profile(current_session(), current_actor()))


@blueprint.patch("/me")
@policy(CITIZEN, idempotency=KEY, if_match=True)
@blueprint.arguments(AddressSchema)
@blueprint.response(200, ProfileSchema)
def change_me(given: dict[str, Any]) -> Response:
    """Change where one lives; ``If-Match`` carries the ``ETag`` of the profile."""
    session, actor = current_session(), current_actor()
    now = services.own_profile(session, actor)
    lives = {"address": now.address or "", "domicile": now.domicile}
    lives |= {"kelurahan_code": now.kelurahan_code or ""}
    changed = services.update_address(
        session, actor, now.citizen_id, version=expected_version(), **(lives | given)
    )
    return _answer(changed)


def _answer(shown: services.Profile) -> Response:
    return with_etag(jsonify(ProfileSchema().dump(shown)), shown.version)
