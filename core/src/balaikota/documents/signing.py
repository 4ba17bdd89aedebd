# SPDX-License-Identifier: Apache-2.0
"""PAdES signatures in letters, and their check.

The signature field is invisible: a visible stamp can be copied and would have to be tagged for
PDF/UA; what the eye sees is the QR code. Nothing may change the file after it is signed.
pyHanko is imported when the first letter is signed or checked, not when the application starts.
"""

import asyncio
import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate as Asn1Certificate  # type: ignore[import-untyped]
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec
    from pyhanko.sign.signers import PdfSigner, SimpleSigner
    from pyhanko.sign.validation.status import PdfSignatureStatus

# An untrusted file is an answer of ours; pyHanko would write each one, with names, to the log.
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)

SIGNATURE_FIELD = "TandaTangan"
"""Name of the one signature field of a letter."""


_SLACK = 32
"""Hexadecimal digits of room beyond a trial signature: the length of an ECDSA signature varies."""


class SignerNotLoaded(Exception):
    """The key or certificate of a signer is missing, damaged, or the passphrase is wrong."""


@dataclass(frozen=True)
class SignatureCheck:
    """What a check of the one signature of a letter found.

    :ivar intact: the signed bytes are unchanged.
    :ivar valid: the signature belongs to the certificate in it.
    :ivar trusted: the certificate leads to one of the given roots.
    :ivar covers_whole_file: nothing was added after the signature.
    :ivar signer: common name in the certificate, or empty.
    :ivar signed_at: the time the signer stated, with its zone, or None.
    """

    intact: bool
    valid: bool
    trusted: bool
    covers_whole_file: bool
    signer: str = ""
    signed_at: datetime | None = None

    @property
    def sound(self) -> bool:
        """Tell whether the file is just as a trusted signer left it."""
        return self.intact and self.valid and self.trusted and self.covers_whole_file


NOTHING_PROVEN = SignatureCheck(intact=False, valid=False, trusted=False, covers_whole_file=False)
"""The check of a file that has no readable signature."""


def load_pkcs12(path: Path, passphrase: str) -> "SimpleSigner":
    """Return the signer whose key and certificates lie in a PKCS#12 file.

    :raises SignerNotLoaded: no such file, another passphrase, no key or certificate inside.
    """
    from pyhanko.sign.signers import SimpleSigner

    signer: SimpleSigner
    try:
        signer = SimpleSigner.load_pkcs12_data(path.read_bytes(), (), passphrase.encode())
    except (OSError, ValueError, AttributeError) as error:  # pyHanko stumbles over a missing key
        raise SignerNotLoaded(f"{path.name}: {error}") from None
    return signer


def load_pem(key: Path, certificate: Path, passphrase: str | None = None) -> "SimpleSigner":
    """Return the signer whose key and certificate lie in two PEM files.

    :param passphrase: of the key, or None when the key is not encrypted.
    :raises SignerNotLoaded: a file is missing or unreadable, or the passphrase is wrong.
    """
    from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    secret = passphrase.encode() if passphrase is not None else None
    try:
        return SimpleSigner(
            signing_cert=load_cert_from_pemder(str(certificate)),  # type: ignore[no-untyped-call]
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
            signing_key=load_private_key_from_pemder(str(key), passphrase=secret),
        )
    except (OSError, ValueError, TypeError) as error:
        raise SignerNotLoaded(f"{key.name}, {certificate.name}: {error}") from None


def sign(pdf: bytes, signer: "SimpleSigner", *, reason: str, location: str, at: datetime) -> bytes:
    """Return the letter with a PAdES baseline B-B signature, added without touching its bytes.

    :param pdf: the letter as :func:`balaikota.documents.rendering.compile_letter` made it.
    :param reason: why it is signed, readable in PDF viewers.
    :param location: where, for example the city.
    :param at: the time the signature states, with its zone.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    pdf_signer = _pdf_signer(signer, reason=reason, location=location)
    return asyncio.run(_sign_at(pdf_signer, writer, at))


def _pdf_signer(signer: "SimpleSigner", *, reason: str, location: str) -> "PdfSigner":
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    metadata = PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
    )
    return PdfSigner(metadata, signer=signer, new_field_spec=_invisible_field())


def _invisible_field() -> "SigFieldSpec":
    """Return a field that PDF/A (printable) and PDF/UA (outside the page) both allow."""
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec

    outside = InvisSigSettings(set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True)
    return SigFieldSpec(
        SIGNATURE_FIELD,
        readable_field_name="Tanda tangan elektronik",
        invis_sig_settings=outside,
    )


async def _sign_at(
    pdf_signer: "PdfSigner", writer: "IncrementalPdfFileWriter", at: datetime
) -> bytes:
    """Sign step by step: only a session can be told the time, ``sign_pdf`` takes the clock."""
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    session = pdf_signer.init_signing_session(writer)
    session.system_time = at
    room = await session.estimate_signature_container_size(validation_info=None, tight=True)
    document = session.prepare_tbs_document(validation_info=None, bytes_reserved=room + _SLACK)
    signed = io.BytesIO()
    prepared, _ = document.digest_tbs_document(output=signed)
    await document.perform_signature(
        document_digest=prepared.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at),
    )
    return signed.getvalue()


def check_signature(
    pdf: bytes, *, roots: Iterable[Certificate], at: datetime | None = None
) -> SignatureCheck:
    """Return what the signature of a letter is worth.

    A file that cannot be read, has no signature or more than one proves nothing; that is an
    answer and not an error, because strangers may show any file. A sound signature proves every
    byte of the document; the container of the signature itself has a few that no PAdES signature
    covers, so that only the SHA-256 kept with the letter proves the very same file.

    :param roots: the certificate authorities that the city trusts.
    :param at: the moment at which the certificate must be valid, usually when the letter was
        issued; None asks for now.
    """
    try:
        return _check(pdf, roots=roots, at=at)
    except Exception:  # noqa: BLE001  a hostile file makes pyHanko raise nearly anything
        return NOTHING_PROVEN


def _check(pdf: bytes, *, roots: Iterable[Certificate], at: datetime | None) -> SignatureCheck:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    trusted = [_for_pyhanko(root) for root in roots]
    context = ValidationContext(trust_roots=trusted, moment=at, allow_fetching=False)
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    if len(signatures) != 1:
        return NOTHING_PROVEN
    return _reported(validate_pdf_signature(signatures[0], context))


def _for_pyhanko(certificate: Certificate) -> "Asn1Certificate":
    from pyhanko.keys import load_certs_from_pemder_data

    return next(iter(load_certs_from_pemder_data(certificate.public_bytes(Encoding.DER))))


def _reported(status: "PdfSignatureStatus") -> SignatureCheck:
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    return SignatureCheck(
        intact=status.intact,
        valid=status.valid,
        trusted=status.trusted,
        covers_whole_file=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        signer=status.signing_cert.subject.native.get("common_name", ""),
        signed_at=status.signer_reported_dt,
    )
