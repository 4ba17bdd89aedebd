# SPDX-License-Identifier: Apache-2.0
"""The QR code of a letter: a visible pointer to the page that says what the letter is worth."""

import functools
import io

import segno


@functools.lru_cache(maxsize=64)  # a letter is set twice: on trial, and to be signed
def qr_svg(url: str) -> bytes:
    """Return a QR code of ``url`` as an SVG picture without margin, for a letter.

    Error correction is at least Q, a quarter: paper is folded, stamped and photocopied.
    The letter leaves the quiet zone of four modules around the picture.

    :param url: the whole address of the verification page.
    :raises segno.DataOverflowError: the address is longer than a QR code can hold.
    """
    return _picture(url, kind="svg", scale=1, border=0)


def qr_png(url: str, *, scale: int = 8) -> bytes:
    """Return a QR code of ``url`` as a PNG picture with its quiet zone, for a screen.

    :param url: the whole address of the verification page.
    :param scale: pixels per module.
    :raises segno.DataOverflowError: the address is longer than a QR code can hold.
    """
    return _picture(url, kind="png", scale=scale, border=4)


def _picture(url: str, *, kind: str, scale: int, border: int) -> bytes:
    picture = io.BytesIO()
    segno.make_qr(url, error="q").save(picture, kind=kind, scale=scale, border=border)
    return picture.getvalue()
