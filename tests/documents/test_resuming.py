# SPDX-License-Identifier: Apache-2.0
"""Whatever breaks between the number and the signature: the number stays, and one PDF comes."""

import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from balaikota.documents.demo_signer import signed_as_example
from balaikota.documents.events import LetterSigned
from balaikota.documents.jobs import resume_signing
from balaikota.documents.services import complete_signing, completing
from balaikota.documents.services.completing import FIRST_PAUSE, LEASE, LONGEST_PAUSE
from balaikota.files.models import StoredFile
from balaikota.kernel.audit import record
from balaikota.kernel.contributions import SignedDocument
from balaikota.kernel.db.engine import BUSY_TIMEOUT_MS
from balaikota.kernel.events.models import StoredEvent
from balaikota.kernel.hookspecs import hookimpl
from balaikota.kernel.plugin import Plugin
from balaikota.kernel.secrets.models import SubjectKey
from balaikota.kernel.text import Text


class Killed(BaseException):
    """The process ends here: nothing that waits for an ``Exception`` runs any more."""


class Signer(Plugin):
    """A provider that a test tells what to do, and that remembers what it was asked."""

    name = "signer"
    slug = "penanda"
    title = Text("Penanda tangan")
    listens = (LetterSigned.name,)

    def __init__(self):
        self.asked = []
        self.heard = []
        self.troubles = []

    @hookimpl
    def sign_document(self, request):
        self.asked.append(request)
        if self.troubles and (trouble := self.troubles.pop(0)) is not None:
            return trouble(request)
        return replace(signed_as_example(self.runtime, request), kind="certified")

    @hookimpl
    def on_event(self, session, event):
        self.heard.append(event)


def raises(error):
    def trouble(request):
        raise error

    return trouble


@pytest.fixture
def signer():
    return Signer()


@pytest.fixture
def extra_plugins(signer):
    return [signer]


@pytest.fixture
def resume(runtime):
    return lambda: resume_signing(runtime)


def stored_files(runtime):
    with runtime.database.read() as session:
        return session.scalar(select(func.count()).select_from(StoredFile))


class TestAProvider:
    def test_is_asked_while_no_transaction_is_open(self, office, signer, runtime):
        def at_leisure(request):
            with runtime.database.write() as session:  # SQLite lets one writer in at a time
                record(session, None, "probe.written", kind="probe.thing")
            return signed_as_example(runtime, request)

        signer.troubles = [at_leisure]
        started = time.monotonic()
        assert office.letter(office.reserve()).state == "signed"
        assert time.monotonic() - started < BUSY_TIMEOUT_MS / 1000


class TestAProviderThatFails:
    def test_leaves_the_number_and_plain_words(self, office, signer, clock):
        signer.troubles = [raises(TimeoutError("gateway 10.0.0.7 of Siti"))]
        letter = office.letter(office.reserve())
        assert (letter.state, letter.number) == ("signing", "500.2.3/1/KEL-API")
        assert letter.last_error == "Penyedia tanda tangan sedang terganggu. Kami mencoba lagi."
        assert letter.available_at == clock() + FIRST_PAUSE
        assert stored_files(office.runtime) == 0

    def test_twice_is_asked_a_third_time_with_the_very_same_letter(
        self, office, signer, clock, resume
    ):
        signer.troubles = [raises(RuntimeError("busy")), raises(RuntimeError("busy"))]
        letter_id = office.reserve()
        resume()  # too early
        assert len(signer.asked) == 1
        clock.advance(minutes=1)
        resume()
        assert office.letter(letter_id).available_at == clock() + 2 * FIRST_PAUSE
        clock.advance(minutes=2)
        resume()
        letter = office.letter(letter_id)
        assert (letter.state, letter.attempts, letter.last_error) == ("signed", 3, None)
        assert letter.signature_kind == "certified"
        assert {request.letter_id for request in signer.asked} == {letter_id}
        assert len({request.pdf for request in signer.asked}) == 1
        assert stored_files(office.runtime) == 1

    def test_for_days_is_asked_every_hour(self, office, signer, clock, resume):
        signer.troubles = [raises(RuntimeError("down"))] * 20
        letter_id = office.reserve()
        for _ in range(15):
            clock.advance(hours=1)
            resume()
        assert len(signer.asked) == 16
        assert office.letter(letter_id).available_at == clock() + LONGEST_PAUSE

    @pytest.mark.parametrize("answer", ["the letter unsigned", "no PDF", "a forged signature"])
    def test_to_sign_is_not_believed(self, office, signer, answer):
        def unsigned(request):
            signed = signed_as_example(office.runtime, request).pdf
            place = signed.index(b"/Producer")
            forged = signed[:place] + b"/Forged99" + signed[place + 9 :]
            pdfs = {
                "the letter unsigned": request.pdf,
                "no PDF": b"%PDF",
                "a forged signature": forged,
            }
            return SignedDocument(pdfs[answer], "certified", "x")

        signer.troubles = [unsigned]
        letter = office.letter(office.reserve())
        assert letter.state == "signing"
        assert "tanpa tanda tangan yang sah" in letter.last_error
        assert stored_files(office.runtime) == 0

    def test_and_passes_leaves_it_to_the_next(self, office, signer):
        signer.troubles = [lambda request: None]
        assert office.letter(office.reserve()).signature_kind == "example"

    def test_with_nobody_after_it_says_so(self, office, signer):
        office.runtime.plugin_settings["documents"]["signing"] = "none"
        signer.troubles = [lambda request: None]
        letter = office.letter(office.reserve())
        assert letter.last_error == "Belum ada penyedia tanda tangan elektronik."


class TestStorage:
    def test_that_is_full_leaves_the_letter_waiting(self, office, monkeypatch):
        def full(*_arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(completing, "store_pdf", full)
        letter = office.letter(office.reserve())
        assert letter.state == "signing"
        assert letter.last_error == "Berkas surat belum dapat disimpan. Kami mencoba lagi."


class TestACrash:
    def test_between_signature_and_attachment_is_made_good_once_the_lease_has_run_out(
        self, office, signer, clock, resume, monkeypatch
    ):
        def die(*_arguments):
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(completing, "_attach", die)
            with pytest.raises(Killed):
                office.reserve()
        letter_id = signer.asked[0].letter_id
        assert office.letter(letter_id).state == "signing"

        clock.advance(seconds=(LEASE - timedelta(seconds=1)).total_seconds())
        resume()
        assert len(signer.asked) == 1  # whoever holds the lease may still be at work
        clock.advance(seconds=1)
        resume()
        resume()
        letter = office.letter(letter_id)
        assert (letter.state, letter.number) == ("signed", "500.2.3/1/KEL-API")
        assert [request.letter_id for request in signer.asked] == [letter_id] * 2
        assert signer.asked[0].pdf == signer.asked[1].pdf
        assert stored_files(office.runtime) == 1

    def test_right_after_the_commit_leaves_a_letter_that_the_job_signs(
        self, office, signer, resume, monkeypatch
    ):
        def die(*_arguments):
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(completing, "_claim", die)
            with pytest.raises(Killed):
                office.reserve()
        assert signer.asked == []
        resume()
        assert office.letter(signer.asked[0].letter_id).state == "signed"

    def test_inside_the_attachment_undoes_all_of_it(
        self, office, signer, clock, resume, monkeypatch
    ):
        def die(*_arguments, **_options):
            raise Killed

        with monkeypatch.context() as patched:
            patched.setattr(completing, "announce", die)
            with pytest.raises(Killed):
                office.reserve()
        letter_id = signer.asked[0].letter_id
        letter = office.letter(letter_id)
        assert (letter.state, letter.file_id, letter.sha256) == ("signing", None, None)
        assert stored_files(office.runtime) == 0
        clock.advance(minutes=5)
        resume()
        assert office.letter(letter_id).state == "signed"


class TestTwoWorkers:
    def test_who_resume_at_once_sign_once(self, office, signer, clock, runtime):
        signer.troubles = [raises(RuntimeError("busy"))]
        letter_id = office.reserve()
        clock.advance(minutes=1)
        start = threading.Barrier(4)

        def work(_number):
            start.wait()
            return complete_signing(runtime, letter_id)

        with ThreadPoolExecutor(4) as workers:
            done = list(workers.map(work, range(4)))
        assert sorted(done) == [False, False, False, True]
        assert len(signer.asked) == 2  # the failure and one success
        assert stored_files(runtime) == 1

    def test_of_whom_one_overslept_its_lease_attach_once(
        self, office, signer, clock, resume, runtime
    ):
        def overslept(request):
            signed = signed_as_example(runtime, request)
            clock.advance(minutes=6)
            resume()  # the other worker takes over, signs and attaches meanwhile
            return SignedDocument(signed.pdf, "uncertified", "late")

        signer.troubles = [overslept]
        letter_id = office.reserve()
        letter = office.letter(letter_id)
        assert [request.letter_id for request in signer.asked] == [letter_id] * 2
        assert letter.signature_kind == "certified"
        assert letter.sha256 == hashlib.sha256(office.pdf(letter_id)).hexdigest()
        assert stored_files(runtime) == 1


class TestASignedLetter:
    def test_is_announced_once_and_then_left_alone(self, office, signer, clock, resume):
        letter_id = office.reserve()
        before = office.pdf(letter_id)
        clock.advance(days=2)
        resume()
        assert len(signer.asked) == 1
        assert office.pdf(letter_id) == before
        with office.runtime.database.read() as session:
            names = session.scalars(select(StoredEvent.name)).all()
        assert names.count(LetterSigned.name) == 1

    def test_says_nothing_of_its_kind_on_paper_when_a_plugin_signs(self, office, signer):
        office.reserve()
        assert "contoh" not in str(signer.asked[0].pdf)


class TestAnErasedPerson:
    def test_has_no_letter_made_any_more(self, office, signer, clock, resume, runtime):
        signer.troubles = [raises(RuntimeError("busy"))]
        letter_id = office.reserve()
        with runtime.database.write() as session:
            session.delete(session.get_one(SubjectKey, office.citizen_id))
        clock.advance(minutes=1)
        resume()
        letter = office.letter(letter_id)
        assert letter.state == "signing"
        assert "sudah dihapus" in letter.last_error
