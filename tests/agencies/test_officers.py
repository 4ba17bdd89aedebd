# SPDX-License-Identifier: Apache-2.0
"""Officers, and the positions that they hold from one day to another."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from balaikota.agencies.services import (
    AccountIsOfficer,
    NipTaken,
    add_officer,
    add_position,
    end_position,
    officer,
    officer_names,
    officer_of,
    position_in,
    positions_of,
)
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.problems import Invalid, NotFound
from balaikota.testing.agencies_factory import make_officer, make_officer_in
from balaikota.testing.citizens_factory import make_citizen_with_account

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
NIP = "198503272010012001"


@pytest.fixture
def yani(runtime, offices):
    with runtime.database.write() as session:
        return make_officer(session)


def given_position(runtime, officer_id, unit, **given):
    wanted = {"title": "Lurah Api-Api", "role": "desk_head"} | given
    with runtime.database.write() as session:
        return add_position(
            session, None, officer_id=officer_id, unit_id=unit.id if unit else None, **wanted
        )


def test_an_officer_is_found_by_id_and_by_account(runtime, yani):
    with runtime.database.read() as session:
        assert officer(session, yani.id).name == "H. Ahmad Yani, S.E."
        assert officer_of(session, yani.account_id).id == yani.id
        assert officer_of(session, uuid4()) is None
        with pytest.raises(NotFound):
            officer(session, uuid4())


def test_names_are_found_for_lists(runtime, yani):
    with runtime.database.read() as session:
        assert officer_names(session, [yani.id, uuid4()]) == {yani.id: "H. Ahmad Yani, S.E."}
        assert officer_names(session, []) == {}


def test_a_citizen_becomes_an_officer(runtime, offices):
    with runtime.database.write() as session:
        account = make_citizen_with_account(session)
        added = add_officer(
            session,
            None,
            account_id=account.id,
            name=" Siti  Aminah, S.Sos. ",
            nip="19850327 201001 2 001",
        )
        assert (added.name, added.nip) == ("Siti Aminah, S.Sos.", NIP)
    with runtime.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.object_id == added.id)).one()
    assert (entry.action, entry.subject_id) == ("agencies.officer_added", account.citizen_id)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"name": ""}, ["/name"]),
        ({"name": "x" * 151}, ["/name"]),
        ({"name": "Siti\u200b"}, ["/name"]),
        ({"nip": "12345"}, ["/nip"]),
        ({"nip": f"{NIP}1"}, ["/nip"]),
        ({"nip": "1985O327201001200l"}, ["/nip"]),
        ({"nip": "１９８５０３２７２０１００１２００１"}, ["/nip"]),
        ({"name": " ", "nip": "-"}, ["/name", "/nip"]),
    ],
)
def test_every_fault_of_an_officer_is_named(runtime, offices, given, found):
    with runtime.database.write() as session:
        account = make_citizen_with_account(session)
    with pytest.raises(Invalid) as refused, runtime.database.write() as session:
        add_officer(session, None, **{"account_id": account.id, "name": "Siti"} | given)
    assert [error.pointer for error in refused.value.errors] == found


def test_nobody_becomes_an_officer_without_an_account(runtime, offices):
    with pytest.raises(NotFound), runtime.database.write() as session:
        add_officer(session, None, account_id=uuid4(), name="Siti")


def test_one_account_is_one_officer(runtime, yani):
    with pytest.raises(AccountIsOfficer), runtime.database.write() as session:
        add_officer(session, None, account_id=yani.account_id, name="Yani")


def test_one_nip_is_one_officer(runtime, offices):
    with runtime.database.write() as session:
        make_officer(session, nip=NIP)
    with pytest.raises(NipTaken), runtime.database.write() as session:
        make_officer(session, nip=NIP)


def test_several_officers_may_have_no_nip(runtime, offices):
    with runtime.database.write() as session:
        assert [make_officer(session).nip for _honorary in range(2)] == [None, None]


def test_a_position_begins_today_unless_told(runtime, yani, offices):
    held = given_position(runtime, yani.id, offices.api_api)
    assert (held.starts_on, held.ends_on) == (TODAY, None)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counts"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY, True),
        (TODAY - 2 * DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
    ],
)
def test_a_position_counts_from_its_first_to_its_last_day(
    runtime, yani, offices, starts_on, ends_on, counts
):
    given_position(runtime, yani.id, offices.api_api, starts_on=starts_on, ends_on=ends_on)
    with runtime.database.read() as session:
        assert bool(positions_of(session, yani.id)) is counts
        assert (position_in(session, yani.id, offices.api_api.id) is not None) is counts


def test_the_position_in_a_unit_goes_before_the_one_for_the_city(runtime, yani, offices):
    given_position(runtime, yani.id, None, title="Administrator", starts_on=TODAY - DAY)
    given_position(runtime, yani.id, offices.api_api, title="Plt. Lurah Api-Api")
    with runtime.database.read() as session:

        def title(unit):
            return position_in(session, yani.id, unit.id).title

        assert title(offices.api_api) == "Plt. Lurah Api-Api"
        assert title(offices.lok_tuan) == "Administrator"


def test_there_is_no_position_in_somebody_elses_unit(runtime, yani, offices):
    given_position(runtime, yani.id, offices.api_api)
    with runtime.database.read() as session:
        assert position_in(session, yani.id, offices.lok_tuan.id) is None


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"title": ""}, ["/title"]),
        ({"role": ""}, ["/role"]),
        ({"role": "Lurah"}, ["/role"]),
        ({"role": "lurah api"}, ["/role"]),
        ({"starts_on": TODAY, "ends_on": TODAY - DAY}, ["/ends_on"]),
        ({"ends_on": TODAY - DAY}, ["/ends_on"]),
        ({"title": " ", "role": "?"}, ["/title", "/role"]),
    ],
)
def test_every_fault_of_a_position_is_named(runtime, yani, offices, given, found):
    with pytest.raises(Invalid) as refused:
        given_position(runtime, yani.id, offices.api_api, **given)
    assert [error.pointer for error in refused.value.errors] == found


def test_a_position_needs_an_officer_and_a_unit_that_are_there(runtime, yani, offices):
    with pytest.raises(NotFound):
        given_position(runtime, uuid4(), offices.api_api)
    with pytest.raises(Invalid) as refused, runtime.database.write() as session:
        add_position(
            session, None, officer_id=yani.id, unit_id=uuid4(), title="Lurah", role="lurah"
        )
    assert [error.pointer for error in refused.value.errors] == ["/unit_id"]


def test_a_position_ends_with_its_last_day(runtime, yani, offices, clock):
    held = given_position(runtime, yani.id, offices.api_api)
    with runtime.database.write() as session:
        end_position(session, None, held.id, ends_on=TODAY)
    with runtime.database.read() as session:
        assert [position.id for position in positions_of(session, yani.id)] == [held.id]
        clock.advance(hours=14)  # 00.00 WITA
        assert positions_of(session, yani.id) == []
        actions = session.scalars(
            select(AuditEntry.action).where(AuditEntry.object_id == held.id)
        ).all()
    assert sorted(actions) == ["agencies.position_added", "agencies.position_ended"]


def test_a_position_does_not_end_before_it_began(runtime, yani, offices):
    held = given_position(runtime, yani.id, offices.api_api)
    with pytest.raises(Invalid), runtime.database.write() as session:
        end_position(session, None, held.id, ends_on=TODAY - DAY)
    with pytest.raises(NotFound), runtime.database.write() as session:
        end_position(session, None, uuid4(), ends_on=TODAY)


def test_two_may_hold_the_same_position(runtime, offices):
    with runtime.database.write() as session:
        held = [
            make_officer_in(session, offices.api_api, "desk_clerk", name=name)
            for name in ("Ani", "Budi")
        ]
    assert len({one.id for one in held}) == 2
