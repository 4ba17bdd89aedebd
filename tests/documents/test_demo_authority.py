# SPDX-License-Identifier: Apache-2.0
"""The example authority: its files, its names, its signatures."""

import stat
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12

from balaikota.documents.demo_ca import (
    MARK,
    DemoAuthority,
    issue_officer_certificate,
    open_demo_authority,
)
from balaikota.documents.signing import check_signature, load_pkcs12, sign


def test_a_signature_finds_room_whatever_its_length(
    sku_pdf: bytes, lurah_p12: Path, passphrase: str, signed_at: datetime
) -> None:
    lurah = load_pkcs12(lurah_p12, passphrase)
    pdfs = [sign(sku_pdf, lurah, reason="Uji", location="Bontang", at=signed_at) for _ in range(40)]
    assert len({len(pdf) for pdf in pdfs}) <= 4  # the room follows the length of a trial signature
    assert all(check_signature(pdf, roots=(), at=signed_at).intact for pdf in pdfs)


class TestTheDemoAuthority:
    def test_writes_files_that_only_the_owner_reads(
        self, authority: DemoAuthority, lurah_p12: Path
    ) -> None:
        files = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in lurah_p12.parent.iterdir()
        }
        assert files == {"ca.p12": 0o600, "ca.pem": 0o600, "lurah-api-api.p12": 0o600}
        assert stat.S_IMODE(authority.directory.stat().st_mode) == 0o700

    def test_keeps_no_key_readable_without_the_passphrase(self, lurah_p12: Path) -> None:
        for path in (lurah_p12, lurah_p12.with_name("ca.p12")):
            with pytest.raises(ValueError, match="password"):
                pkcs12.load_pkcs12(path.read_bytes(), b"salah")
            with pytest.raises(ValueError, match="password"):
                pkcs12.load_pkcs12(path.read_bytes(), None)

    def test_stays_the_same_when_opened_again(
        self, authority: DemoAuthority, lurah_p12: Path, passphrase: str, signed_at: datetime
    ) -> None:
        before = lurah_p12.read_bytes()
        again = open_demo_authority(
            authority.directory, city="Kota Lain", passphrase=passphrase, at=signed_at
        )
        same = issue_officer_certificate(
            again, reference="lurah-api-api", name="x", organization="x", at=signed_at
        )
        assert again.certificate == authority.certificate
        assert (same, same.read_bytes()) == (lurah_p12, before)

    def test_shows_no_secret_when_printed(self, authority: DemoAuthority, passphrase: str) -> None:
        assert passphrase not in repr(authority)

    def test_marks_every_name_and_cuts_the_long_ones(
        self, tmp_path: Path, signed_at: datetime
    ) -> None:
        made = open_demo_authority(
            tmp_path / "ca", city="Kota Tebing Tinggi", passphrase="x", at=signed_at
        )
        path = issue_officer_certificate(
            made, reference="a", name="Ñ" * 90, organization="Ñ" * 90, at=signed_at
        )
        content = pkcs12.load_pkcs12(path.read_bytes(), b"x")
        assert content.cert is not None
        assert made.certificate.subject.rfc4514_string().startswith(
            f"CN={MARK} - CA Kota Tebing Tinggi,"
        )
        assert f"CN={MARK} - Ñ" in content.cert.certificate.subject.rfc4514_string()

    @pytest.mark.parametrize("reference", ["", "ca", "../x", "a/b", "/etc/x"])
    def test_refuses_a_reference_that_is_no_file_name(
        self, authority: DemoAuthority, signed_at: datetime, reference: str
    ) -> None:
        with pytest.raises(ValueError, match="cannot name a certificate"):
            issue_officer_certificate(
                authority, reference=reference, name="x", organization="x", at=signed_at
            )
