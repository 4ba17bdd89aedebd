# SPDX-License-Identifier: Apache-2.0
"""The API of public services: the whole way of a request, for citizens and officers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from balaikota import (
    CITIZEN,
    KEY,
    PUBLIC,
    ApiBlueprint,
    PageQuery,
    attachment,
    current_actor,
    current_session,
    expected_version,
    officer,
    policy,
    slice_of,
)
from balaikota_public_services import shown
from balaikota_public_services.models import Request
from balaikota_public_services.rights import READ
from balaikota_public_services.schemas import incoming, outgoing
from balaikota_public_services.services.actions import act
from balaikota_public_services.services.catalogue import offered_service, offered_services
from balaikota_public_services.services.details import look_at
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.letters import letter_of_request
from balaikota_public_services.services.submitting import submit_request
from balaikota_public_services.services.uploads import (
    Incoming,
    document_content,
    upload_for_request,
    upload_for_service,
)
from balaikota_public_services.services.worklist import own_requests, work_of

blueprint = ApiBlueprint("public_services_api", __name__)

Answer = tuple[dict[str, Any], dict[str, str]]


@blueprint.route("/services", methods=["GET"])
@policy(PUBLIC)
@blueprint.response(200, outgoing.ServiceListSchema)
def services() -> dict[str, Any]:
    """Every service that can be asked for."""
    return {"items": [shown.summary(service) for service in offered_services(current_session())]}


@blueprint.route("/services/<code>", methods=["GET"])
@policy(PUBLIC)
@blueprint.response(200, outgoing.ServiceSchema)
def service(code: str) -> dict[str, Any]:
    """One service: its Standar Pelayanan, its form, the documents it needs."""
    return shown.whole_service(offered_service(current_session(), code))


@blueprint.route("/uploads", methods=["POST"])
@policy(CITIZEN, idempotency=KEY)
@blueprint.arguments(incoming.UploadForm, location="form")
@blueprint.arguments(incoming.UploadFiles, location="files")
@blueprint.response(201, outgoing.UploadSchema)
def upload(about: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
    """Send one document ahead: for a request that is not filed yet, or one that an officer asked for again.

    The ``id`` of the answer goes into ``documents`` when the request is filed or corrected.
    """
    session, actor, file = current_session(), current_actor(), files["file"]
    given = Incoming(about["name"], file.filename or "", file.stream)
    if "service" in about:
        row = upload_for_service(session, actor, about["service"], given)
    else:
        row = upload_for_request(session, actor, about["request"], given)
    return {"id": row.id, "name": row.name}


@blueprint.route("/requests", methods=["POST"])
@policy(CITIZEN, idempotency=KEY)
@blueprint.arguments(incoming.SubmissionSchema)
@blueprint.response(201, outgoing.RequestSchema)
def submit(given: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """File a request about yourself."""
    request = submit_request(
        current_session(),
        current_actor(),
        service_code=given["service"],
        answers=given["answers"],
        documents=given["documents"],
    )
    body, headers = _whole(request)
    address = url_for("public_services_api.request_detail", request_id=request.id)
    return body, 201, headers | {"Location": address}


@blueprint.route("/requests", methods=["GET"])
@policy(CITIZEN)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, outgoing.RequestPageSchema)
def own(query: dict[str, Any]) -> dict[str, Any]:
    """Your own requests, the latest first."""
    session = current_session()
    found = slice_of(
        session, own_requests(current_actor()), query["page"], Request.id, descending=True
    )
    return shown.request_page(session, found)


@blueprint.route("/requests/<uuid:request_id>", methods=["GET"])
@policy(CITIZEN)
@blueprint.response(200, outgoing.RequestSchema)
def request_detail(request_id: UUID) -> Answer:
    """One request, for its citizen and for officers of its unit. The ``ETag`` is what a step must name."""
    session = current_session()
    detail = look_at(session, current_actor(), request_id)
    return shown.whole_request(session, detail), _etag(detail.request)


@blueprint.route("/requests/<uuid:request_id>/actions", methods=["POST"])
@policy(CITIZEN, idempotency=KEY, if_match=True)
@blueprint.arguments(incoming.StepSchema)
@blueprint.response(200, outgoing.RequestSchema)
def take_step(step: Step, request_id: UUID) -> Answer:
    """Take a step: one of ``actions`` of the request. Refused with 409 and what is ``allowed`` instead."""
    return _whole(
        act(current_session(), current_actor(), request_id, seen=expected_version(), step=step)
    )


@blueprint.route("/worklist", methods=["GET"])
@policy(officer(READ))
@blueprint.arguments(incoming.WorklistQuery, location="query")
@blueprint.response(200, outgoing.RequestPageSchema)
def work(query: dict[str, Any]) -> dict[str, Any]:
    """Requests of your units: those that wait for you, all open ones, or the closed ones; the most urgent first."""
    session, wanted = current_session(), query["wanted"]
    keys = (Request.id,) if wanted.which == "closed" else (Request.due_on, Request.id)
    found = slice_of(
        session,
        work_of(current_actor(), wanted),
        query["page"],
        *keys,
        descending=wanted.which == "closed",
    )
    return shown.request_page(session, found)


@blueprint.route("/requests/<uuid:request_id>/letter", methods=["GET"])
@policy(CITIZEN)
@blueprint.response(200, content_type="application/pdf")
def letter(request_id: UUID) -> Response:
    """The signed letter as PDF."""
    return attachment(letter_of_request(current_session(), current_actor(), request_id))


@blueprint.route("/requests/<uuid:request_id>/documents/<uuid:document_id>", methods=["GET"])
@policy(CITIZEN)
@blueprint.response(200, content_type="application/octet-stream")
def document(request_id: UUID, document_id: UUID) -> Response:
    """One document of the applicant, as a file to save."""
    return attachment(document_content(current_session(), current_actor(), request_id, document_id))


def _whole(request: Request) -> Answer:
    session = current_session()
    detail = look_at(session, current_actor(), request.id)
    return shown.whole_request(session, detail), _etag(request)


def _etag(request: Request) -> dict[str, str]:
    return {"ETag": f'"{request.version}"'}
