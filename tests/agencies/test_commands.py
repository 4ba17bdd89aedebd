# SPDX-License-Identifier: Apache-2.0
"""An IT team starts an empty city from the command line."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from balaikota.agencies import cli
from balaikota.agencies.models import Position, Unit
from balaikota.agencies.services import MANAGE_OFFICERS, grants_of, officer_of
from balaikota.identity.models import Account
from balaikota.identity.services import (
    NewChallenge,
    Visit,
    account_of_contact,
    read_contact,
    sign_in,
)
from balaikota.kernel.actor import Grant
from balaikota.kernel.problems import Conflict, Invalid, NotFound
from balaikota.testing.citizens_factory import make_citizen_with_account
from balaikota.testing.regions_factory import API_API, add_places

CONTACT = "admin@contoh.id"


@pytest.fixture(autouse=True)
def places(runtime):
    with runtime.database.write() as session:
        add_places(session)


@pytest.fixture
def run(runtime):
    def invoke(command, *arguments: str) -> Result:
        return CliRunner().invoke(command, list(arguments), obj=runtime)

    return invoke


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def account(runtime, contact: str = CONTACT) -> Account:
    with runtime.database.read() as session:
        return account_of_contact(session, read_contact(contact))


def test_the_first_admin_of_an_empty_city_gets_in(runtime, run):
    said = done(run(cli.add_admin, "--contact", CONTACT, "--name", "Rina Wati, S.Kom."))
    password = re.search(r"first password, shown only now: (\S+)", said)[1]
    with runtime.database.write() as session:
        challenge = sign_in(session, contact=CONTACT, password=password, visit=Visit())
        assert isinstance(challenge, NewChallenge)
        assert challenge.enrolment is not None  # the authenticator app is set up here
        admin = officer_of(session, account(runtime).id)
        assert admin.name == "Rina Wati, S.Kom."
        assert Grant(MANAGE_OFFICERS) in grants_of(session, admin.account_id)


def test_each_first_password_is_another(run):
    said = [
        done(run(cli.add_officer, "--contact", f"petugas{n}@contoh.id", "--name", "Ani"))
        for n in range(3)
    ]
    assert len({output.split("now: ")[1] for output in said}) == 3


def test_whoever_has_an_account_keeps_it(runtime, run):
    with runtime.database.write() as session:
        own = make_citizen_with_account(session, contact=CONTACT)
    said = done(run(cli.add_admin, "--contact", CONTACT, "--name", "Siti Rahmawati"))
    assert "password" not in said
    with runtime.database.read() as session:
        assert officer_of(session, own.id).name == "Siti Rahmawati"


def test_a_kelurahan_with_its_lurah_is_set_up(runtime, run):
    done(
        run(
            cli.add_unit,
            *("--code", "KEL-API", "--name", "Kelurahan Api-Api", "--kind", "kelurahan"),
            *("--region", API_API, "--phone", "(0548) 21001"),
        )
    )
    done(run(cli.add_officer, "--contact", CONTACT, "--name", "H. Yani", "--nip", "1" * 18))
    done(
        run(
            cli.add_position,
            *("--contact", CONTACT, "--unit", "KEL-API", "--title", "Lurah Api-Api"),
            *("--role", "desk_head", "--from", "2026-01-02", "--until", "2027-12-31"),
        )
    )
    with runtime.database.read() as session:
        office = session.scalars(select(Unit)).one()
        held = session.scalars(select(Position)).one()
        assert (office.region_code, office.phone, office.head_title) == (
            API_API,
            "(0548) 21001",
            "Lurah",
        )
        assert (held.unit_id, held.title, held.role) == (office.id, "Lurah Api-Api", "desk_head")
        assert (str(held.starts_on), str(held.ends_on)) == ("2026-01-02", "2027-12-31")


def test_an_office_lies_under_another(runtime, run):
    done(run(cli.add_unit, "--code", "DINKES", "--name", "Dinas Kesehatan", "--kind", "opd"))
    done(
        run(
            cli.add_unit,
            *("--code", "PKM-1", "--name", "Puskesmas Satu", "--kind", "unit"),
            *("--parent", "DINKES"),
        )
    )
    with runtime.database.read() as session:
        codes = {office.id: office.code for office in session.scalars(select(Unit))}
        parents = {office.code: office.parent_id for office in session.scalars(select(Unit))}
    assert codes[parents["PKM-1"]] == "DINKES"


def test_a_position_may_be_for_the_whole_city(runtime, run):
    done(run(cli.add_officer, "--contact", CONTACT, "--name", "Yani"))
    done(
        run(
            cli.add_position,
            *("--contact", CONTACT, "--unit", "-", "--title", "Administrator", "--role", "admin"),
        )
    )
    with runtime.database.read() as session:
        assert session.scalars(select(Position)).one().unit_id is None


@pytest.mark.parametrize(
    ("command", "arguments", "refusal"),
    [
        (cli.add_admin, ["--contact", "0548 21001x", "--name", "Rina"], Invalid),
        (cli.add_admin, ["--contact", CONTACT, "--name", ""], Invalid),
        (cli.add_admin, ["--contact", CONTACT, "--name", "Rina", "--nip", "12"], Invalid),
        (cli.add_unit, ["--code", "A B", "--name", "X", "--kind", "opd"], Invalid),
        (
            cli.add_unit,
            ["--code", "AB", "--name", "X", "--kind", "opd", "--parent", "ENTAH"],
            NotFound,
        ),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(runtime, run, command, arguments, refusal):
    result = run(command, *arguments)
    assert isinstance(result.exception, refusal)
    assert account(runtime) is None
    with runtime.database.read() as session:
        assert session.scalars(select(Unit)).all() == []


def test_nobody_becomes_an_officer_twice(run):
    done(run(cli.add_officer, "--contact", CONTACT, "--name", "Yani"))
    again = run(cli.add_officer, "--contact", CONTACT, "--name", "Yani")
    assert isinstance(again.exception, Conflict)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--contact", "lain@contoh.id", "--role", "admin"], "no officer has this contact"),
        (["--contact", CONTACT, "--role", "lurha"], "no permission names it; these are: admin"),
        (["--contact", CONTACT, "--role", "admin", "--from", "18/11/2026"], "does not match"),
    ],
)
def test_a_position_that_cannot_be_is_refused_with_a_sentence(runtime, run, arguments, said):
    done(run(cli.add_officer, "--contact", CONTACT, "--name", "Yani"))
    result = run(cli.add_position, "--unit", "-", "--title", "Admin", *arguments)
    assert result.exit_code != 0
    assert said in result.output
    with runtime.database.read() as session:
        assert session.scalars(select(Position)).all() == []
