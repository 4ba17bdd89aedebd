# SPDX-License-Identifier: Apache-2.0
"""Who sees what of a citizen, and what citizens change themselves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from balaikota.citizens.models import Citizen
from balaikota.citizens.services import (
    NIK_READ,
    name_of,
    names_of,
    own_profile,
    profile,
    reveal_nik,
    update_address,
)
from balaikota.kernel.actor import Actor, Grant
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.problems import Forbidden, Invalid, NotFound, Stale
from balaikota.testing.citizens_factory import ADDRESS, NAME, make_citizen, synthetic_nik
from balaikota.testing.regions_factory import API_API, BONTANG_UTARA, LOK_TUAN

HERE, ELSEWHERE = uuid4(), uuid4()
NIK = synthetic_nik(serial=9950)


@pytest.fixture
def citizen(runtime) -> Citizen:
    with runtime.database.write() as session:
        return make_citizen(session, nik=NIK, kelurahan_code=API_API)


@pytest.fixture(autouse=True)
def noise(runtime):
    """Somebody else, whose data must never appear."""
    with runtime.database.write() as session:
        return make_citizen(session, name="Budi")


def officer(*grants: Grant) -> Actor:
    return Actor(uuid4(), uuid4(), "Petugas", grants=frozenset(grants))


def entries(runtime, action: str) -> list[AuditEntry]:
    with runtime.database.read() as session:
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_profile_never_holds_the_whole_nik(runtime, citizen):
    with runtime.database.read() as session:
        shown = profile(session, citizen.id)
    assert shown.masked_nik == "647401******9950"
    assert NIK not in repr(shown)


def test_a_stated_sex_goes_before_the_one_in_the_nik(runtime):
    with runtime.database.write() as session:
        stated = make_citizen(session, nik=synthetic_nik(sex="P"), sex="L")
        silent = make_citizen(session, nik=synthetic_nik(sex="P"))
    with runtime.database.read() as session:
        assert [profile(session, one.id).sex for one in (stated, silent)] == ["L", "P"]


def test_nobody_is_not_found(runtime):
    with runtime.database.read() as session:
        for look in (profile, name_of):
            with pytest.raises(NotFound):
                look(session, uuid4())
        with pytest.raises(NotFound):
            own_profile(session, officer())


def test_names_are_found_for_lists(runtime, citizen, noise):
    with runtime.database.read() as session:
        assert names_of(session, [citizen.id, noise.id, citizen.id, uuid4()]) == {
            citizen.id: NAME,
            noise.id: "Budi",
        }
        assert names_of(session, []) == {}


@pytest.mark.parametrize(
    ("grant", "unit_id"),
    [
        (Grant(NIK_READ, HERE), HERE),
        (Grant(NIK_READ), HERE),
        (Grant(NIK_READ, HERE), None),
    ],
)
def test_an_officer_who_may_sees_the_whole_nik_and_it_is_recorded(runtime, citizen, grant, unit_id):
    actor = officer(grant)
    with runtime.database.read() as session:
        seen = reveal_nik(session, actor, citizen.id, unit_id=unit_id, reason="Cetak surat")
    assert seen == NIK
    assert [
        (entry.account_id, entry.subject_id, entry.is_read, entry.reason)
        for entry in entries(runtime, "citizens.nik_revealed")
    ] == [(actor.account_id, citizen.id, True, "Cetak surat")]


@pytest.mark.parametrize(
    "grants",
    [(), (Grant(NIK_READ, ELSEWHERE),), (Grant("citizens.nik.reader"),), (Grant("other.read"),)],
)
def test_nobody_else_sees_it_and_no_look_is_recorded(runtime, citizen, grants):
    with runtime.database.read() as session, pytest.raises(Forbidden):
        reveal_nik(session, officer(*grants), citizen.id, unit_id=HERE, reason="Ingin tahu")
    assert entries(runtime, "citizens.nik_revealed") == []


def test_not_even_the_owner_gets_it_unmasked(runtime, citizen):
    own = Actor(uuid4(), uuid4(), citizen_id=citizen.id)
    with runtime.database.read() as session, pytest.raises(Forbidden):
        reveal_nik(session, own, citizen.id, reason="Milik saya")


def change(runtime, citizen, version=1, **wanted):
    wanted = {"address": ADDRESS, "kelurahan_code": API_API, "domicile": None} | wanted
    actor = Actor(uuid4(), uuid4(), citizen_id=citizen.id)
    with runtime.database.write() as session:
        return update_address(session, actor, citizen.id, version=version, **wanted)


def test_a_citizen_moves(runtime, citizen):
    shown = change(
        runtime, citizen, address="Gg. Nila 5", kelurahan_code=LOK_TUAN, domicile="Kos Bu Ani, RT 2"
    )
    assert (shown.address, shown.kelurahan_code, shown.domicile, shown.version) == (
        "Gg. Nila 5",
        LOK_TUAN,
        "Kos Bu Ani, RT 2",
        2,
    )
    with runtime.database.read() as session:
        assert profile(session, citizen.id) == shown
    assert [entry.subject_id for entry in entries(runtime, "citizens.address_changed")] == [
        citizen.id
    ]


@pytest.mark.parametrize("nothing", [None, "", "   "])
def test_an_empty_domicile_means_the_address_of_the_card(runtime, citizen, nothing):
    change(runtime, citizen, domicile="Kos Bu Ani, RT 2")
    assert change(runtime, citizen, version=2, domicile=nothing).domicile is None


def test_saving_what_was_there_changes_nothing(runtime, citizen):
    assert change(runtime, citizen).version == 1
    assert entries(runtime, "citizens.address_changed") == []


def test_a_stale_version_is_refused(runtime, citizen):
    change(runtime, citizen, address="Gg. Nila 5")
    with pytest.raises(Stale):
        change(runtime, citizen, address="Gg. Nila 6")
    with runtime.database.read() as session:
        assert profile(session, citizen.id).address == "Gg. Nila 5"


def test_every_fault_of_a_move_is_named_and_nothing_is_changed(runtime, citizen):
    with pytest.raises(Invalid) as refused:
        change(runtime, citizen, address="", kelurahan_code=BONTANG_UTARA, domicile="x")
    assert sorted(error.pointer for error in refused.value.errors) == [
        "/address",
        "/domicile",
        "/kelurahan_code",
    ]
    with runtime.database.read() as session:
        assert profile(session, citizen.id).version == 1


def test_of_two_who_save_at_once_one_is_told(runtime, citizen):
    start = Barrier(2)

    def save(number: int) -> bool:
        start.wait()
        try:
            change(runtime, citizen, address=f"Gg. Nila {number}")
        except (Stale, StaleDataError):
            return False
        return True

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(save, range(2))) == [False, True]
    with runtime.database.read() as session:
        assert profile(session, citizen.id).version == 2
