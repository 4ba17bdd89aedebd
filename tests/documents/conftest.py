# SPDX-License-Identifier: Apache-2.0
"""A Surat Keterangan Usaha, its signer, and the demo authority."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from balaikota.agencies.models import Officer, Unit
from balaikota.agencies.services import add_position, grants_of
from balaikota.citizens.services import add_citizen_without_account
from balaikota.documents.demo_ca import (
    DemoAuthority,
    issue_officer_certificate,
    open_demo_authority,
)
from balaikota.documents.drafts import LetterDraft
from balaikota.documents.letterhead import Letterhead, Signatory, VerificationBlock, letter_values
from balaikota.documents.models import Letter
from balaikota.documents.qr import qr_svg
from balaikota.documents.rendering import LetterSource, compile_letter
from balaikota.documents.services import (
    letter_pdf,
    reserve_letter,
    revoke_letter,
    supersede_letter,
)
from balaikota.documents.signing import load_pkcs12, sign
from balaikota.identity.models import Account
from balaikota.kernel.actor import Actor
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.runtime import Runtime
from balaikota.testing.agencies_factory import make_officer, make_offices
from balaikota.testing.city import city_settings
from balaikota.testing.documents_factory import letter_draft
from balaikota.testing.regions_factory import add_places

HERE = Path(__file__).parent
SIGNED_AT = datetime(2026, 8, 18, 2, 30, tzinfo=UTC)
URL = "https://layanan.example.go.id/verifikasi/7KQ2-M9XW-4T"

PASSPHRASE = "kata sandi contoh"

SUBJECT = {
    "name": "Siti Rahmawati",
    "nik": "6474014503909901",
    "birth": "Bontang, 5 Maret 1990",
    "occupation": "Pedagang",
    "address": "Jl. Ir. H. Juanda No. 12, RT 005, Kelurahan Api-Api, Kecamatan Bontang Utara",
}
BUSINESS = {
    "name": "Warung Sari Laut “Bu Siti”",
    "kind": "Rumah makan dan penjualan ikan segar",
    "address": "Pasar Citra Mas Loktuan, Blok C No. 8, Kota Bontang",
    "since": "12 Januari 2019",
}


LETTERHEAD = Letterhead(
    lines=("Pemerintah Kota Bontang", "Kecamatan Bontang Utara", "Kelurahan Api-Api"),
    address="Jalan Imam Bonjol Nomor 1, Bontang, Kalimantan Timur 75311",
    contacts=("Telepon (0548) 123456", "Pos-el api-api@example.go.id"),
    place="Bontang",
    crest="crest.svg",
    crest_alt="Lambang contoh",
)
SIGNATORY = Signatory(
    name="Andi Nurhayati, S.Sos.",
    position="Lurah Api-Api",
    signed_on=date(2026, 8, 18),
    rank="Penata Tingkat I",
    nip="198203152006042007",
)
VERIFICATION = VerificationBlock(
    url=URL,
    code="7KQ2-M9XW-4T",
    qr="qr.svg",
    signature_kind="tanda tangan elektronik contoh, tidak tersertifikasi",
)


def sku_values(
    subject: dict[str, str] | None = None,
    business: dict[str, str] | None = None,
    *,
    draft: bool = False,
) -> dict[str, object]:
    """Values of the sample letter, some of them replaced."""
    ours = letter_values(
        LETTERHEAD,
        SIGNATORY,
        number=None if draft else "500.2.3/147/KEL-AA",
        verification=None if draft else VERIFICATION,
    )
    return ours | {
        "subject": SUBJECT | (subject or {}),
        "business": BUSINESS | (business or {}),
        "unit": "Kelurahan Api-Api",
        "rt": "RT 005",
        "purpose": "pengajuan Kredit Usaha Rakyat",
        "valid_until": "18 Februari 2027",
    }


def build_sku(template: str | None = None, **replaced: Any) -> LetterSource:
    """Return the sample letter with another template or some other values."""
    return LetterSource(
        template=template or (HERE / "surat_keterangan_usaha.typ").read_text("utf-8"),
        files={"crest.svg": (HERE / "crest.svg").read_bytes(), "qr.svg": qr_svg(URL)},
        values=sku_values(**replaced),
        name="sku/letter.typ",
    )


@pytest.fixture(scope="session")
def sku() -> Callable[..., LetterSource]:
    return build_sku


@pytest.fixture(scope="session")
def signed_at() -> datetime:
    return SIGNED_AT


@pytest.fixture(scope="session")
def verification_url() -> str:
    return URL


@pytest.fixture(scope="session")
def sku_pdf() -> bytes:
    return compile_letter(build_sku(), at=SIGNED_AT)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    return open_demo_authority(
        tmp_path_factory.mktemp("authority") / "ca",
        city="Kota Bontang",
        passphrase=PASSPHRASE,
        at=SIGNED_AT,
    )


@pytest.fixture(scope="session")
def lurah_p12(authority: DemoAuthority) -> Path:
    return issue_officer_certificate(
        authority,
        reference="lurah-api-api",
        name="Andi Nurhayati, S.Sos.",
        organization="Kelurahan Api-Api",
        at=SIGNED_AT,
    )


@pytest.fixture(scope="session")
def signed_pdf(sku_pdf: bytes, lurah_p12: Path) -> bytes:
    lurah = load_pkcs12(lurah_p12, PASSPHRASE)
    return sign(sku_pdf, lurah, reason="Surat Keterangan Usaha", location="Bontang", at=SIGNED_AT)


@pytest.fixture(scope="session")
def passphrase() -> str:
    return PASSPHRASE


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    """Return a function that writes a PDF to disk for a tool that wants a file."""

    def write(pdf: bytes) -> Path:
        path = tmp_path / "letter.pdf"
        path.write_bytes(pdf)
        return path

    return write


# -- a city that issues letters ---------------------------------------------------------------------------


def add_lurah(session: Session, unit: Unit) -> Officer:
    officer = make_officer(session, name="Andi Nurhayati, S.Sos.", nip="198203152006042007")
    add_position(
        session,
        None,
        officer_id=officer.id,
        unit_id=unit.id,
        title="Lurah Api-Api",
        role="lurah",
    )
    return officer


class Office:
    """A kelurahan with its lurah, its neighbour, and a trader who wants a letter."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        with runtime.database.write() as session:
            add_places(session)
            offices = make_offices(session)
            self.unit, self.neighbour = offices.api_api, offices.lok_tuan
            self.officer = add_lurah(session, self.unit)
            self.account = session.get_one(Account, self.officer.account_id)
            trader = add_citizen_without_account(session, None, name="Siti Rahmawati")
            self.citizen_id = trader.id
            grants = frozenset(grants_of(session, self.account.id))
        self.actor = Actor(self.account.id, new_id(), "Andi Nurhayati", grants=grants)

    def draft(self, **replaced: Any) -> LetterDraft:
        own = {"unit": self.unit, "officer": self.officer, "subject_id": self.citizen_id}
        return letter_draft(**own | replaced)

    def reserve(self, **replaced: Any) -> UUID:
        """Reserve a letter in a transaction of its own; what follows the commit follows."""
        with self.runtime.database.write() as session:
            return reserve_letter(session, self.actor, self.draft(**replaced)).id

    def letter(self, letter_id: UUID) -> Letter:
        with self.runtime.database.read() as session:
            return session.get_one(Letter, letter_id)

    def pdf(self, letter_id: UUID) -> bytes:
        with self.runtime.database.read() as session:
            return letter_pdf(session, letter_id)

    def revoke(self, letter_id: UUID, reason: str = "Keterangan usahanya tidak benar") -> None:
        with self.runtime.database.write() as session:
            revoke_letter(session, self.actor, letter_id, reason=reason)

    def supersede(self, letter_id: UUID, by: UUID) -> None:
        with self.runtime.database.write() as session:
            supersede_letter(session, self.actor, letter_id, by=by)


@pytest.fixture(scope="session")
def city_authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    """One example authority for every test city: keys take long to make."""
    return open_demo_authority(
        tmp_path_factory.mktemp("city") / "ca",
        city="Kota Bontang",
        passphrase=PASSPHRASE,
        at=SIGNED_AT,
    )


@pytest.fixture
def settings_values(tmp_path: Path, city_authority: DemoAuthority) -> dict[str, Any]:
    values = city_settings(tmp_path, enabled=[])
    chosen = {"authority": str(city_authority.directory), "authority_passphrase": PASSPHRASE}
    return values | {"documents": values["documents"] | chosen}


@pytest.fixture
def office(runtime: Runtime) -> Office:
    return Office(runtime)


@pytest.fixture
def letter(office: Office) -> Letter:
    """A signed letter."""
    return office.letter(office.reserve())
