# SPDX-License-Identifier: Apache-2.0
"""Make somebody an officer who may never have been here: a new city has nobody who could let its first admin in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from balaikota.agencies.models import Officer
from balaikota.agencies.services.officers import add_officer, add_position
from balaikota.citizens.services import add_citizen_without_account
from balaikota.identity.models import Account
from balaikota.identity.services import (
    ContactAddress,
    ProvenContact,
    account_of_contact,
    create_account,
)
from balaikota.kernel.actor import Actor
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.text import _

ADMIN_ROLE: Final = "admin"
ADMIN_TITLE: Final = _("Administrator")

# Without letters that look alike in print; 14 of 30 are 68 bits.
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz2346789"
GROUPS: Final = (5, 5, 4)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A new officer. ``password`` is set, and shown this once, where the account is new as well."""

    officer: Officer
    password: str | None


def enrol_officer(
    session: Session,
    actor: Actor | None,
    *,
    contact: ContactAddress,
    name: str,
    nip: str | None = None,
) -> Enrolled:
    """Make whoever owns ``contact`` an officer, with a new citizen and account unless there is an account.

    Whoever calls this vouches for the contact: no code is sent. The officer signs in with the password and sets
    the second factor up there and then. Raises what ``add_officer`` does.
    """
    account, password = account_of_contact(session, contact), None
    if account is None:
        password = _new_password()
        account = _open_account(session, actor, contact, name, password)
    officer = add_officer(session, actor, account_id=account.id, name=name, nip=nip)
    return Enrolled(officer, password)


def enrol_admin(
    session: Session,
    actor: Actor | None,
    *,
    contact: ContactAddress,
    name: str,
    nip: str | None = None,
) -> Enrolled:
    """As :func:`enrol_officer`, with the role of an admin in the whole city from today."""
    enrolled = enrol_officer(session, actor, contact=contact, name=name, nip=nip)
    add_position(
        session,
        actor,
        officer_id=enrolled.officer.id,
        unit_id=None,
        title=ADMIN_TITLE.message,
        role=ADMIN_ROLE,
    )
    return enrolled


def _open_account(
    session: Session, actor: Actor | None, contact: ContactAddress, name: str, password: str
) -> Account:
    citizen = add_citizen_without_account(session, actor, name=name)
    return create_account(
        session,
        account_id=new_id(),
        citizen_id=citizen.id,
        display_name=name,
        contact=ProvenContact(contact.channel, contact.address),
        password=password,
        language="id",
    )


def _new_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(n)) for n in GROUPS)
