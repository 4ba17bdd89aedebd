# SPDX-License-Identifier: Apache-2.0
"""A person registers: everything is checked at once, nothing is half done, and nothing is given away."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from balaikota.citizens.models import Citizen
from balaikota.citizens.services import (
    NikTaken,
    add_citizen_without_account,
    name_of,
    profile,
    register,
    warnings_about,
)
from balaikota.identity.models import Account
from balaikota.identity.services import ContactTaken, ProofSpent, contacts_of
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.db.owners import owners
from balaikota.kernel.events import Message
from balaikota.kernel.problems import Invalid
from balaikota.testing.citizens_factory import ADDRESS, BORN, NAME, make_citizen, synthetic_nik
from balaikota.testing.regions_factory import A_DESA, API_API, BONTANG_UTARA


def registered(runtime, token: str, details) -> Account:
    with runtime.database.write() as session:
        return register(session, proof_token=token, **details, language="id")


def count(runtime, model) -> int:
    with runtime.database.read() as session:
        return len(session.scalars(select(model)).all())


def everything_stored(runtime) -> bytes:
    """Every value of every table, one after the other."""
    with runtime.database.read() as session:
        return b"\n".join(
            value if isinstance(value, bytes) else str(value).encode()
            for owner in owners(runtime.plugins)
            for table in owner.models
            for row in session.execute(select(table))
            for value in row
        )


def test_registering_makes_a_citizen_with_an_account(runtime, proven, details):
    account = registered(runtime, proven("081234567890"), details)
    with runtime.database.read() as session:
        shown = profile(session, account.citizen_id)
        assert (shown.name, shown.birth_date, shown.sex) == (NAME, BORN, "P")
        assert (shown.address, shown.domicile, shown.kelurahan_code) == (ADDRESS, None, API_API)
        assert (shown.level, shown.status, shown.version) == ("contact_verified", "active", 1)
        assert shown.masked_nik == "647401******9901"
        assert [contact.address for contact in contacts_of(session, account.id)] == [
            "+6281234567890"
        ]


def test_nothing_about_the_person_is_stored_readable(runtime, proven, details):
    registered(runtime, proven("081234567890"), details)
    stored = everything_stored(runtime)
    assert API_API.encode() in stored  # what is not sealed would be found
    for secret in (details["nik"], NAME, ADDRESS, "1985-03-27", "81234567890", details["password"]):
        assert secret.encode() not in stored


def test_it_is_recorded_and_the_person_is_welcomed(runtime, proven, details, announced):
    account = registered(runtime, proven(), details)
    with runtime.database.read() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "citizens.citizen_registered")
        ).all()
    assert [(entry.object_id, entry.subject_id) for entry in entries] == [
        (account.citizen_id, account.citizen_id)
    ]
    welcomes = [message for message in announced(Message) if message.kind == "citizens.welcome"]
    assert [(message.account_id, message.values) for message in welcomes] == [
        (account.id, {"city": "Bontang"})
    ]


def test_a_name_of_one_word_is_a_name(runtime, proven, details):
    account = registered(runtime, proven(), details | {"name": "Suharto"})
    with runtime.database.read() as session:
        assert name_of(session, account.citizen_id) == "Suharto"


@pytest.mark.parametrize("written", ["27/03/1985", "1985-03-27", BORN])
def test_a_birth_date_may_be_written_as_people_do(runtime, proven, details, written):
    account = registered(runtime, proven(), details | {"birth_date": written})
    with runtime.database.read() as session:
        assert profile(session, account.citizen_id).birth_date == BORN


def test_somebody_may_live_in_a_desa(runtime, proven, details):
    account = registered(runtime, proven(), details | {"kelurahan_code": A_DESA})
    with runtime.database.read() as session:
        assert profile(session, account.citizen_id).kelurahan_code == A_DESA


def test_every_fault_is_named_in_one_answer(runtime, proven, details):
    wrong = {
        "name": "",
        "nik": "6474014008459901",
        "birth_date": "31/02/1985",
        "kelurahan_code": BONTANG_UTARA,
        "address": "",
        "password": "pendek",
    }
    with pytest.raises(Invalid) as refused:
        registered(runtime, proven(), details | wrong)
    assert [error.pointer for error in refused.value.errors] == [
        f"/{name}"
        for name in ("name", "nik", "birth_date", "kelurahan_code", "address", "password")
    ]


@pytest.mark.parametrize(
    "code", ["", "64.74.01.1999", "64.72.01.1001", "6474011006", BONTANG_UTARA]
)
def test_a_kelurahan_elsewhere_or_nowhere_is_refused(runtime, proven, details, code):
    with pytest.raises(Invalid) as refused:
        registered(runtime, proven(), details | {"kelurahan_code": code})
    assert [error.pointer for error in refused.value.errors] == ["/kelurahan_code"]


def test_a_refused_registration_leaves_nothing_and_may_be_sent_again(runtime, proven, details):
    token = proven()
    with pytest.raises(Invalid):
        registered(runtime, token, details | {"nik": "6474"})
    assert (count(runtime, Citizen), count(runtime, Account)) == (0, 0)
    registered(runtime, token, details)
    assert (count(runtime, Citizen), count(runtime, Account)) == (1, 1)


def test_a_proof_works_once(runtime, proven, details):
    token = proven()
    registered(runtime, token, details)
    with pytest.raises(ProofSpent):
        registered(runtime, token, details)
    assert count(runtime, Citizen) == 1


def test_a_proof_works_for_half_an_hour(runtime, proven, details, clock):
    token = proven()
    clock.advance(minutes=31)
    with pytest.raises(ProofSpent):
        registered(runtime, token, details)


@pytest.mark.parametrize("token", ["", "x" * 43])
def test_nobody_registers_without_a_proof(runtime, details, token):
    with pytest.raises(ProofSpent):
        registered(runtime, token, details)


def test_a_contact_that_was_taken_meanwhile_leaves_nothing(runtime, proven, details, clock):
    first = proven("081234567890")
    clock.advance(minutes=2)
    second = proven("081234567890")
    registered(runtime, first, details)
    with pytest.raises(ContactTaken):
        registered(runtime, second, details)
    assert (count(runtime, Citizen), count(runtime, Account)) == (1, 1)


@pytest.mark.parametrize("level", ["self_declared", "contact_verified", "verified"])
def test_a_taken_nik_looks_like_a_free_one(runtime, proven, details, level):
    with runtime.database.write() as session:
        make_citizen(session, nik=details["nik"], level=level)
    account = registered(runtime, proven(), details)
    with runtime.database.read() as session:
        assert profile(session, account.citizen_id).masked_nik == "647401******9901"


def test_among_verified_citizens_a_nik_is_unique(runtime, details):
    with runtime.database.write() as session:
        make_citizen(session, nik=details["nik"], level="verified")
        make_citizen(session, nik=synthetic_nik(serial=9902), level="verified")
    with pytest.raises(NikTaken), runtime.database.write() as session:
        make_citizen(session, nik=details["nik"], level="verified")


def test_the_database_itself_refuses_a_second_verified_nik(runtime, details):
    with runtime.database.write() as session:
        make_citizen(session, nik=details["nik"], level="verified")
        make_citizen(session, nik=details["nik"])
    with pytest.raises(IntegrityError), runtime.database.write() as session:
        session.execute(text("UPDATE citizens_citizen SET level = 'verified'"))


def test_several_citizens_without_nik_may_be_verified(runtime):
    with runtime.database.write() as session:
        for _child in range(2):
            make_citizen(session, nik=None, level="verified")
    assert count(runtime, Citizen) == 2


def test_an_officer_may_add_somebody_of_whom_only_the_name_is_known(runtime):
    with runtime.database.write() as session:
        added = add_citizen_without_account(session, None, name="Bayi Ny. Siti")
    with runtime.database.read() as session:
        shown = profile(session, added.id)
    assert (shown.name, shown.masked_nik, shown.birth_date, shown.sex, shown.level) == (
        "Bayi Ny. Siti",
        None,
        None,
        None,
        "self_declared",
    )


def test_what_an_officer_adds_is_checked_as_well(runtime):
    with pytest.raises(Invalid) as refused, runtime.database.write() as session:
        add_citizen_without_account(
            session, None, name="", nik="1", birth_date=date(2062, 1, 1), address=""
        )
    assert [error.pointer for error in refused.value.errors] == [
        "/name",
        "/nik",
        "/birth_date",
        "/address",
    ]


def test_a_nik_of_this_city_must_name_one_of_its_kecamatan(runtime):
    strange = synthetic_nik(kecamatan="64.74.09")
    with runtime.database.read() as session:
        assert len(warnings_about(session, nik=strange, birth_date=BORN)) == 1
        assert warnings_about(session, nik=synthetic_nik(), birth_date="27/03/1985") == []
