# SPDX-License-Identifier: Apache-2.0
"""A plugin whose only purpose is to make every kind of answer, so that the edge can be tested by itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import abort, jsonify, request
from marshmallow import ValidationError, fields
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from balaikota import (
    CITIZEN,
    KEY,
    PUBLIC,
    ApiBlueprint,
    Conflict,
    FieldError,
    Grant,
    Identity,
    Invalid,
    PageQuery,
    Pages,
    Permission,
    Plugin,
    Runtime,
    Schema,
    Text,
    current_actor,
    current_session,
    exempt,
    expected_version,
    hookimpl,
    officer,
    policy,
    record,
    slice_of,
    with_etag,
)
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.problems import TooMany

ACCOUNT = UUID("01890000-0000-7000-8000-000000000001")
UNIT = UUID("01890000-0000-7000-8000-0000000000aa")


class CountedRefusal(Invalid):
    """A refusal whose try is counted."""

    keeps_changes = True


class ThingSchema(Schema):
    nik = fields.Str(required=True)
    amount = fields.Int(load_default=1)


RAISES: dict[str, Any] = {
    "problem": lambda: Invalid(errors=[FieldError("/answers/nik", Text("NIK terlalu pendek"))]),
    "conflict": lambda: Conflict("sudah diambil", allowed=["forward"]),
    "marshmallow": lambda: ValidationError({"nik": ["salah"]}),
    "werkzeug": lambda: abort(404),
    "stale": lambda: StaleDataError("row"),
    "database": lambda: OperationalError("SELECT 'rahasia'", {}, Exception("down")),
    "throttled": lambda: TooMany(headers={"Retry-After": "60"}),
    "crash": lambda: ZeroDivisionError("rahasia 6474011708459901"),
}

api = ApiBlueprint("probe_api", __name__)


@api.get("/raise/<kind>")
@policy(PUBLIC)
def raise_it(kind: str) -> Any:
    error = RAISES[kind]()
    raise error


@api.get("/signed-in")
@policy(CITIZEN)
def signed_in() -> Any:
    return jsonify(account=current_actor().account_id)


@api.get("/office")
@policy(officer("probe.thing.see"))
def office() -> Any:
    return jsonify(units=sorted(map(str, current_actor().units("probe.thing.see") or ())))


@api.post("/things")
@policy(CITIZEN, idempotency=KEY)
@api.arguments(ThingSchema)
def make_thing(values: dict[str, Any]) -> Any:
    session = current_session()
    record(
        session, current_actor(), "probe.thing_made", kind="probe.thing", amount=values["amount"]
    )
    if values["nik"] == "taken":
        raise Conflict("sudah ada")
    if values["nik"] == "wrong":
        raise Invalid(errors=[FieldError("/nik", "salah")])
    if values["nik"] == "counted":
        raise CountedRefusal(errors=[FieldError("/nik", "salah")])
    return jsonify(nik=values["nik"]), 201


@api.put("/thing")
@policy(PUBLIC, idempotency=exempt("a test"), if_match=True)
def change_thing() -> Any:
    if expected_version() != 7:
        raise StaleDataError("changed")
    return with_etag(jsonify(version=8), 8)


@api.get("/audit")
@policy(PUBLIC)
@api.arguments(PageQuery, location="query")
def audit_rows(values: dict[str, Any]) -> Any:
    from sqlalchemy import select

    rows = slice_of(
        current_session(), select(AuditEntry), values["page"], AuditEntry.at, AuditEntry.id
    )
    return jsonify(items=[row.details["amount"] for row in rows.items], next=rows.next)


@api.get("/writes")
@policy(PUBLIC)
def writes_on_get() -> Any:
    current_session().execute(text("DELETE FROM kernel_audit"))
    return jsonify()


def _pages() -> Any:
    from flask import Blueprint

    pages = Blueprint("probe", __name__)

    @pages.get("/galat/<kind>")
    @policy(PUBLIC)
    def broken(kind: str) -> Any:
        error = RAISES[kind]()
        raise error

    @pages.get("/rahasia")
    @policy(CITIZEN)
    def secret() -> Any:
        return "rahasia"

    @pages.get("/formulir")
    @policy(PUBLIC)
    def form() -> Any:
        from balaikota.kernel.pages.setup import csrf_field, key_field

        return str(csrf_field() + key_field())

    @pages.post("/formulir")
    @policy(PUBLIC, idempotency=KEY)
    def submit() -> Any:
        record(current_session(), None, "probe.form_sent", kind="probe.form", amount=1)
        return request.form.get("nama", ""), 200

    return pages


class Probe(Plugin):
    """Makes every kind of answer."""

    name = "probe"
    slug = "probe"
    title = Text("Probe")

    @hookimpl
    def api_blueprints(self) -> Any:
        return [api]

    @hookimpl
    def web_blueprints(self) -> Any:
        return [Pages(_pages())]

    @hookimpl
    def permissions(self) -> Any:
        return [Permission("probe.thing.see", Text("Melihat"))]

    @hookimpl
    def authenticate(self, session: Any, request: Any) -> Any:
        if "X-Account" not in request.headers:
            return None
        second = request.headers.get("X-Second-Factor") == "yes"
        return Identity(UUID(request.headers["X-Account"]), UNIT, "Uji", second_factor=second)

    @hookimpl
    def grants(self, session: Any, account_id: Any) -> Any:
        return [Grant("probe.thing.see", UNIT)] if account_id == ACCOUNT else []


@pytest.fixture
def settings_values(tmp_path):
    from balaikota.testing.city import city_settings

    return city_settings(tmp_path, enabled=[])


@pytest.fixture
def extra_plugins():
    return (Probe(),)


@pytest.fixture
def citizen() -> dict[str, str]:
    """Headers of a signed-in person."""
    return {"X-Account": str(ACCOUNT)}


@pytest.fixture
def keyed(citizen) -> dict[str, str]:
    """The same with an Idempotency-Key."""
    return citizen | {"Idempotency-Key": "k" * 20}


def audit_count(runtime: Runtime, action: str) -> int:
    """How often ``action`` really happened."""
    from sqlalchemy import func, select

    with runtime.database.read() as session:
        query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
        return session.scalar(query) or 0


@pytest.fixture
def happened(runtime: Runtime):
    return lambda action: audit_count(runtime, action)
