# SPDX-License-Identifier: Apache-2.0
"""The way of a request: who may take which step, and what each step leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from balaikota import Invalid, NotFound, Stale
from balaikota.agencies.services import end_position, positions_of
from balaikota.testing.identity_factory import actor_for
from balaikota_public_services.services.access import request_of
from balaikota_public_services.services.actions import (
    AlreadyClaimed,
    NobodyThere,
    NotAllowed,
    act,
    available_actions,
)
from balaikota_public_services.services.catalogue import service_of
from balaikota_public_services.services.effects import Step
from balaikota_public_services.services.history import timeline
from balaikota_public_services.testing import file_request, take


def names(session, account_id, request):
    """Names of the steps that the person may take."""
    service = service_of(session, request)
    found = available_actions(session, actor_for(session, account_id), request, service)
    return [action.name for action in found]


def test_a_request_has_a_number_a_unit_and_waits_for_an_officer(session, town):
    request = file_request(session, town.siti)
    assert request.number == "SKU-2026-000001"
    assert (request.state, request.awaits) == ("submitted", "public_services.request.process")
    assert request.unit_id == town.api_api.id
    assert request.submitted_by == town.siti
    assert (request.version, request.closed_at, request.assignee_id) == (1, None, None)
    assert file_request(session, town.siti).number == "SKU-2026-000002"
    assert file_request(session, town.siti, code="sktm").number == "SKTM-2026-000001"


def test_steps_are_offered_by_permission_unit_and_state(session, town):
    request = file_request(session, town.siti)
    assert names(session, town.siti, request) == ["withdraw"]
    assert names(session, town.front.account_id, request) == ["claim"]
    assert names(session, town.section_head.account_id, request) == []
    assert names(session, town.strange_front.account_id, request) == []
    take(session, town.front.account_id, request, "claim")
    assert names(session, town.siti, request) == []
    assert names(session, town.front.account_id, request) == ["release", "return", "forward"]
    assert names(session, town.colleague.account_id, request) == ["release"]


def test_the_way_to_the_letter(session, town):
    request = file_request(session, town.siti)
    take(session, town.front.account_id, request, "claim")
    assert request.assignee_id == town.front.id
    take(session, town.front.account_id, request, "forward")
    assert (request.state, request.assignee_id) == ("deciding", None)
    assert names(session, town.front.account_id, request) == []
    take(session, town.lurah.account_id, request, "approve")
    assert (request.state, request.awaits) == ("signing", "system")
    assert request.letter_id is not None
    assert request.decided_at is not None
    assert request.version == 4


def test_a_poor_familys_letter_passes_the_section_head(session, town):
    request = file_request(session, town.siti, code="sktm")
    take(session, town.front.account_id, request, "claim")
    take(session, town.front.account_id, request, "forward")
    assert names(session, town.lurah.account_id, request) == []
    take(session, town.section_head.account_id, request, "endorse")
    assert names(session, town.lurah.account_id, request) == ["send_back", "approve", "reject"]


def test_nobody_decides_in_their_own_case(session, town):
    request = file_request(session, town.lurah.account_id)
    take(session, town.front.account_id, request, "claim")
    take(session, town.front.account_id, request, "forward")
    assert names(session, town.lurah.account_id, request) == []
    with pytest.raises(NotAllowed):
        take(session, town.lurah.account_id, request, "approve")


def test_what_is_not_allowed_is_refused_with_what_is(session, town):
    request = file_request(session, town.siti)
    with pytest.raises(NotAllowed) as refused:
        take(session, town.front.account_id, request, "approve")
    assert refused.value.extra == {"allowed": ["claim"]}
    with pytest.raises(NotAllowed) as refused:
        take(session, town.front.account_id, request, "teleport")
    assert refused.value.extra == {"allowed": ["claim"]}


def test_the_system_has_no_steps_for_people(session, town):
    request = file_request(session, town.siti)
    for account_id, action in (
        (town.front.account_id, "claim"),
        (town.front.account_id, "forward"),
        (town.lurah.account_id, "approve"),
    ):
        take(session, account_id, request, action)
    assert names(session, town.lurah.account_id, request) == []
    with pytest.raises(NotAllowed):
        take(session, town.lurah.account_id, request, "finish")


def test_a_claim_that_comes_second_names_the_first(session, town):
    request = file_request(session, town.siti)
    seen = request.version
    take(session, town.front.account_id, request, "claim")
    request.version = seen  # what the second officer saw
    with pytest.raises(AlreadyClaimed, match="Rina Puspita") as refused:
        take(session, town.colleague.account_id, request, "claim")
    assert refused.value.status == 409


def test_a_step_on_an_old_version_is_stale(session, town):
    request = file_request(session, town.siti)
    take(session, town.front.account_id, request, "claim")
    actor = actor_for(session, town.front.account_id)
    with pytest.raises(Stale):
        act(session, actor, request.id, seen=1, step=Step("forward"))


def test_a_claimed_request_can_be_released_by_a_colleague(session, town):
    request = file_request(session, town.siti)
    take(session, town.front.account_id, request, "claim")
    take(session, town.colleague.account_id, request, "release")
    assert (request.state, request.assignee_id) == ("submitted", None)
    take(session, town.colleague.account_id, request, "claim")
    assert request.assignee_id == town.colleague.id


def test_a_comment_is_kept_where_it_is_declared_and_refused_elsewhere(session, town):
    request = file_request(session, town.siti)
    with pytest.raises(Invalid) as refused:
        take(session, town.front.account_id, request, "claim", comment="Saya periksa")
    assert [error.pointer for error in refused.value.errors] == ["/comment"]
    take(session, town.front.account_id, request, "claim")
    take(session, town.front.account_id, request, "forward")
    for nothing in (None, "", "  "):
        with pytest.raises(Invalid) as refused:
            take(session, town.lurah.account_id, request, "reject", comment=nothing)
        assert [error.pointer for error in refused.value.errors] == ["/comment"]
    take(session, town.lurah.account_id, request, "reject", comment="Usaha tidak ditemukan")
    assert (request.state, request.awaits) == ("rejected", "nobody")
    assert request.closed_at is not None
    last = timeline(session, request, for_citizen=True)[-1]
    assert (last.comment, last.by) == ("Usaha tidak ditemukan", "Andi Nurhayati, S.Sos.")


def test_the_citizen_does_not_see_what_officers_write_to_each_other(session, town):
    request = file_request(session, town.siti)
    take(session, town.front.account_id, request, "claim")
    take(session, town.front.account_id, request, "forward")
    take(session, town.lurah.account_id, request, "send_back", comment="Cek lagi alamatnya")
    steps = ["submit", "claim", "forward"]
    assert [step.action for step in timeline(session, request, for_citizen=True)] == steps
    assert [step.action for step in timeline(session, request, for_citizen=False)] == [
        *steps,
        "send_back",
    ]


def test_an_assignee_must_be_able_to_act_in_the_state_that_follows(session, town):
    request = file_request(session, town.siti)
    take(session, town.front.account_id, request, "claim")
    for officer in (town.colleague, town.strange_lurah):
        with pytest.raises(Invalid) as refused:
            take(session, town.front.account_id, request, "forward", assignee_id=officer.id)
        assert [error.pointer for error in refused.value.errors] == ["/assignee"]
    take(session, town.front.account_id, request, "forward", assignee_id=town.lurah.id)
    assert request.assignee_id == town.lurah.id


def test_a_request_does_not_go_where_nobody_can_take_it_up(session, town, clock):
    request = file_request(session, town.siti)
    take(session, town.front.account_id, request, "claim")
    clock.advance(days=1)
    yesterday = session.runtime.today() - timedelta(days=1)
    for position in positions_of(session, town.lurah.id):
        end_position(session, None, position.id, ends_on=yesterday)
    with pytest.raises(NobodyThere):
        take(session, town.front.account_id, request, "forward")


def test_a_withdrawn_request_is_closed_for_everybody(session, town):
    request = file_request(session, town.siti)
    take(session, town.siti, request, "withdraw", comment="Salah layanan")
    assert (request.state, request.awaits) == ("withdrawn", "nobody")
    assert names(session, town.front.account_id, request) == []
    assert names(session, town.siti, request) == []


def test_a_request_that_nobody_may_see_is_not_found(session, town):
    request = file_request(session, town.siti)
    for stranger in (town.budi, town.strange_front.account_id, town.strange_lurah.account_id):
        with pytest.raises(NotFound):
            request_of(session, actor_for(session, stranger), request.id)
        with pytest.raises(NotFound):
            take(session, stranger, request, "claim")
    for reader in (town.siti, town.front.account_id, town.section_head.account_id):
        assert request_of(session, actor_for(session, reader), request.id) is request
