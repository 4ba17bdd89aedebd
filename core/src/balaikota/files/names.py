# SPDX-License-Identifier: Apache-2.0
"""A file's name as it may be shown and saved: no path, nothing invisible, the ending of what it really is."""

from __future__ import annotations

import re
import unicodedata

MOST_LETTERS = 100
NAMELESS = "berkas"

ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
_TYPICAL = re.compile(r"\.(jpe?g|jfif|png|webp|heic|pdf)$", re.IGNORECASE)
# Controls and line breaks, characters that turn the direction of writing, lone surrogates, private ones.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPECIAL = re.compile(r'[<>:"|?*]')  # what some system cannot have in a name


def safe_name(given: str | None, media_type: str) -> str:
    """The name for a file that was sent as ``given`` and turned out to be ``media_type``.

    The ending follows the content, so that name and content agree (ASVS 5.2.2): what is a JPEG is saved as .jpg
    whatever it was called.
    """
    last = re.split(r"[/\\]", given or "")[-1]
    visible = "".join(
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", last)
        if letter.isspace() or unicodedata.category(letter) not in _INVISIBLE
    )
    stem = _TYPICAL.sub("", " ".join(_SPECIAL.sub("_", visible).split())).strip(" .")
    return (stem[:MOST_LETTERS].rstrip(" .") or NAMELESS) + ENDINGS[media_type]
