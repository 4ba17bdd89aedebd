# SPDX-License-Identifier: Apache-2.0
"""``balaikota agencies …``: an IT team starts an empty city with these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import click

from balaikota.agencies import services
from balaikota.agencies.schemas import KINDS
from balaikota.agencies.services import Enrolled
from balaikota.identity.services import account_of_contact, read_contact
from balaikota.kernel.db import Session
from balaikota.kernel.runtime import Runtime

WHOLE_CITY = "-"
A_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("add-unit")
@click.option("--code", required=True, help="Short and unique, e.g. KEL-API.")
@click.option("--name", required=True, help="As letters write it, e.g. 'Kelurahan Api-Api'.")
@click.option("--kind", required=True, type=click.Choice(KINDS))
@click.option("--parent", help="Code of the unit above it.")
@click.option("--region", "region_code", help="Kemendagri code of the region that it serves.")
@click.option("--letter-code", default="", help="In letter numbers; the code unless given.")
@click.option("--head-title", default="", help="Lurah, Camat or Kepala unless given.")
@click.option("--address")
@click.option("--phone")
@click.pass_obj
def add_unit(runtime: Runtime, /, parent: str | None, **given: Any) -> None:
    """Add an office: OPD, unit, kecamatan or kelurahan."""
    with runtime.database.write() as session:
        parent_id = services.unit_by_code(session, parent).id if parent else None
        added = services.add_unit(session, None, parent_id=parent_id, **given)
        code, name = added.code, added.name
    click.echo(f"{code} {name}")


@click.command("add-officer")
@click.option("--contact", required=True, help="Phone or e-mail; an account that has it is used.")
@click.option("--name", required=True, help="As letters write it, titles included.")
@click.option("--nip", help="18 digits.")
@click.pass_obj
def add_officer(runtime: Runtime, contact: str, name: str, nip: str | None) -> None:
    """Make somebody an officer; what they may do comes with add-position."""
    with runtime.database.write() as session:
        enrolled = services.enrol_officer(
            session, None, contact=read_contact(contact), name=name, nip=nip
        )
        _tell(enrolled)


@click.command("add-position")
@click.option("--contact", required=True, help="Phone or e-mail of the officer.")
@click.option("--unit", "unit_code", required=True, help="Code of the unit, or - for the city.")
@click.option("--title", required=True, help="As letters write it, e.g. 'Plt. Lurah Api-Api'.")
@click.option("--role", required=True, help="What permissions are tied to, e.g. lurah.")
@click.option("--from", "starts_on", type=A_DAY, help="First day; today unless given.")
@click.option("--until", "ends_on", type=A_DAY, help="Last day; open unless given.")
@click.pass_obj
def add_position(
    runtime: Runtime,
    contact: str,
    unit_code: str,
    title: str,
    role: str,
    starts_on: datetime | None,
    ends_on: datetime | None,
) -> None:
    """Give an officer a position, from its first to its last day."""
    known = sorted(services.roles_of(runtime.plugins))
    if role not in known:
        raise click.BadParameter(f"no permission names it; these are: {', '.join(known)}")
    with runtime.database.write() as session:
        services.add_position(
            session,
            None,
            officer_id=_officer_id(session, contact),
            unit_id=_unit_id(session, unit_code),
            title=title,
            role=role,
            starts_on=_day(starts_on),
            ends_on=_day(ends_on),
        )
    click.echo(f"{title}: {role}")


@click.command("add-admin")
@click.option("--contact", required=True, help="Phone or e-mail; an account that has it is used.")
@click.option("--name", required=True, help="As letters write it, titles included.")
@click.option("--nip", help="18 digits.")
@click.pass_obj
def add_admin(runtime: Runtime, contact: str, name: str, nip: str | None) -> None:
    """Make somebody an admin of the whole city, who can let all others in."""
    with runtime.database.write() as session:
        enrolled = services.enrol_admin(
            session, None, contact=read_contact(contact), name=name, nip=nip
        )
        _tell(enrolled)


def _tell(enrolled: Enrolled) -> None:
    click.echo(enrolled.officer.name)
    if enrolled.password is None:
        click.echo("signs in with the account that this contact has")
    else:
        click.echo(f"first password, shown only now: {enrolled.password}")
    click.echo("the authenticator app is set up when signing in")


def _officer_id(session: Session, contact: str) -> UUID:
    account = account_of_contact(session, read_contact(contact))
    officer = services.officer_of(session, account.id) if account else None
    if officer is None:
        raise click.ClickException("no officer has this contact; add-officer comes first")
    return officer.id


def _unit_id(session: Session, code: str) -> UUID | None:
    return None if code == WHOLE_CITY else services.unit_by_code(session, code).id


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
