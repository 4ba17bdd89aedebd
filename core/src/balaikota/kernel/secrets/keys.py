# SPDX-License-Identifier: Apache-2.0
"""The key ring: separate keys per purpose, derived from one master key that lives outside the database.

AES-256-GCM for what must be read again, HMAC-SHA-256 for what is only compared. A NIK has structure, so an
unkeyed hash of it is guessed in seconds: every index and fingerprint is keyed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
KEY_BYTES = 32


class UnreadableError(ValueError):
    """A sealed value does not open: another key, another row, or changed bytes."""


class Cipher:
    """AES-256-GCM with the place of the value as associated data, so that it cannot be moved to another row."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)

    def seal(self, value: bytes, place: str) -> bytes:
        """Encrypt ``value`` for ``place`` (``table|column|row``): version byte, nonce, ciphertext and tag."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return b"\x01" + nonce + self._aead.encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt what :meth:`seal` made for the same ``place``. Raises :class:`UnreadableError`."""
        if sealed[:1] != b"\x01":
            raise UnreadableError("unknown version of a sealed value")
        try:
            return self._aead.decrypt(
                sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], place.encode()
            )
        except InvalidTag as error:
            raise UnreadableError(
                f"a sealed value does not open at {place.partition('|')[0]}"
            ) from error


class KeyRing:
    """Keys by purpose. ``master`` is base64 of at least 32 random bytes (setting ``keys.master``)."""

    def __init__(self, master: str) -> None:
        try:
            self._master = base64.b64decode(master, validate=True)
        except ValueError as error:
            raise ValueError("keys.master must be base64") from error
        if len(self._master) < KEY_BYTES:
            raise ValueError("keys.master must hold at least 32 random bytes")

    @staticmethod
    def new_master() -> str:
        """Make a master key for a new city."""
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    def derived(self, purpose: str) -> bytes:
        """The 32-byte key for ``purpose``, the same as long as the master key is."""
        return HKDF(
            hashes.SHA256(), KEY_BYTES, salt=None, info=f"balaikota/1/{purpose}".encode()
        ).derive(self._master)

    @cached_property
    def wrapping(self) -> Cipher:
        """Wraps the keys of subjects."""
        return Cipher(self.derived("wrap"))

    @cached_property
    def storage(self) -> Cipher:
        """Seals what belongs to no subject: outbox payloads, remembered answers, second-factor secrets."""
        return Cipher(self.derived("storage"))

    @cached_property
    def signing(self) -> Ed25519PrivateKey:
        """Signs access tokens."""
        return Ed25519PrivateKey.from_private_bytes(self.derived("token"))

    def fingerprint(self, purpose: str, value: bytes | str) -> bytes:
        """Keyed SHA-256 of ``value``: equal values are found, nothing else is learnt."""
        raw = value.encode() if isinstance(value, str) else value
        return hmac.new(self._index_key(purpose), raw, hashlib.sha256).digest()

    def _index_key(self, purpose: str) -> bytes:
        cache: dict[str, bytes] = self.__dict__.setdefault("_index_keys", {})
        if purpose not in cache:
            cache[purpose] = self.derived(f"index/{purpose}")
        return cache[purpose]
