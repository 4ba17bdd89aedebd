# SPDX-License-Identifier: Apache-2.0
"""How a citizen comes into the registry: by registering, or by an officer's hand.

Nobody who registers learns here that a NIK is taken: it is not even looked for. The officer who verifies sees it.
"""

from __future__ import annotations

from datetime import date

from balaikota.citizens.models import Citizen, Level
from balaikota.citizens.nik import Sex, check_nik
from balaikota.citizens.reading import read_birth_date
from balaikota.citizens.services.people import Person, Reading, read_person, store_person
from balaikota.identity.models import Account
from balaikota.identity.services import check_new_password, consume_proof, create_account
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.events import Message, notify
from balaikota.kernel.text import Text, _
from balaikota.regions.services import kecamatan_of_city

WELCOME_TITLE = _("Selamat datang di {city}")
WELCOME_BODY = _("Akun Anda sudah jadi. Anda dapat mengajukan layanan dan memantaunya di sini.")


def register(
    session: Session,
    *,
    proof_token: str,
    name: str,
    nik: str,
    birth_date: date | str,
    kelurahan_code: str,
    address: str,
    password: str,
    language: str,
) -> Account:
    """Register whoever proved the contact of ``proof_token``: citizen and account in one transaction.

    ``birth_date`` may be text (27/03/1985). Raises ``Invalid`` with every fault, ``ProofSpent``, ``ContactTaken``.
    """
    contact = consume_proof(session, proof_token)
    reading = Reading()
    person = read_person(
        session,
        reading,
        name=name,
        nik=nik,
        birth_date=birth_date,
        kelurahan_code=kelurahan_code,
        address=address,
    )
    reading.read(lambda typed: check_new_password(typed, contact), password)
    reading.end()
    citizen = _enter(session, None, "citizen_registered", person, "contact_verified")
    account = create_account(
        session,
        account_id=new_id(),
        citizen_id=citizen.id,
        display_name=person.name,
        contact=contact,
        password=password,
        language=language,
    )
    return _welcomed(session, account)


def add_citizen_without_account(
    session: Session,
    actor: Actor | None,
    *,
    name: str,
    nik: str | None = None,
    birth_date: date | None = None,
    sex: Sex | None = None,
    kelurahan_code: str | None = None,
    address: str | None = None,
    level: Level = "self_declared",
) -> Citizen:
    """Put somebody into the registry who does not do it themselves: at the counter, a newborn, an officer.

    Newborns and foreigners have no NIK. ``level`` verified says that an officer saw the identity card. Raises
    ``Invalid`` with every fault at once, ``NikTaken`` for a second verified citizen.
    """
    reading = Reading()
    person = read_person(
        session,
        reading,
        name=name,
        nik=nik,
        birth_date=birth_date,
        kelurahan_code=kelurahan_code,
        address=address,
        sex=sex,
    )
    reading.end()
    return _enter(session, actor, "citizen_added", person, level)


def warnings_about(
    session: Session, *, nik: str, birth_date: date | str, sex: Sex | None = None
) -> list[Text]:
    """Where a NIK disagrees with its owner; to be shown, never to be refused for. Raises ``Invalid``."""
    today = session.runtime.today()
    return check_nik(nik).warnings(
        birth_date=read_birth_date(birth_date, today),
        today=today,
        sex=sex,
        city_code=session.runtime.city.code,
        kecamatan_codes=frozenset(place.code for place in kecamatan_of_city(session)),
    )


def _enter(
    session: Session, actor: Actor | None, action: str, person: Person, level: Level
) -> Citizen:
    citizen = store_person(session, person, level=level)
    record(
        session,
        actor,
        f"citizens.{action}",
        kind="citizens.citizen",
        object_id=citizen.id,
        subject_id=citizen.id,
    )
    return citizen


def _welcomed(session: Session, account: Account) -> Account:
    message = Message(
        kind="citizens.welcome",
        title=WELCOME_TITLE.message,
        body=WELCOME_BODY.message,
        values={"city": session.runtime.city.name},
        account_id=account.id,
        link="/",
    )
    notify(session, message)
    return account
