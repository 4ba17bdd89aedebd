# SPDX-License-Identifier: Apache-2.0
"""A code proves that a contact is one's own: six digits, ten minutes, five tries, once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from balaikota.identity.models import ContactProof
from balaikota.identity.services import ProofSpent, ProvenContact, consume_proof
from balaikota.testing.identity_factory import PHONE, make_account, sent_code, sent_messages

E164 = "+6281234567890"
EMAIL = "Siti@contoh.id"


def start(api, contact=PHONE, **options):
    return api("POST", "/contact-proofs", {"contact": contact, "purpose": "register"}, **options)


def verify(api, proof_id, code):
    return api("POST", f"/contact-proofs/{proof_id}/verification", {"code": code})


def another(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def spend(runtime, token):
    with runtime.database.write() as session:
        return consume_proof(session, token)


@pytest.mark.parametrize(("contact", "address"), [(PHONE, E164), (EMAIL, EMAIL)])
def test_the_right_code_gives_a_proof_that_works_once(api, runtime, contact, address):
    started = start(api, contact)
    assert started.status_code == 202
    proof = verify(api, started.json["id"], sent_code(runtime, contact))
    assert proof.status_code == 200
    channel = "email" if "@" in contact else "phone"
    assert spend(runtime, proof.json["proof"]) == ProvenContact(channel, address)
    with pytest.raises(ProofSpent):
        spend(runtime, proof.json["proof"])


def test_the_code_is_sent_as_a_secret_to_that_address_alone(api, runtime):
    start(api)
    (message,) = sent_messages(runtime, PHONE)
    assert (message.secret, message.address, message.channel) == (True, E164, "phone")
    assert message.account_id is None


def test_a_lost_answer_is_given_again_without_a_second_code(api, runtime):
    first = start(api, key="k" * 20)
    second = start(api, key="k" * 20)
    assert (second.status_code, second.json) == (202, first.json)
    assert len(sent_messages(runtime, PHONE)) == 1


def test_a_lost_proof_is_given_again(api, runtime):
    proof_id = start(api).json["id"]
    path, body = f"/contact-proofs/{proof_id}/verification", {"code": sent_code(runtime, PHONE)}
    first, second = (api("POST", path, body, key="v" * 20) for _ in range(2))
    assert second.json == first.json


def test_the_code_may_be_grouped(api, runtime):
    proof_id, code = start(api).json["id"], sent_code(runtime, PHONE)
    assert verify(api, proof_id, f"{code[:3]} {code[3:]}").status_code == 200


def test_a_code_works_once(api, runtime):
    proof_id, code = start(api).json["id"], sent_code(runtime, PHONE)
    verify(api, proof_id, code)
    again = verify(api, proof_id, code)
    assert again.status_code == 422
    assert again.json["errors"] == [
        {"pointer": "/code", "detail": "Kode ini sudah dipakai. Minta kode baru"}
    ]


def test_a_code_ends_after_ten_minutes(api, runtime, clock):
    proof_id, code = start(api).json["id"], sent_code(runtime, PHONE)
    clock.advance(minutes=10)
    late = verify(api, proof_id, code)
    assert late.status_code == 422
    assert late.json["errors"][0]["detail"] == "Kode ini sudah lewat 10 menit. Minta kode baru"


def test_a_wrong_code_is_counted_and_the_fifth_ends_the_request(api, runtime):
    proof_id, code = start(api).json["id"], sent_code(runtime, PHONE)
    answers = [verify(api, proof_id, another(code)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert [answer.json["errors"][0]["detail"] for answer in answers] == [
        *(f"Kode salah. Anda dapat mencoba {left} kali lagi" for left in (4, 3, 2, 1)),
        "Kode salah. Minta kode baru",
    ]
    after = verify(api, proof_id, code)
    assert after.status_code == 422
    assert after.json["errors"][0]["detail"] == "Kode sudah lima kali salah. Minta kode baru"


def test_the_right_code_still_works_after_four_wrong_ones(api, runtime):
    proof_id, code = start(api).json["id"], sent_code(runtime, PHONE)
    for _ in range(4):
        verify(api, proof_id, another(code))
    assert verify(api, proof_id, code).status_code == 200


def test_a_code_belongs_to_its_own_request(api, runtime, clock):
    first, code = start(api).json["id"], sent_code(runtime, PHONE)
    clock.advance(seconds=61)
    second = start(api).json["id"]
    while sent_code(runtime, PHONE) == code:  # one time in a million
        clock.advance(seconds=61)
        second = start(api).json["id"]
    assert verify(api, second, code).status_code == 422
    assert verify(api, first, code).status_code == 200


def test_an_unknown_request_is_not_found(api):
    assert verify(api, uuid4(), "123456").status_code == 404


@pytest.mark.sqlite_only
@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "١٢٣٤٥٦"])
def test_what_cannot_be_a_code_is_not_counted(api, runtime, code):
    proof_id = start(api).json["id"]
    answer = verify(api, proof_id, code)
    assert answer.json["errors"] == [{"pointer": "/code", "detail": "Kode terdiri dari 6 angka"}]
    with runtime.database.read() as session:
        assert [proof.tries for proof in session.query(ContactProof)] == [0]


def test_a_proof_ends_after_thirty_minutes(api, runtime, clock):
    proof_id = start(api).json["id"]
    token = verify(api, proof_id, sent_code(runtime, PHONE)).json["proof"]
    clock.advance(minutes=30)
    with pytest.raises(ProofSpent):
        spend(runtime, token)


def test_a_proof_survives_a_registration_that_failed(api, runtime):
    proof_id = start(api).json["id"]
    token = verify(api, proof_id, sent_code(runtime, PHONE)).json["proof"]
    with runtime.database.session(write=True) as session:
        consume_proof(session, token)
        session.rollback()
    assert spend(runtime, token).address == E164


def test_another_code_is_sent_after_a_minute_only(api, runtime, clock):
    start(api)
    clock.advance(seconds=59)
    soon = start(api)
    assert (soon.status_code, soon.headers["Retry-After"]) == (429, "1")
    assert soon.json["detail"] == "Tunggu 1 detik, lalu coba lagi"
    clock.advance(seconds=1)
    assert start(api).status_code == 202
    assert len(sent_messages(runtime, PHONE)) == 2


def test_a_contact_gets_ten_codes_a_day(api, runtime, clock):
    for _ in range(10):
        assert start(api).status_code == 202
        clock.advance(minutes=2)
    refused = start(api)
    assert refused.status_code == 429
    assert "jam" in refused.json["detail"]
    assert start(api, EMAIL).status_code == 202
    clock.advance(hours=24)
    assert start(api).status_code == 202


class TestCaps:
    """Caps come from the settings, and count over contacts."""

    @pytest.fixture
    def settings_values(self, settings_values, request):
        return settings_values | {"identity": request.param}

    @pytest.mark.parametrize(
        "settings_values",
        [{"codes_per_network_a_day": 2}, {"codes_a_day": 2}],
        indirect=True,
        ids=["network", "city"],
    )
    def test_other_contacts_are_refused_too(self, api, runtime):
        answers = [start(api, f"08123456789{n}") for n in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 429]
        assert sent_messages(runtime, "081234567892") == []

    @pytest.mark.parametrize("settings_values", [{"codes_per_network_a_day": 2}], indirect=True)
    def test_another_network_is_not(self, client, api, runtime):
        for n in range(2):
            start(api, f"08123456789{n}")
        elsewhere = client.post(
            "/api/v1/identity/contact-proofs",
            json={"contact": EMAIL, "purpose": "register"},
            headers={"Idempotency-Key": "n" * 20},
            environ_overrides={"REMOTE_ADDR": "203.0.113.7"},
        )
        assert elsewhere.status_code == 202


class TestEnumeration:
    """Whoever asks learns nothing about who has an account."""

    def test_a_contact_with_an_account_is_answered_alike(self, api, runtime, account):
        taken, free = start(api, PHONE), start(api, "081234567891")
        assert taken.status_code == free.status_code == 202
        assert taken.json.keys() == free.json.keys()
        assert [(name, value) for name, value in taken.json.items() if name != "id"] == [
            (name, value) for name, value in free.json.items() if name != "id"
        ]
        varying = {"X-Request-ID"}
        assert {k: v for k, v in taken.headers.items() if k not in varying} == {
            k: v for k, v in free.headers.items() if k not in varying
        }

    def test_its_owner_is_told_and_gets_no_code(self, api, runtime, account):
        start(api, PHONE)
        (message,) = sent_messages(runtime, PHONE)
        assert message.kind == "identity.account_exists"
        assert "silakan masuk" in message.body
        assert "code" not in message.values

    def test_wrong_codes_are_answered_as_anywhere(self, api, runtime, account):
        taken = start(api, PHONE).json["id"]
        free = start(api, "081234567891").json["id"]
        code = another(sent_code(runtime, "081234567891"))
        answers = [
            [verify(api, proof, code).json["errors"] for _ in range(6)] for proof in (taken, free)
        ]
        assert answers[0] == answers[1]

    def test_no_code_fits(self, api, runtime, account):
        """The code of a free contact is tried with its own request, then with that of the taken one."""
        taken = start(api, PHONE).json["id"]
        free = start(api, "081234567891").json["id"]
        code = sent_code(runtime, "081234567891")
        assert verify(api, taken, code).status_code == 422
        assert verify(api, free, code).status_code == 200
        with runtime.database.read() as session:
            hashes = {str(proof.id): proof.code_hash for proof in session.query(ContactProof)}
        assert hashes[taken] is None
        assert hashes[free] is not None

    def test_it_is_throttled_alike(self, api, runtime, account):
        start(api, PHONE)
        assert start(api, PHONE).status_code == 429

    def test_writing_it_differently_does_not_help(self, api, runtime):
        with runtime.database.write() as session:
            make_account(session, contact="siti@contoh.id")
        start(api, "SITI@Contoh.ID")
        (message,) = sent_messages(runtime, "SITI@contoh.id")
        assert message.kind == "identity.account_exists"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/contact", "/purpose"]),
        ({"contact": PHONE, "purpose": "steal"}, ["/purpose"]),
        ({"contact": PHONE, "purpose": "register", "nik": "1"}, ["/nik"]),
        ({"contact": "(0548) 20571", "purpose": "register"}, ["/contact"]),
        ({"contact": 812, "purpose": "register"}, ["/contact"]),
        ({"contact": "8" * 2000, "purpose": "register"}, ["/contact"]),
    ],
)
def test_bad_input_is_named(api, runtime, body, pointers):
    answer = api("POST", "/contact-proofs", body)
    assert answer.status_code == 422
    assert sorted(error["pointer"] for error in answer.json["errors"]) == pointers
    with runtime.database.read() as session:
        assert session.query(ContactProof).count() == 0
