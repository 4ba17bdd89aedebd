# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for demonstrations and tests, worth nothing outside them.

Every name it writes begins with *CONTOH - tidak tersertifikasi*, so that no viewer shows one of
its certificates as that of a real office. Certified signatures come from a licensed authority
through the hook ``sign_document``.
"""

import contextlib
import os
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID

MARK = "CONTOH - tidak tersertifikasi"
"""Beginning of the common name in every certificate of the demo."""

_CA_DAYS = 3650
_OFFICER_DAYS = 730
_NAME_LIMIT = 64  # RFC 5280, upper bounds of common and organization names


@dataclass(frozen=True)
class DemoAuthority:
    """The demo authority, open for issuing.

    :ivar directory: holds ``ca.p12``, ``ca.pem`` and one ``<reference>.p12`` for each officer.
    :ivar certificate: the root to trust when checking.
    """

    directory: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    passphrase: str = field(repr=False)


def open_demo_authority(
    directory: Path, *, city: str, passphrase: str, at: datetime
) -> DemoAuthority:
    """Return the demo authority of a directory; make it when there is none yet.

    :param directory: made when missing, readable by its owner only.
    :param city: name of the city in the certificate, used only when the authority is made.
    :param passphrase: encrypts every key in the directory.
    :param at: from when a new root is valid; it is for ten years.
    :raises ValueError: an authority is there and has another passphrase.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / "ca.p12"
    if not path.exists():
        _make_authority(path, city=city, passphrase=passphrase, at=at)
    content = pkcs12.load_pkcs12(path.read_bytes(), passphrase.encode())
    if content.cert is None or not isinstance(content.key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path.name} holds no authority")
    root = content.cert.certificate
    _write_once(directory / "ca.pem", root.public_bytes(Encoding.PEM))
    return DemoAuthority(directory, root, content.key, passphrase)


def issue_officer_certificate(
    authority: DemoAuthority, *, reference: str, name: str, organization: str, at: datetime
) -> Path:
    """Return the PKCS#12 file of an officer; make key and certificate when there is none yet.

    :param reference: file name without ending, for example the id of the officer.
    :param name: name of the officer; the mark of the demo is set before it.
    :param organization: the unit, for example ``Kelurahan Api-Api``.
    :param at: from when the certificate is valid; it is for two years.
    :raises ValueError: the reference is no plain file name.
    """
    path = authority.directory / f"{reference}.p12"
    if path.parent != authority.directory or reference in {"", "ca"}:
        raise ValueError(f"{reference!r} cannot name a certificate")
    if path.exists():
        return path
    key = _new_key()
    subject = _name(f"{MARK} - {name}", organization)
    certificate = (
        _builder(subject, authority.certificate.subject, key, at=at, days=_OFFICER_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_documents=True), critical=True)
        .add_extension(_issued_by(authority.key), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    chain = [authority.certificate]
    _write_once(path, _pkcs12(name, key, certificate, chain, authority.passphrase))
    return path


def _make_authority(path: Path, *, city: str, passphrase: str, at: datetime) -> None:
    key = _new_key()
    subject = _name(f"{MARK} - CA {city}", city)
    certificate = (
        _builder(subject, subject, key, at=at, days=_CA_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_documents=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_once(path, _pkcs12("ca", key, certificate, [], passphrase))


def _new_key() -> ec.EllipticCurvePrivateKey:
    # An RSA key takes 100 ms to make, and its check 50 ms at each signature; a demo signs hundreds.
    return ec.generate_private_key(ec.SECP256R1())


def _name(common_name: str, organization: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _cut(organization)),
            x509.NameAttribute(NameOID.COMMON_NAME, _cut(common_name)),
        ]
    )


def _cut(name: str) -> str:
    return name.encode()[:_NAME_LIMIT].decode(errors="ignore")


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    *,
    at: datetime,
    days: int,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _issued_by(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _key_usage(*, signs_documents: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs_documents,
        content_commitment=signs_documents,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signs_documents,
        crl_sign=not signs_documents,
        encipher_only=False,
        decipher_only=False,
    )


def _pkcs12(
    label: str,
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    chain: list[x509.Certificate],
    passphrase: str,
) -> bytes:
    encryption = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(
        label.encode(), key, certificate, chain, encryption
    )


def _write_once(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, whole or not at all; an existing one stays.

    Two workers that start at once must not end with a root and leaves that do not belong together.
    """
    if path.exists():
        return
    with tempfile.NamedTemporaryFile(dir=path.parent) as unfinished:  # made with mode 0600
        unfinished.write(content)
        unfinished.flush()
        with contextlib.suppress(FileExistsError):
            os.link(unfinished.name, path)
