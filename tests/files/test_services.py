# SPDX-License-Identifier: Apache-2.0
"""Storing, opening and removing files."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select

from balaikota.files import storage
from balaikota.files.cli import sweep as sweep_command
from balaikota.files.models import StoredFile
from balaikota.files.services import FileRefused, open_file, remove_file, store_upload
from balaikota.files.sweeping import sweep
from balaikota.kernel.audit.models import AuditEntry
from balaikota.kernel.problems import NotFound, StorageFull
from balaikota.kernel.secrets import UnreadableError
from balaikota.kernel.secrets.models import SubjectKey
from balaikota.testing.files_factory import add_file, pdf, photo


def store(runtime, subject, **options):
    with runtime.database.write() as session:
        return add_file(session, subject_id=subject, **options)


def rows(runtime) -> int:
    with runtime.database.read() as session:
        return session.scalar(select(func.count()).select_from(StoredFile))


def age(folder, runtime, **old):
    """Make every file on disk look that old, by the city's clock."""
    moment = (runtime.now() - timedelta(**old)).timestamp()
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (moment, moment))


def test_a_stored_file_comes_back_as_it_was_accepted(runtime, subject):
    file = store(runtime, subject, filename="surat usaha.pdf", content=pdf(pages=2))
    with runtime.database.read() as session:
        opened = open_file(session, file.id)
    assert (opened.name, opened.media_type) == ("surat usaha.pdf", "application/pdf")
    assert (opened.content, opened.pages) == (pdf(pages=2), 2)
    assert (opened.size, file.size) == (len(pdf(pages=2)),) * 2
    assert file.sha256 == hashlib.sha256(opened.content).digest()


def test_a_file_about_nobody_is_kept_as_well(runtime):
    file = store(runtime, None)
    with runtime.database.read() as session:
        assert open_file(session, file.id).name == "ktp.jpg"


def test_content_and_name_lie_encrypted_under_a_random_name(runtime, subject, folder, on_disk):
    file = store(runtime, subject, filename="ktp-siti.pdf", content=pdf())
    assert on_disk() == [file.stored_as]
    path = folder / file.stored_as[:2] / file.stored_as[2:4] / file.stored_as
    assert len(file.stored_as) == 40
    assert str(file.id).replace("-", "") not in file.stored_as
    assert b"PDF" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"siti" not in file.name


def test_the_storing_is_written_down_without_the_name(runtime, subject):
    file = store(runtime, subject, filename="ktp-siti.jpg")
    with runtime.database.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.object_id, entry.subject_id) == ("files.stored", file.id, subject)
    assert "siti" not in str(entry.details)


def test_contents_that_were_exchanged_on_disk_do_not_open(runtime, subject, folder):
    first, second = store(runtime, subject), store(runtime, subject)
    storage.place_of(folder, second.stored_as).replace(storage.place_of(folder, first.stored_as))
    with runtime.database.read() as session, pytest.raises(UnreadableError):
        open_file(session, first.id)


def test_a_file_that_does_not_exist_is_not_found(runtime, subject):
    with runtime.database.read() as session, pytest.raises(NotFound):
        open_file(session, subject)


def test_without_the_persons_key_a_file_is_gone(runtime, subject):
    file = store(runtime, subject)
    with runtime.database.write() as session:
        session.execute(delete(SubjectKey).where(SubjectKey.subject_id == subject))
    with runtime.database.read() as session, pytest.raises(NotFound):
        open_file(session, file.id)


def test_a_refused_file_leaves_nothing(runtime, subject, on_disk):
    with pytest.raises(FileRefused) as refused:
        store(runtime, subject, content=b"bukan gambar")
    assert [error.pointer for error in refused.value.errors] == ["/file"]
    assert (on_disk(), rows(runtime)) == ([], 0)


def test_a_file_over_the_cap_of_the_call_is_refused_unread(runtime, subject, on_disk):
    stream = io.BytesIO(b"\xff" * 5_000_000)
    with runtime.database.session(write=True) as session, pytest.raises(FileRefused) as refused:
        store_upload(
            session,
            None,
            kind="album.photo",
            subject_id=subject,
            filename="besar.jpg",
            stream=stream,
            max_bytes=1_000_000,
            field="foto",
        )
    [error] = refused.value.errors
    assert (error.pointer, str(error.detail)[:31]) == ("/foto", "Berkas ini lebih dari 1 MB. Kir")
    assert stream.tell() == 1_000_001
    assert on_disk() == []


def test_a_removed_file_leaves_the_disk_with_the_commit(runtime, subject, on_disk):
    file = store(runtime, subject)
    with runtime.database.session(write=True) as session:
        remove_file(session, None, file.id)
        session.rollback()
    assert on_disk() == [file.stored_as]
    with runtime.database.write() as session:
        remove_file(session, None, file.id)
    assert (on_disk(), rows(runtime)) == ([], 0)
    with runtime.database.write() as session, pytest.raises(NotFound):
        remove_file(session, None, file.id)


def test_the_sweep_removes_what_no_row_knows_once_it_is_a_day_old(
    runtime, subject, folder, on_disk
):
    kept = store(runtime, subject)
    with runtime.database.session(write=True) as session:
        add_file(session, subject_id=subject)
        session.rollback()
    unfinished = storage.place_of(folder, "ab" * 20 + ".part")
    unfinished.parent.mkdir(parents=True)
    unfinished.write_bytes(b"half")
    assert len(on_disk()) == 3
    age(folder, runtime, hours=23)
    sweep(runtime)
    assert len(on_disk()) == 3
    age(folder, runtime, hours=25)
    sweep(runtime)
    assert on_disk() == [kept.stored_as]


@pytest.mark.sqlite_only
def test_the_sweep_touches_nothing_when_the_database_seems_the_wrong_one(
    runtime, subject, folder, on_disk
):
    for number in range(101):
        path = storage.place_of(folder, f"{number:040x}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    age(folder, runtime, days=2)
    sweep(runtime)
    assert len(on_disk()) == 101
    counted = CliRunner().invoke(sweep_command, obj=runtime)
    assert counted.output == "101 of 101 files belong to nothing.\n"
    removed = CliRunner().invoke(sweep_command, ["--remove"], obj=runtime)
    assert removed.output.endswith("101 of 101 files removed.\n")
    assert on_disk() == []


@pytest.fixture
def small_disk(folder):
    """A disk of 256 kB in the place of the city's files."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted only by root")
    yield
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_a_507_that_leaves_nothing_and_later_files_fit(
    runtime, subject, small_disk, on_disk
):
    large = pdf("(" + "x" * 400_000 + ")")
    with pytest.raises(StorageFull) as full:
        store(runtime, subject, content=large)
    assert full.value.status == 507
    assert (on_disk(), rows(runtime)) == ([], 0)
    small = store(runtime, subject, content=photo(64, 64))
    assert on_disk() == [small.stored_as]
