# SPDX-License-Identifier: Apache-2.0
"""The whole story through the API alone: from a phone that nobody knows to a letter that a bank has checked."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from balaikota import LetterSigned, announce
from balaikota.documents.demo_signer import example_root
from balaikota.documents.signing import check_signature
from balaikota.identity.services import account, contacts_of
from balaikota.kernel.events.worker import deliver_once
from balaikota.testing.citizens_factory import synthetic_nik
from balaikota.testing.files_factory import photo
from balaikota.testing.identity_factory import PASSWORD, SECRET, sent_code, set_up_totp, totp_code
from balaikota.testing.regions_factory import API_API
from balaikota_public_services.models import Request
from balaikota_public_services.testing import SKU_ANSWERS

PHONE = "081298765432"
OURS = "/api/v1/public_services"
TOOLS = ("qpdf", "pdfsig", "pdftoppm", "zbarimg")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)), reason="poppler-utils, qpdf and zbar-tools are needed"
)


class Phone:
    """A program that speaks JSON to the city and keeps nothing but its token."""

    def __init__(self, app):
        self._app = app
        self.headers = {}

    def call(self, method, path, *, seen=None, status=200, **options):
        headers = self.headers | {"Idempotency-Key": uuid4().hex}
        if seen is not None:
            headers["If-Match"] = seen
        client = self._app.test_client()
        answer = client.open(path, method=method, headers=headers, buffered=True, **options)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer

    def step(self, request_id, action, **more):
        """Look at the request, then take a step on what was seen."""
        seen = self.call("GET", f"{OURS}/requests/{request_id}").headers["ETag"]
        path = f"{OURS}/requests/{request_id}/actions"
        return self.call("POST", path, seen=seen, json={"action": action} | more).json

    def upload(self, name, **where):
        form = where | {"name": name, "file": (io.BytesIO(photo()), f"{name}.jpg")}
        options = {"data": form, "content_type": "multipart/form-data"}
        return self.call("POST", f"{OURS}/uploads", status=201, **options).json["id"]

    def register(self, runtime):
        path = "/api/v1/identity/contact-proofs"
        proof = self.call(
            "POST", path, status=202, json={"contact": PHONE, "purpose": "register"}
        ).json
        code = {"code": sent_code(runtime, PHONE)}
        token = self.call("POST", f"{path}/{proof['id']}/verification", json=code).json["proof"]
        person = {
            "proof": token,
            "name": "Siti Rahmawati",
            "nik": synthetic_nik(),
            "birth_date": "1985-03-27",
            "kelurahan_code": API_API,
            "address": "Jl. Ir. H. Juanda No. 12, RT 005",
            "password": PASSWORD,
        }
        tokens = self.call("POST", "/api/v1/citizens/registrations", status=201, json=person).json
        self.headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    def sign_in(self, runtime, officer, contact):
        """As officers do: password, then the code of the authenticator."""
        with runtime.database.write() as session:
            set_up_totp(session, account(session, officer.account_id))
        given = {"contact": contact, "password": PASSWORD}
        challenge = self.call("POST", "/api/v1/identity/sessions", json=given).json["challenge"]
        given = {"challenge": challenge, "code": totp_code(runtime, SECRET)}
        path = "/api/v1/identity/sessions/second-factor"
        tokens = self.call("POST", path, status=201, json=given).json
        self.headers = {"Authorization": f"Bearer {tokens['access_token']}"}


def contact_of(runtime, officer):
    with runtime.database.read() as session:
        return contacts_of(session, officer.account_id)[0].address


def run(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def phones(app, runtime, town):
    """Siti, the front officer, the lurah, and a bank that never signs in."""
    siti, front, lurah, bank = (Phone(app) for _ in range(4))
    siti.register(runtime)
    front.sign_in(runtime, town.front, contact_of(runtime, town.front))
    lurah.sign_in(runtime, town.lurah, contact_of(runtime, town.lurah))
    return siti, front, lurah, bank


def tell_everybody(runtime):
    while deliver_once(runtime, limit=100):
        pass


def filed(siti):
    """A request with a fault in it; gives its id and its number."""
    plans = siti.call("GET", f"{OURS}/services/sku").json["documents"]
    documents = {plan["name"]: siti.upload(plan["name"], service="sku") for plan in plans}
    wrong = SKU_ANSWERS | {"business_address": "Di pasar yang ramai"}
    body = {"service": "sku", "answers": wrong, "documents": documents}
    request = siti.call("POST", f"{OURS}/requests", status=201, json=body)
    assert request.headers["Location"] == f"{OURS}/requests/{request.json['id']}"
    return request.json["id"], request.json["number"]


def finished(phones, runtime):
    """The story up to the letter; gives the request and the bytes of the PDF."""
    siti, front, lurah, _bank = phones
    found, number = filed(siti)
    waiting = front.call("GET", f"{OURS}/worklist").json["items"]
    assert [item["number"] for item in waiting] == [number]
    assert lurah.call("GET", f"{OURS}/worklist?state=deciding").json["items"] == []
    front.step(found, "claim")
    note = {"kind": "field", "name": "business_address", "note": "Tulis blok dan nomor kios"}
    ktp = {"kind": "document", "name": "ktp", "note": "Foto KTP buram"}
    assert front.step(found, "return", corrections=[note, ktp])["clock_stopped"]

    seen = siti.call("GET", f"{OURS}/requests/{found}").json
    assert [mark["note"] for mark in seen["corrections"]] == [note["note"], ktp["note"]]
    mended = {"business_address": SKU_ANSWERS["business_address"]}
    again = {"ktp": siti.upload("ktp", request=found)}
    siti.step(found, "resubmit", answers=mended, documents=again)

    front.step(found, "forward")
    signing = lurah.step(found, "approve")
    assert (signing["state"]["name"], signing["letter"]["state"]) == ("signing", "signing")
    tell_everybody(runtime)

    done = siti.call("GET", f"{OURS}/requests/{found}").json
    assert (done["state"]["name"], done["state"]["outcome"]) == ("done", "done")
    assert done["letter"]["address"] == f"{OURS}/requests/{found}/letter"
    assert [step["action"] for step in done["timeline"]] == [
        "submit", "claim", "return", "resubmit", "forward", "approve", "finish",
    ]  # fmt: skip
    letter = siti.call("GET", done["letter"]["address"])
    assert letter.mimetype == "application/pdf"
    assert letter.headers["Content-Disposition"].startswith("attachment")
    assert lurah.call("GET", done["letter"]["address"]).data == letter.data
    return done, letter.data


def test_from_registration_to_a_letter_that_a_bank_has_checked(phones, runtime, tmp_path):
    done, pdf = finished(phones, runtime)
    path = tmp_path / "sku.pdf"
    path.write_bytes(pdf)
    assert run("qpdf", "--check", path)[0] == 0
    text = run("pdfsig", "-nocert", path)[1]  # it exits 0 for a forged letter too
    assert "Signature Validation: Signature is Valid." in text
    assert "Total document signed" in text
    assert check_signature(pdf, roots=[example_root(runtime)], at=runtime.now()).sound
    words = re.sub(r"\s+", " ", run("pdftotext", path, "-")[1])
    for shown in ("Siti Rahmawati", "Menjual ikan segar", "12 Januari 2019", "Api-api"):
        assert shown in words
    assert done["letter"]["number"] in words

    run("pdftoppm", "-r", "110", "-png", "-singlefile", path, path.with_suffix(""))
    scanned = run("zbarimg", "--quiet", "--raw", path.with_suffix(".png"))[1].strip()
    bank = phones[3]
    page = bank.call("GET", urlsplit(scanned).path).get_data(as_text=True)
    assert done["letter"]["number"] in page
    code = urlsplit(scanned).path.rpartition("/")[2]
    verified = bank.call("GET", f"/api/v1/documents/verifications/{code}").json
    assert verified["status"] == "valid"
    assert verified["sha256"] == hashlib.sha256(pdf).hexdigest()


def test_the_citizen_is_told_of_each_step_that_somebody_else_takes(phones, runtime):
    done, _pdf = finished(phones, runtime)
    tell_everybody(runtime)
    inbox = phones[0].call("GET", "/api/v1/notices/").json["items"]
    ours = [item for item in inbox if item["kind"] == "public_services.request_moved"]
    assert [item["title"] for item in reversed(ours)] == [
        "Menunggu diperiksa petugas",
        "Sedang diperiksa petugas",
        "Perlu Anda perbaiki",
        "Menunggu tanda tangan lurah",
        "Disetujui, surat sedang dibuat",
        "Selesai, surat dapat diunduh",
    ]
    assert {item["link"] for item in ours} == {f"/layanan/permohonan/{done['id']}"}
    assert all(done["number"] in item["body"] for item in ours)
    assert not any("kios" in item["body"] for item in ours)  # no word of what is in the request


def test_one_changed_byte_turns_each_check_red(phones, runtime, tmp_path):
    _done, pdf = finished(phones, runtime)
    place = pdf.index(b"stream") + 40
    forged = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    path = tmp_path / "forged.pdf"
    path.write_bytes(forged)
    text = run("pdfsig", "-nocert", path)[1]
    assert "Digest Mismatch" in text
    assert "Signature is Valid" not in text
    assert not check_signature(forged, roots=[example_root(runtime)], at=runtime.now()).sound
    structural = pdf.rindex(b"startxref") + 10
    damaged = pdf[:structural] + b"9" + pdf[structural + 1 :]
    path.write_bytes(damaged)
    assert run("qpdf", "--check", path)[0] != 0


def test_a_second_telling_of_the_signature_changes_nothing(phones, runtime):
    done, _pdf = finished(phones, runtime)
    with runtime.database.write() as session:
        request = session.get_one(Request, UUID(done["id"]))
        told = LetterSigned(
            letter_id=request.letter_id, source="public_services", reference=done["id"]
        )
        announce(session, told)
    tell_everybody(runtime)
    siti = phones[0]
    assert siti.call("GET", f"{OURS}/requests/{done['id']}").json == done
