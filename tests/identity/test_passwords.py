# SPDX-License-Identifier: Apache-2.0
"""Passwords: eight letters or more, no obvious ones, kept so that guessing is slow."""

from __future__ import annotations

import pytest

from balaikota.identity.models import Account
from balaikota.identity.services import ProvenContact, check_new_password, create_account
from balaikota.identity.services.passwords import hash_password, is_outdated, password_fits
from balaikota.kernel.db import new_id
from balaikota.kernel.problems import Invalid
from balaikota.testing.identity_factory import PHONE, make_account

SITI = ProvenContact("phone", "+6281234567890")
MAIL = ProvenContact("email", "siti.aminah@contoh.id")


@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("", "paling sedikit 8"),
        ("laut123", "paling sedikit 8"),
        ("perahu😀", "paling sedikit 8"),
        ("x" * 257, "paling panjang 256"),
        ("password1", "mudah ditebak"),
        ("PassWord1", "mudah ditebak"),
        ("bismillah", "mudah ditebak"),
        ("indonesia", "mudah ditebak"),
        ("zzzzzzzzzzz", "mudah ditebak"),
        ("081234567890", "nomor HP atau e-mail"),
        ("+62 812-3456-7890", "nomor HP atau e-mail"),
        ("81234567890", "nomor HP atau e-mail"),
    ],
)
def test_each_weakness_has_its_own_sentence(password, part):
    with pytest.raises(Invalid) as refusal:
        check_new_password(password, SITI)
    (error,) = refusal.value.errors
    assert error.pointer == "/password"
    assert part in str(error.detail)


def test_ones_own_address_is_no_password():
    with pytest.raises(Invalid):
        check_new_password("Siti.Aminah@contoh.id", MAIL)


@pytest.mark.parametrize(
    "password",
    ["perahu biru", "xkqpvmzt", "🚣🏽‍♀️ di laut ya", "0" * 7 + "1", "a b " * 16, "é" + "ü" * 255],
)
def test_no_composition_is_asked_for(password):
    check_new_password(password, SITI)


def test_the_hash_has_the_parameters_of_owasp():
    assert hash_password("perahu biru").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "other", ["perahu Biru", "perahu biru ", " perahu biru", "perahu  biru", "", "perahu"]
)
def test_a_password_is_compared_exactly(other):
    kept = hash_password("perahu biru")
    assert password_fits(kept, "perahu biru")
    assert not password_fits(kept, other)


def test_composed_and_decomposed_letters_are_different_passwords():
    assert not password_fits(hash_password("kafé di laut"), "kafe\u0301 di laut")


def test_nobody_has_a_password():
    assert not password_fits(None, "nobody")
    assert not password_fits(None, "perahu biru")


def test_a_hash_with_other_parameters_is_outdated():
    weak = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$V+yW4Q2Xn7M1r0l6k3W7eA"
    assert is_outdated(weak)
    assert not is_outdated(hash_password("perahu biru"))


def test_an_account_is_not_half_made_when_the_password_is_refused(runtime):
    with runtime.database.session(write=True) as session:
        with pytest.raises(Invalid):
            make_account(session, contact=PHONE, password="password1")
        session.commit()
        assert session.query(Account).count() == 0


def test_two_accounts_cannot_have_one_contact(runtime, account):
    from balaikota.identity.services import ContactTaken

    with runtime.database.session(write=True) as session:
        with pytest.raises(ContactTaken) as refusal:
            make_account(session, contact=PHONE)
        session.rollback()
        assert "Silakan masuk" in str(refusal.value.detail)
        assert [row.id for row in session.query(Account)] == [account.id]


def test_one_citizen_has_one_account(runtime, account):
    from sqlalchemy.exc import IntegrityError

    with runtime.database.session(write=True) as session, pytest.raises(IntegrityError):
        create_account(
            session,
            account_id=new_id(),
            citizen_id=account.citizen_id,
            display_name="Siti",
            contact=MAIL,
            password="perahu biru",
            language="id",
        )
