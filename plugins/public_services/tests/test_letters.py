# SPDX-License-Identifier: Apache-2.0
"""What the letters that ship say."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date

import pytest
from sqlalchemy import select

from balaikota import NotFound
from balaikota.documents.services import letter_pdf
from balaikota.kernel.audit.models import AuditEntry
from balaikota.testing.identity_factory import actor_for
from balaikota_public_services.models import Request
from balaikota_public_services.services.catalogue import service_of
from balaikota_public_services.services.letters import (
    after_months,
    letter_of_request,
    letter_values,
)
from balaikota_public_services.testing import ON_THE_WAY, file_request, take

SHOWN = {
    "sku": (
        "SURAT KETERANGAN USAHA",
        "Nomor: 500.2.3/1/KEL-API",
        "Siti Rahmawati",
        "Bontang, 27 Maret 1985",
        "Pasar Citra Mas Blok C No. 8, RT 005, Kelurahan Api-api",
        "12 Januari 2019",
        "Pengajuan Kredit Usaha Rakyat",
        "18 Mei 2027",
        "Lurah Api-Api",
        "Andi Nurhayati, S.Sos.",
    ),
    "sktm": (
        "SURAT KETERANGAN TIDAK MAMPU",
        "Nomor: 400.9/1/KEL-API",
        "Siti Rahmawati",
        "Jl. Ir. H. Juanda No. 12, RT 005, Kelurahan Api-api",
        "5 orang",
        "Rp1.250.000",
        "Keringanan biaya sekolah atau kuliah",
        "SD Negeri 002 Bontang Utara",
        "18 Februari 2027",
    ),
}


def approved(runtime, town, code):
    """A request whose letter is signed."""
    officers = {"approve": town.lurah, "endorse": town.section_head}
    with runtime.database.write() as session:
        request = file_request(session, town.siti, code=code)
        for action in ON_THE_WAY[code]:
            take(session, officers.get(action, town.front).account_id, request, action)
    return request  # the signature was made when the change was durable


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler-utils is needed")
@pytest.mark.sqlite_only
@pytest.mark.parametrize("code", SHOWN)
def test_a_letter_says_all_that_it_should_on_one_page(code, runtime, town, tmp_path):
    request = approved(runtime, town, code)
    path = tmp_path / f"{code}.pdf"
    with runtime.database.read() as session:
        path.write_bytes(letter_pdf(session, request.letter_id))
    command = ["pdftotext", "-layout", str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert text.count("\f") == 1
    words = re.sub(r"\s+", " ", text)
    assert [shown for shown in SHOWN[code] if shown not in words] == []


def test_the_whole_nik_stands_in_the_letter_and_the_look_is_recorded(session, town):
    request = file_request(session, town.siti)
    lurah = actor_for(session, town.lurah.account_id)
    values = letter_values(session, lurah, request, service_of(session, request))
    assert re.fullmatch(r"647401670385\d{4}", values["subject"]["nik"])
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.is_read)).all()
    assert actions == ["citizens.nik_revealed"]


def test_there_is_no_letter_before_the_decision(session, town):
    request = file_request(session, town.siti)
    with pytest.raises(NotFound):
        letter_of_request(session, actor_for(session, town.siti), request.id)


def test_a_letter_whose_signature_is_late_leaves_the_request_where_it_is(session, town):
    request = file_request(session, town.siti)
    for account_id, action in (
        (town.front.account_id, "claim"),
        (town.front.account_id, "forward"),
        (town.lurah.account_id, "approve"),
    ):
        take(session, account_id, request, action)
    assert session.get_one(Request, request.id).state == "signing"
    with pytest.raises(NotFound):
        letter_of_request(session, actor_for(session, town.siti), request.id)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 18), 6, date(2027, 5, 18)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_in_months(day, months, then):
    assert after_months(day, months) == then
