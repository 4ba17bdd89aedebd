# SPDX-License-Identifier: Apache-2.0
"""One person, two rows: the duplicate points to the one that is kept."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from balaikota.citizens.events import CitizensMerged
from balaikota.citizens.models import Citizen
from balaikota.citizens.services import CannotMerge, merge_citizens, profile
from balaikota.kernel.actor import Actor
from balaikota.kernel.problems import NotFound
from balaikota.testing.citizens_factory import make_citizen, synthetic_nik

ACTOR = Actor(uuid4(), uuid4(), "Petugas")
NIK = synthetic_nik(serial=9960)


@pytest.fixture
def pair(runtime) -> tuple[Citizen, Citizen]:
    with runtime.database.write() as session:
        return make_citizen(session, nik=NIK, level="verified"), make_citizen(session, nik=NIK)


def merge(runtime, duplicate_id, kept_id):
    with runtime.database.write() as session:
        merge_citizens(
            session, ACTOR, duplicate_id=duplicate_id, kept_id=kept_id, reason="NIK ganda"
        )


def test_the_duplicate_points_to_the_kept_one_and_every_plugin_is_told(runtime, pair, announced):
    duplicate, kept = pair
    merge(runtime, duplicate.id, kept.id)
    with runtime.database.read() as session:
        gone, stays = session.get(Citizen, duplicate.id), session.get(Citizen, kept.id)
        assert (gone.status, gone.merged_into) == ("merged", kept.id)
        assert (stays.status, stays.merged_into) == ("active", None)
    assert announced(CitizensMerged) == [CitizensMerged(duplicate_id=duplicate.id, kept_id=kept.id)]


def test_a_merged_duplicate_no_longer_bars_the_nik(runtime, pair):
    duplicate, kept = pair
    merge(runtime, duplicate.id, kept.id)
    with runtime.database.write() as session:
        session.get(Citizen, kept.id).level = "verified"
    with runtime.database.read() as session:
        assert profile(session, kept.id).level == "verified"


def test_a_row_cannot_be_merged_with_itself(runtime, pair):
    with pytest.raises(CannotMerge):
        merge(runtime, pair[0].id, pair[0].id)


@pytest.mark.parametrize("turned", [False, True])
def test_a_merged_row_cannot_be_merged_again(runtime, pair, turned):
    duplicate, kept = pair
    merge(runtime, duplicate.id, kept.id)
    again = (kept.id, duplicate.id) if turned else (duplicate.id, kept.id)
    with pytest.raises(CannotMerge):
        merge(runtime, *again)


def test_nobody_is_not_found(runtime, pair):
    with pytest.raises(NotFound):
        merge(runtime, pair[0].id, uuid4())


def test_a_row_cannot_claim_to_be_merged_without_saying_into_whom(runtime, pair):
    with pytest.raises(IntegrityError), runtime.database.write() as session:
        session.execute(text("UPDATE citizens_citizen SET status = 'merged'"))
