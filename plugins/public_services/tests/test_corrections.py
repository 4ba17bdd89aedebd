# SPDX-License-Identifier: Apache-2.0
"""Returning a request: the citizen sees exactly what is marked, and changes exactly that."""

from __future__ import annotations

import io

import pytest

from balaikota import Invalid, NotFound
from balaikota.testing.files_factory import photo
from balaikota.testing.identity_factory import actor_for
from balaikota.testing.regions_factory import KANAAN, LOK_TUAN
from balaikota_public_services.services.access import request_of
from balaikota_public_services.services.actions import NotAllowed
from balaikota_public_services.services.corrections import Mark, marks_of
from balaikota_public_services.services.details import look_at
from balaikota_public_services.services.personal import answers_of
from balaikota_public_services.services.uploads import (
    Incoming,
    NotAskedFor,
    documents_of,
    upload_for_request,
)
from balaikota_public_services.testing import SKU_ANSWERS, file_request, take

NAME = Mark("field", "business_name", "Tulis nama di papan")
KTP = Mark("document", "ktp", "Fotonya buram")


def returned(session, town, *marks):
    request = file_request(session, town.siti)
    take(session, town.front.account_id, request, "claim")
    return take(session, town.front.account_id, request, "return", corrections=marks)


def send_again(session, town, request, name):
    incoming = Incoming(name, "baru.jpg", io.BytesIO(photo(300, 200)))
    return upload_for_request(session, actor_for(session, town.siti), request.id, incoming).id


def pointers(refused):
    return [error.pointer for error in refused.value.errors]


def test_the_citizen_sees_exactly_what_is_wrong(session, town):
    request = returned(session, town, NAME, KTP)
    seen = look_at(session, actor_for(session, town.siti), request.id)
    assert [(mark.kind, mark.name, mark.note) for mark in seen.corrections] == [
        ("field", "business_name", "Tulis nama di papan"),
        ("document", "ktp", "Fotonya buram"),
    ]
    assert [action.name for action in seen.actions] == ["resubmit", "withdraw"]
    assert seen.holder == "Pemohon"


@pytest.mark.parametrize(
    ("marks", "pointer"),
    [
        ((), "/corrections"),
        ((Mark("field", "ktp", "x"),), "/corrections/0/name"),
        ((Mark("document", "business_name", "x"),), "/corrections/0/name"),
        ((NAME, Mark("field", "purpose", " ")), "/corrections/1/note"),
        ((NAME, NAME), "/corrections/1/name"),
    ],
    ids=["nothing", "no field", "no document", "no note", "twice"],
)
@pytest.mark.sqlite_only
def test_a_return_marks_something_that_there_is(marks, pointer, session, town):
    with pytest.raises(Invalid) as refused:
        returned(session, town, *marks)
    assert pointers(refused) == [pointer]


def test_after_a_return_only_the_citizen_acts(session, town):
    request = returned(session, town, NAME)
    for officer in (town.front, town.colleague, town.lurah):
        with pytest.raises(NotAllowed) as refused:
            take(session, officer.account_id, request, "forward")
        assert refused.value.extra == {"allowed": []}


def test_what_was_marked_can_be_changed_and_nothing_else(session, town):
    request = returned(session, town, NAME)
    changed = {"business_name": "Warung Sari Laut", "purpose": "Pinjaman lain"}
    with pytest.raises(Invalid) as refused:
        take(session, town.siti, request, "resubmit", answers=changed)
    assert pointers(refused) == ["/answers/purpose"]
    with pytest.raises(Invalid) as refused:
        take(session, town.siti, request, "resubmit")
    assert pointers(refused) == ["/answers/business_name"]
    with pytest.raises(Invalid) as refused:
        take(session, town.siti, request, "resubmit", answers={"business_name": "x"})
    assert pointers(refused) == ["/answers/business_name"]
    changed.pop("purpose")
    take(session, town.siti, request, "resubmit", answers=changed)
    assert answers_of(session, request) == SKU_ANSWERS | changed
    assert (request.state, request.assignee_id) == ("checking", town.front.id)


def test_the_officer_sees_what_was_changed(session, town):
    request = returned(session, town, NAME)
    take(session, town.siti, request, "resubmit", answers={"business_name": "Warung Laut"})
    seen = look_at(session, actor_for(session, town.front.account_id), request.id)
    [mark] = seen.corrections
    assert (mark.is_open, mark.previous) == (False, SKU_ANSWERS["business_name"])
    assert marks_of(session, request, for_citizen=True) == []


def test_a_document_that_was_wrong_stays_with_the_reason(session, town):
    request = returned(session, town, KTP)
    with pytest.raises(Invalid) as refused:
        take(session, town.siti, request, "resubmit")
    assert pointers(refused) == ["/documents/ktp"]
    found = send_again(session, town, request, "ktp")
    take(session, town.siti, request, "resubmit", documents={"ktp": found})
    states = [(row.name, row.state) for row in documents_of(session, request)]
    assert sorted(states) == [
        ("business_photo", "current"),
        ("ktp", "current"),
        ("ktp", "replaced"),
        ("rt_letter", "current"),
    ]
    [replaced] = [row for row in documents_of(session, request) if row.state == "replaced"]
    assert replaced.reason is not None
    assert replaced.id != found


def test_only_a_document_that_was_marked_can_be_sent_again(session, town):
    request = returned(session, town, KTP)
    with pytest.raises(NotAskedFor):
        send_again(session, town, request, "rt_letter")
    incoming = Incoming("ktp", "x.jpg", io.BytesIO(photo()))
    with pytest.raises(NotAskedFor):
        upload_for_request(session, actor_for(session, town.front.account_id), request.id, incoming)
    with pytest.raises(NotFound):
        upload_for_request(session, actor_for(session, town.budi), request.id, incoming)
    other = returned(session, town, KTP)
    found = send_again(session, town, other, "ktp")
    with pytest.raises(Invalid) as refused:  # an upload of another request
        take(session, town.siti, request, "resubmit", documents={"ktp": found})
    assert pointers(refused) == ["/documents/ktp"]


def test_a_request_can_be_returned_twice(session, town):
    request = returned(session, town, NAME)
    take(session, town.siti, request, "resubmit", answers={"business_name": "Warung Laut"})
    take(session, town.front.account_id, request, "return", corrections=(NAME,))
    take(session, town.siti, request, "resubmit", answers={"business_name": "Warung Sari"})
    assert answers_of(session, request)["business_name"] == "Warung Sari"
    assert len(marks_of(session, request, for_citizen=False)) == 2


def test_a_corrected_kelurahan_sends_the_request_to_its_office(session, town):
    wrong_place = Mark("field", "kelurahan", "Usaha ini di Lok Tuan")
    request = returned(session, town, wrong_place)
    with pytest.raises(Invalid) as refused, session.begin_nested():  # no office serves it
        take(session, town.siti, request, "resubmit", answers={"kelurahan": KANAAN})
    assert pointers(refused) == ["/answers/kelurahan"]
    take(session, town.siti, request, "resubmit", answers={"kelurahan": LOK_TUAN})
    assert request.unit_id == town.lok_tuan.id
    assert request.assignee_id is None
    with pytest.raises(NotFound):
        request_of(session, actor_for(session, town.front.account_id), request.id)
    take(session, town.strange_front.account_id, request, "forward")
