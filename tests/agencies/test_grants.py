# SPDX-License-Identifier: Apache-2.0
"""What a position permits, where, and from which day to which."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from balaikota.agencies.services import (
    MANAGE_OFFICERS,
    MANAGE_UNITS,
    add_position,
    grants_of,
    officers_who_may,
    roles_of,
)
from balaikota.kernel.actor import Grant
from balaikota.testing.agencies_factory import make_officer, make_officer_in

READ, SIGN = "desk.case.read", "desk.case.sign"
TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


@pytest.fixture
def noise(runtime, offices):
    """Officers elsewhere, whose permissions must not spill over."""
    with runtime.database.write() as session:
        make_officer_in(session, offices.diskominfo, "desk_head", name="Zainal")
        make_officer(session, name="Tanpa jabatan")


def held(runtime, officer) -> set[Grant]:
    with runtime.database.read() as session:
        return set(grants_of(session, officer.account_id))


def test_a_role_holds_what_names_it_in_its_unit_only(runtime, offices, noise):
    with runtime.database.write() as session:
        head = make_officer_in(session, offices.api_api, "desk_head")
        clerk = make_officer_in(session, offices.api_api, "desk_clerk")
    here = offices.api_api.id
    assert held(runtime, head) == {Grant(READ, here), Grant(SIGN, here)}
    assert held(runtime, clerk) == {Grant(READ, here)}


def test_a_position_for_the_whole_city_holds_everywhere(runtime, offices, noise):
    with runtime.database.write() as session:
        admin = make_officer_in(session, None, "admin")
    assert held(runtime, admin) >= {Grant(MANAGE_UNITS), Grant(MANAGE_OFFICERS)}
    assert {grant.unit_id for grant in held(runtime, admin)} == {None}


def test_positions_add_up(runtime, offices, noise):
    with runtime.database.write() as session:
        officer = make_officer_in(session, offices.api_api, "desk_clerk")
        add_position(
            session,
            None,
            officer_id=officer.id,
            unit_id=offices.lok_tuan.id,
            title="Plt. Lurah Lok Tuan",
            role="desk_head",
        )
    there = offices.lok_tuan.id
    assert held(runtime, officer) == {
        Grant(READ, offices.api_api.id),
        Grant(READ, there),
        Grant(SIGN, there),
    }


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(TODAY + DAY, None), (TODAY - 9 * DAY, TODAY - DAY)],
    ids=["not yet begun", "ended"],
)
def test_another_days_position_permits_nothing(runtime, offices, noise, starts_on, ends_on):
    with runtime.database.write() as session:
        officer = make_officer_in(
            session, offices.api_api, "desk_head", starts_on=starts_on, ends_on=ends_on
        )
    assert held(runtime, officer) == set()
    with runtime.database.read() as session:
        assert officers_who_may(session, SIGN, offices.api_api.id) == []


def test_a_position_begins_at_midnight_of_the_city(runtime, offices, clock):
    with runtime.database.write() as session:
        officer = make_officer_in(session, offices.api_api, "desk_clerk", starts_on=TODAY + DAY)
    clock.advance(hours=13, minutes=59)  # 23.59 WITA
    assert held(runtime, officer) == set()
    clock.advance(minutes=1)
    assert held(runtime, officer) == {Grant(READ, offices.api_api.id)}


def test_a_role_that_no_permission_names_permits_nothing(runtime, offices, noise):
    with runtime.database.write() as session:
        officer = make_officer_in(session, offices.api_api, "unknown_role")
    assert held(runtime, officer) == set()


def test_citizens_hold_nothing(runtime, offices, noise):
    with runtime.database.read() as session:
        assert grants_of(session, uuid4()) == []


def test_roles_are_those_that_permissions_name(runtime):
    assert roles_of(runtime.plugins) >= {"admin", "desk_clerk", "desk_head"}


def names(runtime, permission, unit_id=None) -> list[str]:
    with runtime.database.read() as session:
        return [officer.name for officer in officers_who_may(session, permission, unit_id)]


def test_officers_who_may_are_found_for_a_unit_and_anywhere(runtime, offices, noise):
    with runtime.database.write() as session:
        make_officer_in(session, offices.api_api, "desk_head", name="Yani")
        make_officer_in(session, offices.api_api, "desk_clerk", name="Ani")
        make_officer_in(session, None, "desk_head", name="Cici")
    here = offices.api_api.id
    assert names(runtime, SIGN, here) == ["Cici", "Yani"]
    assert names(runtime, READ, here) == ["Ani", "Cici", "Yani"]
    assert names(runtime, SIGN, offices.lok_tuan.id) == ["Cici"]
    assert names(runtime, SIGN) == ["Cici", "Yani", "Zainal"]


def test_an_officer_with_two_fitting_positions_is_found_once(runtime, offices):
    with runtime.database.write() as session:
        officer = make_officer_in(session, offices.api_api, "desk_head", name="Yani")
        add_position(
            session,
            None,
            officer_id=officer.id,
            unit_id=None,
            title="Pembina",
            role="desk_clerk",
        )
    assert names(runtime, READ, offices.api_api.id) == ["Yani"]


def test_a_permission_that_nobody_declares_is_held_by_nobody(runtime, offices, noise):
    assert names(runtime, "desk.case.burn", offices.api_api.id) == []
