# SPDX-License-Identifier: Apache-2.0
"""How letters end, and who may end them."""

import pytest

from balaikota.citizens.services import add_citizen_without_account
from balaikota.documents.services.ending import LetterEnded, NotAReplacement
from balaikota.kernel.problems import Invalid, NotFound


class TestARevocation:
    def test_changes_nothing_in_the_pdf(self, office, letter):
        before = office.pdf(letter.id)
        office.revoke(letter.id)
        assert office.pdf(letter.id) == before

    def test_happens_once(self, office, letter):
        office.revoke(letter.id)
        with pytest.raises(LetterEnded):
            office.revoke(letter.id)

    def test_needs_a_reason(self, office, letter):
        with pytest.raises(Invalid):
            office.revoke(letter.id, reason="  ")
        assert office.letter(letter.id).state == "signed"

    def test_is_for_the_lurah_of_the_unit(self, office):
        elsewhere = office.reserve(unit=office.neighbour)
        with pytest.raises(NotFound):
            office.revoke(elsewhere)
        assert office.letter(elsewhere).state == "signed"


class TestAReplacement:
    def test_must_be_another_signed_letter_about_the_same_person(self, office, letter):

        with office.runtime.database.write() as session:
            other = add_citizen_without_account(session, None, name="Budi Santoso").id
        about_another = office.reserve(subject_id=other)
        revoked = office.reserve()
        office.revoke(revoked)
        for new in (letter.id, about_another, revoked):
            with pytest.raises(NotAReplacement):
                office.supersede(letter.id, new)
        assert office.letter(letter.id).state == "signed"
