# SPDX-License-Identifier: Apache-2.0
"""Filing a request, from a draft that is kept page by page or in one go."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from balaikota import Invalid, NotFound, StoredFile
from balaikota.testing.files_factory import pdf, photo
from balaikota.testing.identity_factory import actor_for
from balaikota.testing.regions_factory import A_DESA
from balaikota_public_services.models import Draft, Request, RequestDocument
from balaikota_public_services.services.catalogue import offered_service
from balaikota_public_services.services.drafts import draft_answers, draft_of, save_page
from balaikota_public_services.services.personal import answers_of
from balaikota_public_services.services.submitting import submit_draft, submit_request
from balaikota_public_services.services.uploads import (
    Incoming,
    documents_of,
    forget_draft,
    upload_for_service,
)
from balaikota_public_services.testing import SKU_ANSWERS, file_request, send_documents


@pytest.fixture
def applicant(session, town):
    return actor_for(session, town.siti)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def pointers(refused):
    return [error.pointer for error in refused.value.errors]


def submit(session, actor, documents, **changed):
    answers = SKU_ANSWERS | changed
    return submit_request(session, actor, service_code="sku", answers=answers, documents=documents)


def test_a_draft_is_kept_page_by_page_and_then_sent(session, applicant):
    service = offered_service(session, "sku")
    for page in service.pages:
        given = {name: SKU_ANSWERS[name] for name in page.fields}
        draft = save_page(session, applicant, "sku", frozenset(page.fields), given)
    assert draft_answers(session, draft, service) == SKU_ANSWERS
    send_documents(session, applicant, "sku")
    request = submit_draft(session, applicant, "sku")
    assert answers_of(session, request) == SKU_ANSWERS
    assert {row.state for row in documents_of(session, request)} == {"current"}
    assert draft_of(session, applicant, "sku") is None


def test_a_page_with_a_fault_keeps_nothing(session, applicant):
    names = frozenset({"kelurahan", "business_address"})
    with pytest.raises(Invalid) as refused:
        save_page(session, applicant, "sku", names, {"kelurahan": "64.74.01.1006"})
    assert pointers(refused) == ["/business_address"]
    assert draft_of(session, applicant, "sku") is None


def test_a_draft_drops_answers_that_are_not_asked_any_more(session, applicant):
    service = offered_service(session, "sktm")
    save_page(session, applicant, "sku", frozenset({"purpose"}), {"purpose": "Pinjaman di bank"})
    draft = draft_of(session, applicant, "sku")
    assert draft_answers(session, draft, offered_service(session, "sku")) != {}
    save_page(session, applicant, "sku", frozenset({"occupation"}), {"occupation": "Pedagang"})
    fewer = [field for field in service.fields if field.name == "occupation"]
    shrunk = type(service)(**{**_parts(service), "fields": tuple(fewer)})
    assert draft_answers(session, draft, shrunk) == {"occupation": "Pedagang"}


def _parts(service):
    return {name: getattr(service, name) for name in type(service).__slots__}


def test_a_draft_without_all_answers_is_not_sent(session, applicant):
    with pytest.raises(NotFound):
        submit_draft(session, applicant, "sku")
    save_page(session, applicant, "sku", frozenset({"purpose"}), {"purpose": "Pinjaman di bank"})
    with pytest.raises(Invalid) as refused:
        submit_draft(session, applicant, "sku")
    assert "/answers/business_name" in pointers(refused)
    assert "/documents/ktp" in pointers(refused)


def test_everything_that_is_wrong_is_named_at_once(session, town, applicant):
    documents = send_documents(session, applicant, "sku", ["ktp"])
    budi = actor_for(session, town.budi)
    theirs = send_documents(session, budi, "sku", ["rt_letter"])
    with pytest.raises(Invalid) as refused:
        submit(
            session, applicant, documents | theirs | {"statement": theirs["rt_letter"]}, purpose="?"
        )
    assert pointers(refused) == [
        "/answers/purpose",
        "/documents/rt_letter",
        "/documents/statement",
        "/documents/business_photo",
    ]
    assert count(session, Request) == 0


def test_an_upload_serves_only_its_own_name_and_one_request(session, applicant):
    documents = send_documents(session, applicant, "sku")
    with pytest.raises(Invalid) as refused:
        submit(session, applicant, documents | {"ktp": documents["rt_letter"]})
    assert pointers(refused) == ["/documents/ktp"]
    submit(session, applicant, documents)
    with pytest.raises(Invalid) as refused:
        submit(session, applicant, documents)
    assert pointers(refused) == [
        "/documents/ktp",
        "/documents/rt_letter",
        "/documents/business_photo",
    ]


def test_a_second_upload_takes_the_place_of_the_first(session, applicant):
    [first] = send_documents(session, applicant, "sku", ["ktp"]).values()
    [second] = send_documents(session, applicant, "sku", ["ktp"]).values()
    assert first != second
    assert session.scalars(select(RequestDocument.id)).all() == [second]
    assert count(session, StoredFile) == 1


def test_a_draft_that_is_thrown_away_leaves_no_file(session, applicant):
    send_documents(session, applicant, "sku")
    forget_draft(session, applicant, draft_of(session, applicant, "sku"))
    for model in (Draft, RequestDocument, StoredFile):
        assert count(session, model) == 0


@pytest.mark.parametrize(
    ("name", "content", "pointer"),
    [
        ("ktp", b"MZ\x90\x00", "/file"),
        ("ktp", b"", "/file"),
        ("business_photo", pdf(), "/file"),
        ("house_photo", photo(), "/name"),
    ],
    ids=["a program", "nothing", "a PDF for a photo", "not asked"],
)
@pytest.mark.sqlite_only
def test_an_upload_is_what_was_asked_for(name, content, pointer, session, applicant):
    incoming = Incoming(name, "berkas", io.BytesIO(content))
    with pytest.raises(Invalid) as refused:
        upload_for_service(session, applicant, "sku", incoming)
    assert pointers(refused) == [pointer]


@pytest.mark.sqlite_only
def test_a_kelurahan_that_no_office_serves_is_refused(session, applicant):
    documents = send_documents(session, applicant, "sku")
    with pytest.raises(Invalid) as refused:
        submit(session, applicant, documents, kelurahan=A_DESA)
    assert pointers(refused) == ["/answers/kelurahan"]


def test_nothing_that_was_written_lies_readable_in_the_table(session, town):
    request = file_request(session, town.siti)
    assert b"Warung" not in request.answers
    assert SKU_ANSWERS["business_name"].encode() not in request.answers
