# SPDX-License-Identifier: Apache-2.0
"""Addresses that people bring along: nobody is sent away through us."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_address(given: str, *, otherwise: str = "/") -> str:
    r"""``given`` if it is a path of our own, else ``otherwise``.

    Refused are other hosts in all their spellings (``//host``, ``/\\host``, ``https:``) and control characters.
    """
    plain = given.replace("\\", "/")
    # Two slashes are refused before parsing: `//[` is no address at all, and urlsplit raises.
    if not plain.startswith("/") or plain.startswith("//") or not given.isprintable():
        return otherwise
    parts = urlsplit(plain)
    return otherwise if parts.netloc or parts.scheme else given
