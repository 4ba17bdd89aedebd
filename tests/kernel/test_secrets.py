# SPDX-License-Identifier: Apache-2.0
"""What is sealed opens only with the same key, at the same place, and not at all after an erasure."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from balaikota import new_id, open_sealed, seal
from balaikota.kernel.secrets import KeyRing, UnreadableError
from balaikota.kernel.secrets.models import SubjectKey

PLACE = "citizens_citizen|nik|1"


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing(KeyRing.new_master())


def test_a_value_comes_back(ring):
    assert ring.storage.open(ring.storage.seal(b"6474", PLACE), PLACE) == b"6474"


def test_equal_values_look_different(ring):
    assert ring.storage.seal(b"6474", PLACE) != ring.storage.seal(b"6474", PLACE)


def test_a_value_cannot_be_moved_to_another_row(ring):
    with pytest.raises(UnreadableError):
        ring.storage.open(ring.storage.seal(b"6474", PLACE), "citizens_citizen|nik|2")


def test_one_changed_byte_is_noticed_anywhere(ring):
    sealed = ring.storage.seal(b"6474", PLACE)
    for position in range(len(sealed)):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(UnreadableError):
            ring.storage.open(bytes(broken), PLACE)


def test_purposes_have_different_keys(ring):
    with pytest.raises(UnreadableError):
        ring.wrapping.open(ring.storage.seal(b"6474", PLACE), PLACE)
    assert ring.fingerprint("nik", "1") != ring.fingerprint("phone", "1")


def test_a_fingerprint_finds_equal_values_only_under_the_same_master(ring):
    assert ring.fingerprint("nik", "1") == ring.fingerprint("nik", b"1")
    assert ring.fingerprint("nik", "1") != KeyRing(KeyRing.new_master()).fingerprint("nik", "1")


def test_a_person_has_a_key_of_their_own(runtime, backend):
    ani, budi = new_id(), new_id()
    with runtime.database.write() as session:
        sealed = seal(session, ani, "Ani", place=PLACE)
        seal(session, budi, "Budi", place=PLACE)
    with runtime.database.read() as session:
        assert open_sealed(session, ani, sealed, place=PLACE) == b"Ani"
        with pytest.raises(UnreadableError):
            open_sealed(session, budi, sealed, place=PLACE)


def test_without_the_key_nothing_opens_any_more(runtime, backend):
    ani = new_id()
    with runtime.database.write() as session:
        sealed = seal(session, ani, "Ani", place=PLACE)
    with runtime.database.write() as session:
        session.execute(delete(SubjectKey).where(SubjectKey.subject_id == ani))
    with runtime.database.read() as session, pytest.raises(UnreadableError):
        open_sealed(session, ani, sealed, place=PLACE)
