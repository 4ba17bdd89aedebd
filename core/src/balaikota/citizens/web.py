# SPDX-License-Identifier: Apache-2.0
"""Pages: the last step of /daftar, and one's own data under /akun."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from balaikota.citizens import services
from balaikota.citizens.schemas import AddressForm, RegistrationForm
from balaikota.identity import cookies
from balaikota.identity.models import Account
from balaikota.identity.services import open_session
from balaikota.kernel.http import (
    CITIZEN,
    KEY,
    PUBLIC,
    current_actor,
    current_session,
    expected_version,
    policy,
    visitor,
)
from balaikota.kernel.pages import Form, render
from balaikota.kernel.pages.languages import language
from balaikota.kernel.problems import FieldError, Invalid
from balaikota.kernel.text import _
from balaikota.regions.services import kelurahan_of_city

blueprint = Blueprint("citizens", __name__)

CONFIRM = _("Bila NIK Anda memang begitu, centang pernyataan di bawah formulir.")


@blueprint.get("/daftar/data")
@policy(PUBLIC)
def register() -> ResponseReturnValue:
    """The form with the person's own details; without a proved contact the first step comes first."""
    if visitor() is not None:
        return redirect("/", 303)
    if not cookies.proof_token():
        return redirect(url_for("identity.register"), 303)
    return _registration_page(Form())


@blueprint.post("/daftar/data")
@policy(PUBLIC, idempotency=KEY)
def check_registration() -> ResponseReturnValue:
    """Register, and sign the new citizen in."""
    if visitor() is not None:
        return redirect("/", 303)
    session, form = current_session(), Form(RegistrationForm(), request.form)
    account = form.attempt(session, lambda: _register(form))
    if account is None:
        return _registration_page(form)
    opened = open_session(session, account, visit=cookies.this_visit())
    return cookies.sign_in(redirect("/", 303), opened)


@blueprint.get("/akun/data-saya")
@policy(CITIZEN)
def profile() -> ResponseReturnValue:
    """What the city knows of the person who is signed in."""
    shown = services.own_profile(current_session(), current_actor())
    values = {
        "address": shown.address,
        "domicile": shown.domicile,
        "kelurahan_code": shown.kelurahan_code,
    }
    return _profile_page(Form(values=values), shown)


@blueprint.post("/akun/data-saya")
@policy(CITIZEN, idempotency=KEY, if_match=True)
def change_address() -> ResponseReturnValue:
    """Change where the person lives."""
    session, actor = current_session(), current_actor()
    shown = services.own_profile(session, actor)
    form = Form(AddressForm(), request.form)
    changed = form.attempt(
        session,
        lambda: services.update_address(
            session, actor, shown.citizen_id, version=expected_version(), **form.data
        ),
    )
    if changed is None:
        return _profile_page(form, shown)
    return redirect(url_for("citizens.profile", tersimpan=1), 303)


def _register(form: Form) -> Account:
    """Register; then ask once more where the NIK disagrees with the rest, which a tick settles."""
    session = current_session()
    confirmed = form.data.pop("nik_confirmed") == "ya"
    account = services.register(
        session, proof_token=cookies.proof_token(), **form.data, language=language()
    )
    doubts = services.warnings_about(
        session, nik=form.data["nik"], birth_date=form.data["birth_date"]
    )
    if doubts and not confirmed:
        errors = [FieldError("/nik", doubt) for doubt in doubts]
        raise Invalid(errors=[*errors, FieldError("/nik_confirmed", CONFIRM)])
    return account


def _registration_page(form: Form) -> Response:
    return render("citizens/register.html", form=form, kelurahan=_kelurahan())


def _profile_page(form: Form, shown: services.Profile) -> Response:
    return render(
        "citizens/profile.html",
        form=form,
        profile=shown,
        kelurahan=_kelurahan(),
        saved="tersimpan" in request.args,
    )


def _kelurahan() -> list[tuple[str, str]]:
    """Codes and names for a select; the kecamatan tells apart what is called alike."""
    places = kelurahan_of_city(current_session())
    return [
        (place.code, f"{place.name} ({place.parent.full_name})" if place.parent else place.name)
        for place in places
    ]
