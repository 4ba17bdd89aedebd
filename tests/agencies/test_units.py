# SPDX-License-Identifier: Apache-2.0
"""Offices: what each needs, and which one serves a kelurahan."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from balaikota.agencies.services import (
    RegionServed,
    UnitCodeTaken,
    add_unit,
    unit,
    unit_by_code,
    unit_for_region,
    units,
)
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.problems import Invalid, NotFound
from balaikota.testing.regions_factory import A_DESA, API_API, BONTANG_UTARA, KANAAN, LOK_TUAN


def added(runtime, **given):
    wanted = {"code": "DINKES", "name": "Dinas Kesehatan", "kind": "opd"} | given
    with runtime.database.write() as session:
        return add_unit(session, None, **wanted)


def pointers(refused) -> list[str]:
    return [error.pointer for error in refused.value.errors]


def test_an_office_is_found_by_its_id_and_by_its_code(runtime, offices):
    with runtime.database.read() as session:
        assert unit(session, offices.api_api.id).name == "Kelurahan Api-Api"
        assert unit_by_code(session, "KEL-API").id == offices.api_api.id


def test_an_unknown_office_is_not_found(runtime, offices):
    with runtime.database.read() as session:
        for look, what in ((unit, uuid4()), (unit_by_code, "KEL"), (unit_for_region, "")):
            with pytest.raises(NotFound):
                look(session, what)


def test_a_kelurahan_is_served_by_its_own_office(runtime, offices):
    with runtime.database.read() as session:
        assert unit_for_region(session, API_API).code == "KEL-API"
        assert unit_for_region(session, LOK_TUAN).code == "KEL-LOK"
        assert unit_for_region(session, BONTANG_UTARA).code == "KEC-UTARA"


def test_a_kelurahan_without_an_office_is_served_by_its_kecamatan(runtime, offices):
    added(runtime, code="KEC-BARAT", kind="kecamatan", region_code="64.74.03")
    with runtime.database.read() as session:
        assert unit_for_region(session, KANAAN).code == "KEC-BARAT"


def test_a_kelurahan_that_nobody_serves_is_not_found(runtime, offices):
    added(runtime, code="PKM", kind="unit", region_code=KANAAN)  # a puskesmas there serves it not
    with runtime.database.read() as session, pytest.raises(NotFound):
        unit_for_region(session, KANAAN)


def test_what_is_usual_need_not_be_said(runtime, offices):
    assert (offices.api_api.letter_code, offices.api_api.head_title) == ("KEL-API", "Lurah")
    assert offices.kecamatan.head_title == "Camat"
    assert offices.diskominfo.head_title == "Kepala Dinas"
    assert added(runtime).head_title == "Kepala"


def test_a_kelurahan_office_may_serve_a_desa(runtime, offices):
    assert added(runtime, kind="kelurahan", region_code=A_DESA).region_code == A_DESA


def test_adding_an_office_is_recorded(runtime, offices):
    office = added(runtime)
    with runtime.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.object_id == office.id)).one()
    assert (entry.action, entry.object_kind) == ("agencies.unit_added", "agencies.unit")


def test_offices_are_listed_by_kind_and_by_the_office_above(runtime, offices):
    with runtime.database.read() as session:

        def codes(**which):
            return sorted(office.code for office in session.scalars(units(**which)))

        assert codes(kind="kelurahan") == ["KEL-API", "KEL-LOK"]
        assert codes(parent_id=offices.kecamatan.id) == ["KEL-API", "KEL-LOK"]
        assert codes(kind="opd", parent_id=offices.kecamatan.id) == []
        assert len(codes()) == 4


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"code": ""}, ["/code", "/letter_code"]),
        ({"code": "KEL API"}, ["/code", "/letter_code"]),
        ({"code": "KEL/API", "letter_code": "KEL"}, ["/code"]),
        ({"code": "-KEL", "letter_code": "KEL"}, ["/code"]),
        ({"code": "K" * 31, "letter_code": "KEL"}, ["/code"]),
        ({"letter_code": "KEL/{urut}"}, ["/letter_code"]),
        ({"name": " "}, ["/name"]),
        ({"name": "x" * 151}, ["/name"]),
        ({"name": "Dinas\u202e"}, ["/name"]),
        ({"parent_id": uuid4()}, ["/parent_id"]),
        ({"kind": "kelurahan"}, ["/region_code"]),
        ({"kind": "kelurahan", "region_code": "64.74.09"}, ["/region_code"]),
        ({"kind": "kelurahan", "region_code": BONTANG_UTARA}, ["/region_code"]),
        ({"kind": "kecamatan", "region_code": KANAAN}, ["/region_code"]),
        ({"region_code": "entah"}, ["/region_code"]),
        (
            {"code": "!", "name": "", "kind": "kecamatan"},
            ["/code", "/letter_code", "/name", "/region_code"],
        ),
    ],
)
def test_every_fault_of_an_office_is_named(runtime, offices, given, found):
    with pytest.raises(Invalid) as refused:
        added(runtime, **given)
    assert pointers(refused) == found


def test_two_offices_never_share_a_code(runtime, offices):
    with pytest.raises(UnitCodeTaken):
        added(runtime, code="KEL-API")


def test_two_offices_never_serve_the_same_kelurahan(runtime, offices):
    with pytest.raises(RegionServed):
        added(runtime, kind="kelurahan", region_code=API_API)


def test_other_offices_may_lie_where_one_serves(runtime, offices):
    assert added(runtime, kind="unit", region_code=API_API).region_code == API_API
