# SPDX-License-Identifier: Apache-2.0
"""Many at once: one key makes one request, one claim wins; and the check that says so has teeth."""

from __future__ import annotations

import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

import balaikota_public_services
from balaikota.kernel.http import idempotency
from balaikota.testing.files_factory import photo
from balaikota_public_services.models import Draft, Request, RequestDocument, RequestEvent
from balaikota_public_services.testing import SKU_ANSWERS

BUNDLES = Path(balaikota_public_services.__file__).parent / "bundles"
KEY = "one-key-for-all-of-them"
AT_ONCE = 50
PATIENCE_SECONDS = 20


@pytest.fixture
def settings_values(settings_values, tmp_path):
    """With a service that needs no documents: nothing but the key keeps a second request away."""
    folder = tmp_path / "layanan" / "usaha"
    shutil.copytree(BUNDLES / "sku", folder)
    path = folder / "service.toml"
    text = re.sub(r"\[\[documents\]\]\n(?:.+\n)+", "", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    return settings_values | {"public_services": {"services_folder": "layanan"}}


def storm(siti):
    """What ``AT_ONCE`` phones get that send the same at the same moment, each until it is answered."""
    body = {"service": "usaha", "answers": SKU_ANSWERS, "documents": {}}
    together = threading.Barrier(AT_ONCE)

    def send(_number):
        together.wait()
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            answer = siti.post("/requests", key=KEY, json=body)
            if answer.status_code != 409:
                return answer.status_code, answer.json.get("number")
            assert answer.json["type"] == "/masalah/masih-diproses"
            time.sleep(0.02)
        raise AssertionError("the first request never ended")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, range(AT_ONCE)))


def check_one_request(runtime, outcomes):
    """What the key promises: everybody has the same answer, and it happened once."""
    with runtime.database.read() as session:
        made = session.scalar(select(func.count()).select_from(Request))
        steps = session.scalar(select(func.count()).select_from(RequestEvent))
    assert set(outcomes) == {(201, "USAHA-2026-000001")}
    assert (made, steps) == (1, 1)


def test_fifty_submissions_with_one_key_make_one_request(speak, town, runtime):
    outcomes = storm(speak(town.siti))
    assert len(outcomes) == AT_ONCE
    check_one_request(runtime, outcomes)


def test_a_key_that_is_stored_in_a_second_transaction_is_noticed(speak, town, runtime, monkeypatch):
    """The planted fault: the effect is durable first, and the outcome of the key a moment later."""
    remember = idempotency.Attempt.remember

    def remember_later(attempt, response):
        def store(runtime):
            time.sleep(0.05)
            with runtime.database.write() as session:
                attempt._session = session
                remember(attempt, response)

        attempt._session.on_commit(store)

    monkeypatch.setattr(idempotency.Attempt, "remember", remember_later)
    outcomes = storm(speak(town.siti))
    with pytest.raises(AssertionError):
        check_one_request(runtime, outcomes)
    with runtime.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Request)) > 1


def test_fifty_submissions_with_their_own_keys_have_fifty_numbers(speak, town, runtime):
    body = {"service": "usaha", "answers": SKU_ANSWERS, "documents": {}}
    siti = speak(town.siti)

    def send(_number):
        return siti.post("/requests", json=body).json["number"]

    with ThreadPoolExecutor(10) as pool:
        numbers = sorted(pool.map(send, range(AT_ONCE)))
    assert numbers == [f"USAHA-2026-{number:06}" for number in range(1, AT_ONCE + 1)]


def test_several_documents_are_sent_at_once(speak, town, runtime):
    siti = speak(town.siti)
    names = ["ktp", "rt_letter", "business_photo"] * 2
    together = threading.Barrier(len(names))

    def send(name):
        together.wait()
        return siti.upload(name, photo(), service="sku").status_code

    with ThreadPoolExecutor(len(names)) as pool:
        assert list(pool.map(send, names)) == [201] * len(names)
    with runtime.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1
        kept = session.scalars(select(RequestDocument.name)).all()
    assert sorted(kept) == ["business_photo", "ktp", "rt_letter"]


def test_a_draft_that_is_sent_twice_at_once_makes_one_request(speak, town, runtime):
    siti = speak(town.siti)
    documents = {
        name: siti.upload(name, photo(), service="sku").json["id"]
        for name in ("ktp", "rt_letter", "business_photo")
    }
    body = {"service": "sku", "answers": SKU_ANSWERS, "documents": documents}
    together = threading.Barrier(4)

    def send(_number):
        together.wait()
        return siti.post("/requests", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [201, 422, 422, 422]
    with runtime.database.read() as session:
        states = session.scalars(select(RequestDocument.state)).all()
        assert session.scalar(select(func.count()).select_from(Request)) == 1
    assert states == ["current"] * 3


def test_of_two_officers_who_claim_at_once_one_wins(speak, town, runtime):
    siti, officers = speak(town.siti), [speak(town.front), speak(town.colleague)]
    body = {"service": "usaha", "answers": SKU_ANSWERS, "documents": {}}
    for _round in range(5):
        request = siti.post("/requests", json=body).json
        together = threading.Barrier(2)

        def claim(officer, request=request, together=together):
            together.wait()
            return officer.step(request, "claim")

        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(claim, officers))
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        [won] = [answer.json for answer in answers if answer.status_code == 200]
        [lost] = [answer.json for answer in answers if answer.status_code == 409]
        assert lost["detail"] == f"Diambil oleh {won['assignee']}"
        assert siti.get(f"/requests/{request['id']}").json["version"] == 2


def test_of_two_decisions_at_once_one_is_stale(speak, town, runtime):
    siti, front, lurah = speak(town.siti), speak(town.front), speak(town.lurah)
    body = {"service": "usaha", "answers": SKU_ANSWERS, "documents": {}}
    request = siti.post("/requests", json=body).json
    for action in ("claim", "forward"):
        request = front.step(request, action).json
    together = threading.Barrier(2)

    def decide(step):
        together.wait()
        return lurah.step(request, **step).status_code

    steps = [
        {"action": "reject", "comment": "Usaha tidak ditemukan"},
        {"action": "send_back", "comment": "Periksa lagi alamatnya"},
    ]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, steps)) == [200, 412]
