# SPDX-License-Identifier: Apache-2.0
"""Lists: scoped in SQL, among requests that must not show, in the order of what is due."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from balaikota import Actor, Grant, Page, new_id, slice_of
from balaikota.testing.identity_factory import actor_for
from balaikota.testing.regions_factory import LOK_TUAN
from balaikota_public_services.models import Request
from balaikota_public_services.rights import DECIDE, PROCESS, READ
from balaikota_public_services.services.worklist import (
    WorklistFilter,
    own_requests,
    waiting_count,
    work_of,
)
from balaikota_public_services.testing import file_request, take


@pytest.fixture
def requests(session, town, clock):
    """Three of Api-Api in three states, and as noise one of Lok Tuan and one that is closed."""
    found = {}
    found["strange"] = file_request(session, town.budi, kelurahan=LOK_TUAN)
    found["closed"] = file_request(session, town.siti)
    take(session, town.siti, found["closed"], "withdraw")
    found["late"] = file_request(session, town.siti)
    found["early"] = file_request(session, town.siti, code="sktm")
    found["deciding"] = file_request(session, town.budi)
    take(session, town.colleague.account_id, found["deciding"], "claim")
    take(session, town.colleague.account_id, found["deciding"], "forward")
    return found


def listed(session, actor, requests, **wanted):
    found = slice_of(
        session,
        work_of(actor, WorklistFilter(**wanted)),
        Page(limit=10),
        Request.due_on,
        Request.id,
    )
    names = {request.id: name for name, request in requests.items()}
    return [names[row.id] for row in found.items]


def test_an_officer_sees_what_waits_for_them_most_urgent_first(session, town, requests):
    front = actor_for(session, town.front.account_id)
    assert listed(session, front, requests) == ["early", "late"]
    lurah = actor_for(session, town.lurah.account_id)
    assert listed(session, lurah, requests) == ["early", "late", "deciding"]
    assert listed(session, actor_for(session, town.section_head.account_id), requests) == []
    strange = actor_for(session, town.strange_front.account_id)
    assert listed(session, strange, requests) == ["strange"]


def test_the_badge_counts_what_waits(session, town, requests):
    counts = {
        officer.name: waiting_count(session, actor_for(session, officer.account_id))
        for officer in (town.front, town.section_head, town.lurah, town.strange_lurah)
    }
    assert list(counts.values()) == [2, 0, 3, 1]
    assert waiting_count(session, actor_for(session, town.lurah.account_id), most=2) == 2
    assert waiting_count(session, actor_for(session, town.siti)) == 0


def test_worklists_are_filtered(session, town, requests):
    front = actor_for(session, town.front.account_id)
    every = ["early", "late", "deciding"]
    assert listed(session, front, requests, which="open") == every
    assert listed(session, front, requests, which="open", state="deciding") == ["deciding"]
    assert listed(session, front, requests, which="closed") == ["closed"]
    assert listed(session, front, requests, which="open", service_code="sktm") == ["early"]
    assert listed(session, front, requests, which="open", assignee="none") == every
    take(session, town.front.account_id, requests["late"], "claim")
    assert listed(session, front, requests, assignee=town.front.id) == ["late"]
    assert listed(session, front, requests, assignee="none") == ["early"]
    number = requests["closed"].number
    assert listed(session, front, requests, number=number) == ["closed"]
    strange = requests["strange"].number
    assert listed(session, front, requests, number=strange) == []


def test_an_officer_of_the_whole_city_sees_every_unit(session, town, requests):
    grants = frozenset({Grant(READ), Grant(PROCESS, town.lok_tuan.id)})
    actor = Actor(account_id=new_id(), session_id=new_id(), grants=grants)
    assert len(listed(session, actor, requests, which="open")) == 4
    assert listed(session, actor, requests) == ["strange"]


def test_a_permission_without_a_unit_gives_nothing(session, town, requests):
    actor = Actor(
        account_id=new_id(), session_id=new_id(), grants=frozenset({Grant(DECIDE, new_id())})
    )
    for which in ("waiting", "open", "closed"):
        assert listed(session, actor, requests, which=which) == []


def test_people_see_their_own_requests_only(session, town, requests):
    for account_id, count in ((town.siti, 3), (town.budi, 2), (town.front.account_id, 0)):
        actor = actor_for(session, account_id)
        assert len(session.execute(own_requests(actor)).all()) == count


def test_pages_of_a_worklist_meet_without_gap(session, town, requests):
    front, seen, after = actor_for(session, town.front.account_id), [], None
    for _ in range(3):
        query = work_of(front, WorklistFilter(which="open"))
        found = slice_of(session, query, Page(1, after), Request.due_on, Request.id)
        seen += [row.id for row in found.items]
        after = found.next
    assert after is None
    assert seen == [requests[name].id for name in ("early", "late", "deciding")]


def test_a_worklist_is_read_from_its_index(session, town, requests):
    """Without the statistics of a large city no planner chooses; it must be able to."""
    query = work_of(actor_for(session, town.front.account_id), WorklistFilter())
    ordered = query.order_by(Request.due_on, Request.id).limit(21)
    engine = session.get_bind()
    plain = ordered.compile(engine, compile_kwargs={"literal_binds": True})
    if engine.dialect.name == "postgresql":
        session.execute(text("SET LOCAL enable_seqscan = off"))
        lines = session.execute(text(f"EXPLAIN {plain}")).scalars().all()
    else:
        lines = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {plain}"))]
    indexes = ("ix_public_services_request_waiting", "ix_public_services_request_open")
    assert any(name in line for line in lines for name in indexes), lines
    assert not any("TEMP B-TREE" in line or "Sort" in line for line in lines), lines
