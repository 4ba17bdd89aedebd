# SPDX-License-Identifier: Apache-2.0
"""Pages for whoever holds a letter: a bank, a school, the citizen."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from balaikota.documents.codes import LENGTH, typed_code
from balaikota.documents.services import Verification, verification, verification_of_file
from balaikota.kernel.http import PUBLIC, current_session, exempt, policy
from balaikota.kernel.pages import Form, render
from balaikota.kernel.text import _

blueprint = Blueprint("documents", __name__)


@blueprint.get("/verifikasi")
@policy(PUBLIC)
def check() -> ResponseReturnValue:
    """Ask for the code of a letter, or for the letter itself; a typed code leads to its page."""
    typed = request.args.get("kode", "").strip()
    code = typed_code(typed)
    if code is not None:
        return redirect(url_for("documents.verified", code=code), 303)
    form = Form(values={"kode": typed})
    if typed:
        sentence = _("Kode pemeriksaan terdiri dari {n} huruf dan angka. Periksa lagi.", n=LENGTH)
        form.refuse("kode", sentence)
    return _ask(form)


@blueprint.post("/verifikasi")
@policy(PUBLIC, idempotency=exempt("the file is compared and not kept"))
def check_file() -> ResponseReturnValue:
    """Tell whether the uploaded PDF is, to the byte, a letter that we signed."""
    file = request.files.get("berkas")
    if file is None or not file.filename:
        form = Form(values={})
        form.refuse("berkas", _("Pilih berkas PDF suratnya"))
        return _ask(form)
    return _answer(verification_of_file(current_session(), file.stream), way="file")


@blueprint.get("/verifikasi/<code>")
@policy(PUBLIC)
def verified(code: str) -> ResponseReturnValue:
    """What the letter with this code is worth: where its QR code leads."""
    return _answer(verification(current_session(), code), way="code")


def _ask(form: Form) -> Response:
    return render("documents/check.html", form=form)


def _answer(letter: Verification | None, *, way: str) -> Response:
    status = 200 if letter else 404
    return render("documents/verification.html", status=status, letter=letter, way=way)
