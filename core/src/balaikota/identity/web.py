# SPDX-License-Identifier: Apache-2.0
"""Pages: /masuk, /keluar and the first two steps of /daftar."""

from __future__ import annotations

from uuid import UUID

import segno
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from balaikota.identity import cookies, schemas, services
from balaikota.identity.cookies import this_visit
from balaikota.kernel.http import (
    KEY,
    PUBLIC,
    current_session,
    exempt,
    natural,
    policy,
    visitor,
)
from balaikota.kernel.http.addresses import local_address
from balaikota.kernel.pages import Form, render
from balaikota.kernel.pages.languages import language
from balaikota.kernel.problems import NotFound

blueprint = Blueprint("identity", __name__)
ONCE = natural("the challenge: it is answered rightly once")


@blueprint.route("/masuk", methods=["GET"])
@policy(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The sign-in form; whoever is signed in goes on."""
    if visitor() is not None:
        return redirect(_next(), 303)
    return _sign_in_page(Form())


@blueprint.route("/masuk", methods=["POST"])
@policy(PUBLIC, idempotency=exempt("a password is never remembered; twice makes two sessions"))
def check_password() -> ResponseReturnValue:
    """Sign in, or go on to the second factor."""
    session, form = current_session(), Form(schemas.SignInSchema(), request.form)
    outcome = form.attempt(
        session, lambda: services.sign_in(session, **form.data, visit=this_visit())
    )
    if outcome is None:
        return _sign_in_page(form)
    if isinstance(outcome, services.NewSession):
        return _signed_in(outcome)
    page = "identity.set_up_factor" if outcome.enrolment else "identity.second_factor"
    answer = redirect(url_for(page, lanjut=_next()), 303)
    return cookies.keep_challenge(answer, outcome.token)


@blueprint.route("/masuk/kode", methods=["GET"])
@policy(PUBLIC)
def second_factor() -> ResponseReturnValue:
    """The form for the code of the authenticator app."""
    return _factor_page(Form())


@blueprint.route("/masuk/kode", methods=["POST"])
@policy(PUBLIC, idempotency=ONCE)
def check_factor() -> ResponseReturnValue:
    """Sign in with the second factor."""
    return _answer_challenge()


@blueprint.route("/masuk/pasang-kode", methods=["GET"])
@policy(PUBLIC)
def set_up_factor() -> ResponseReturnValue:
    """The secret for the authenticator app as QR code and text, and the form for its first code."""
    return _factor_page(Form())


@blueprint.route("/masuk/pasang-kode", methods=["POST"])
@policy(PUBLIC, idempotency=ONCE)
def confirm_factor() -> ResponseReturnValue:
    """Keep the app's secret, proved by its first code, and sign in."""
    return _answer_challenge()


@blueprint.route("/keluar", methods=["POST"])
@policy(PUBLIC, idempotency=natural("the session: it ends once"))
def sign_out() -> ResponseReturnValue:
    """Sign out; whoever is signed out already is told the same."""
    if (actor := visitor()) is not None:
        services.close_session(current_session(), actor)
    return cookies.sign_out(redirect("/", 303))


@blueprint.route("/daftar", methods=["GET"])
@policy(PUBLIC)
def register() -> ResponseReturnValue:
    """The first question of the registration: phone number or e-mail address."""
    if visitor() is not None:
        return redirect("/", 303)
    return render("identity/register.html", form=Form())


@blueprint.route("/daftar", methods=["POST"])
@policy(PUBLIC, idempotency=KEY)
def send_code() -> ResponseReturnValue:
    """Send a code and ask for it."""
    session, form = current_session(), Form(schemas.ContactForm(), request.form)
    proof = form.attempt(
        session,
        lambda: services.start_contact_proof(
            session, form.data["contact"], visit=this_visit(), language=language()
        ),
    )
    if proof is None:
        return render("identity/register.html", form=form)
    return redirect(url_for("identity.enter_code", permintaan=proof.id), 303)


@blueprint.route("/daftar/kode", methods=["GET"])
@policy(PUBLIC)
def enter_code() -> ResponseReturnValue:
    """The form for the code that was sent."""
    return _code_page(Form(), _wanted_proof())


@blueprint.route("/daftar/kode", methods=["POST"])
@policy(PUBLIC, idempotency=natural("the request of the code: a code fits once"))
def check_code() -> ResponseReturnValue:
    """With the right code, go on to the citizen's own details."""
    session, proof_id = current_session(), _wanted_proof()
    form = Form(schemas.CodeSchema(), request.form)
    token = form.attempt(
        session, lambda: services.prove_contact(session, proof_id, form.data["code"])
    )
    if token is None:
        return _code_page(form, proof_id)
    return cookies.keep_proof(redirect(url_for("citizens.register"), 303), token)


@blueprint.route("/daftar/kirim-ulang", methods=["POST"])
@policy(PUBLIC, idempotency=KEY)
def send_code_again() -> ResponseReturnValue:
    """Send another code to the same address."""
    session, proof_id, form = current_session(), _wanted_proof(), Form()
    proof = form.attempt(
        session,
        lambda: services.send_again(session, proof_id, visit=this_visit(), language=language()),
    )
    if proof is None:
        return _code_page(form, proof_id)
    return redirect(url_for("identity.enter_code", permintaan=proof.id, lagi=1), 303)


def _answer_challenge() -> ResponseReturnValue:
    session, form = current_session(), Form(schemas.CodeSchema(), request.form)
    token = cookies.challenge_token()
    opened = form.attempt(
        session,
        lambda: services.answer_challenge(session, token, form.data["code"], visit=this_visit()),
    )
    return _factor_page(form) if opened is None else _signed_in(opened)


def _signed_in(opened: services.NewSession) -> Response:
    """The browser's former session, if any, ends: nobody else's is left behind under the new one."""
    if (actor := visitor()) is not None:
        services.close_session(current_session(), actor)
    return cookies.sign_in(redirect(_next(), 303), opened)


def _sign_in_page(form: Form) -> Response:
    return render("identity/sign_in.html", form=form, next=_next())


def _factor_page(form: Form) -> ResponseReturnValue:
    """The page that fits the challenge; without one the password comes first."""
    try:
        challenge = services.open_challenge(current_session(), cookies.challenge_token())
    except services.ChallengeOver:
        if form.valid:
            return redirect(url_for("identity.sign_in", lanjut=_next()), 303)
        return render("identity/challenge_over.html", form=form, next=_next())
    if challenge.enrolment is None:
        return render("identity/second_factor.html", form=form, next=_next())
    picture = segno.make(challenge.enrolment.address, micro=False)
    qr = picture.svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return render(
        "identity/set_up_factor.html", form=form, next=_next(), enrolment=challenge.enrolment, qr=qr
    )


def _code_page(form: Form, proof_id: UUID) -> Response:
    session = current_session()
    proof = services.waiting_proof(session, proof_id)
    address = services.proof_address(session, proof)
    return render(
        "identity/enter_code.html",
        form=form,
        proof=proof,
        address=address,
        again="lagi" in request.args,
    )


def _wanted_proof() -> UUID:
    try:
        return UUID(request.args.get("permintaan", ""))
    except ValueError as error:
        raise NotFound from error


def _next() -> str:
    return local_address(request.args.get("lanjut", "/"))
