# SPDX-License-Identifier: Apache-2.0
"""Signed letters, judged by pyHanko, pdfsig and qpdf."""

import io
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from balaikota.documents.demo_ca import (
    DemoAuthority,
    open_demo_authority,
)
from balaikota.documents.signing import (
    NOTHING_PROVEN,
    SignatureCheck,
    SignerNotLoaded,
    check_signature,
    load_pem,
    load_pkcs12,
    sign,
)

Written = Callable[[bytes], Path]


def pdfsig(path: Path) -> str:
    """Text of pdfsig; its exit status is 0 for a forged letter too."""
    command = ["pdfsig", "-nocert", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def flipped(pdf: bytes, position: int) -> bytes:
    return pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]


@pytest.fixture
def check(authority: DemoAuthority, signed_at: datetime) -> Callable[[bytes], SignatureCheck]:
    return lambda pdf: check_signature(pdf, roots=[authority.certificate], at=signed_at)


class TestASignedLetter:
    def test_is_sound(
        self,
        signed_pdf: bytes,
        check: Callable[[bytes], SignatureCheck],
        signed_at: datetime,
    ) -> None:
        assert check(signed_pdf) == SignatureCheck(
            intact=True,
            valid=True,
            trusted=True,
            covers_whole_file=True,
            signer="CONTOH - tidak tersertifikasi - Andi Nurhayati, S.Sos.",
            signed_at=signed_at,
        )
        assert check(signed_pdf).sound

    def test_is_valid_and_totally_signed_for_pdfsig(
        self, signed_pdf: bytes, written: Written
    ) -> None:
        text = pdfsig(written(signed_pdf))
        assert "Signature Validation: Signature is Valid." in text
        assert "Total document signed" in text
        assert "Signature Type: ETSI.CAdES.detached" in text
        assert "Signer Certificate Common Name: CONTOH - tidak tersertifikasi" in text

    def test_passes_the_check_of_qpdf(self, signed_pdf: bytes, written: Written) -> None:
        command = ["qpdf", "--check", str(written(signed_pdf))]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr

    def test_begins_with_the_letter_as_it_was_compiled(
        self, signed_pdf: bytes, sku_pdf: bytes
    ) -> None:
        assert signed_pdf.startswith(sku_pdf)

    def test_looks_the_same_as_before_it_was_signed(
        self, signed_pdf: bytes, sku_pdf: bytes, tmp_path: Path
    ) -> None:
        pictures = []
        for name, pdf in (("before", sku_pdf), ("after", signed_pdf)):
            path = tmp_path / f"{name}.pdf"
            path.write_bytes(pdf)
            command = ["pdftoppm", "-r", "50", "-singlefile", str(path), str(tmp_path / name)]
            subprocess.run(command, check=True)
            pictures.append((tmp_path / f"{name}.ppm").read_bytes())
        assert pictures[0] == pictures[1]


class TestAChangedLetter:
    def test_is_broken_for_pyhanko_wherever_a_byte_of_the_document_is_changed(
        self, signed_pdf: bytes, check: Callable[[bytes], SignatureCheck]
    ) -> None:
        container = signed_pdf.rindex(b"/Contents")
        after = signed_pdf.index(b">", container)
        positions = [*range(0, container, 2503), *range(after, len(signed_pdf), 31)]
        sound = [at for at in positions if check(flipped(signed_pdf, at)).sound]
        assert len(positions) > 30
        assert sound == []

    def test_is_not_intact_for_pyhanko_and_a_digest_mismatch_for_pdfsig(
        self, signed_pdf: bytes, check: Callable[[bytes], SignatureCheck], written: Written
    ) -> None:
        changed = flipped(signed_pdf, signed_pdf.index(b"stream") + 40)
        text = pdfsig(written(changed))
        assert not check(changed).intact
        assert "Digest Mismatch" in text
        assert "Signature is Valid" not in text

    def test_is_broken_for_qpdf_when_the_byte_is_structural(
        self, signed_pdf: bytes, written: Written
    ) -> None:
        path = written(flipped(signed_pdf, signed_pdf.rindex(b"startxref")))
        command = ["qpdf", "--check", str(path)]
        assert subprocess.run(command, capture_output=True, check=False).returncode != 0

    def test_is_not_wholly_covered_when_something_was_added_after_signing(
        self, signed_pdf: bytes, check: Callable[[bytes], SignatureCheck], written: Written
    ) -> None:
        writer = IncrementalPdfFileWriter(io.BytesIO(signed_pdf))
        writer.set_info(writer.add_object(writer.root["/Pages"]))
        longer = io.BytesIO()
        writer.write(longer)  # type: ignore[no-untyped-call]
        found = check(longer.getvalue())
        assert found.intact
        assert not found.covers_whole_file
        assert not found.sound
        assert "Not total document signed" in pdfsig(written(longer.getvalue()))

    def test_proves_nothing_when_it_was_signed_twice(
        self,
        signed_pdf: bytes,
        check: Callable[[bytes], SignatureCheck],
    ) -> None:
        assert check(signed_pdf + signed_pdf) != check(signed_pdf)
        assert not check(signed_pdf + signed_pdf).sound


class TestTrust:
    def test_is_missing_when_the_root_is_not_ours(
        self, signed_pdf: bytes, tmp_path: Path, signed_at: datetime
    ) -> None:
        other = open_demo_authority(
            tmp_path / "ca", city="Kota Bontang", passphrase="lain", at=signed_at
        )
        found = check_signature(signed_pdf, roots=[other.certificate], at=signed_at)
        assert (found.intact, found.valid, found.trusted) == (True, True, False)
        assert not found.sound

    def test_lasts_as_long_as_the_certificate(
        self, signed_pdf: bytes, authority: DemoAuthority, signed_at: datetime
    ) -> None:
        def trusted_after(days: int) -> bool:
            at = signed_at + timedelta(days=days)
            return check_signature(signed_pdf, roots=[authority.certificate], at=at).trusted

        assert [trusted_after(days) for days in (-1, 0, 729, 731)] == [False, True, True, False]

    @pytest.mark.parametrize("content", [b"", b"x", b"%PDF-1.7\n%%EOF\n", b"\x00" * 5000])
    def test_is_nothing_for_a_file_that_is_no_letter(
        self, check: Callable[[bytes], SignatureCheck], content: bytes
    ) -> None:
        assert check(content) == NOTHING_PROVEN

    def test_is_nothing_for_a_letter_without_a_signature(
        self, sku_pdf: bytes, check: Callable[[bytes], SignatureCheck]
    ) -> None:
        assert check(sku_pdf) == NOTHING_PROVEN
        assert not NOTHING_PROVEN.sound


class TestTheSigner:
    def test_comes_from_pem_files_too(
        self,
        sku_pdf: bytes,
        lurah_p12: Path,
        passphrase: str,
        tmp_path: Path,
        signed_at: datetime,
        check: Callable[[bytes], SignatureCheck],
    ) -> None:
        key, certificate = self.pem_files(lurah_p12, passphrase, tmp_path)
        signer = load_pem(key, certificate, passphrase)
        signed = sign(sku_pdf, signer, reason="x", location="y", at=signed_at)
        assert check(signed).sound

    def test_is_refused_with_another_passphrase(
        self, lurah_p12: Path, passphrase: str, tmp_path: Path
    ) -> None:
        key, certificate = self.pem_files(lurah_p12, passphrase, tmp_path)
        with pytest.raises(SignerNotLoaded, match=r"lurah-api-api\.p12"):
            load_pkcs12(lurah_p12, "salah")
        with pytest.raises(SignerNotLoaded, match=r"key\.pem"):
            load_pem(key, certificate, "salah")
        with pytest.raises(SignerNotLoaded, match=r"key\.pem"):
            load_pem(key, certificate)

    def test_is_refused_when_file_or_key_is_missing(
        self, authority: DemoAuthority, tmp_path: Path
    ) -> None:
        keyless = tmp_path / "keyless.p12"
        keyless.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"x", None, authority.certificate, None, BestAvailableEncryption(b"x")
            )
        )
        with pytest.raises(SignerNotLoaded, match=r"nobody\.p12"):
            load_pkcs12(tmp_path / "nobody.p12", "x")
        with pytest.raises(SignerNotLoaded, match=r"keyless\.p12"):
            load_pkcs12(keyless, "x")

    @staticmethod
    def pem_files(p12: Path, passphrase: str, directory: Path) -> tuple[Path, Path]:
        content = pkcs12.load_pkcs12(p12.read_bytes(), passphrase.encode())
        assert content.key is not None
        assert content.cert is not None
        key, certificate = directory / "key.pem", directory / "certificate.pem"
        encryption = BestAvailableEncryption(passphrase.encode())
        key.write_bytes(content.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        certificate.write_bytes(content.cert.certificate.public_bytes(Encoding.PEM))
        return key, certificate
