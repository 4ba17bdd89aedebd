# SPDX-License-Identifier: Apache-2.0
"""What a catalogue lacks: sentences of the sources that it does not translate, and values that it forgets."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

Key = str | tuple[str, ...] | list[str]

KEYWORDS = {"_": None, "Text": None, "gettext": None, "ngettext": (1, 2)}
METHODS = {".py": "python", ".html": "jinja2.ext:babel_extract"}


def sentences(folder: Path) -> Iterator[tuple[str, Key]]:
    """Each translatable sentence in the Python files and templates below ``folder``, with its file and line."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in METHODS and "_assets" not in path.parts:
            with path.open("rb") as file:
                for line, message, _comments, _context in extract(
                    METHODS[path.suffix], file, keywords=KEYWORDS
                ):
                    yield f"{path.relative_to(folder)}:{line}", message


def catalogue_faults(folder: Path, catalogue: Path) -> list[str]:
    """What ``catalogue`` (a ``.po`` file) does not say of the sentences below ``folder``."""
    translated = _translations(catalogue)
    faults = [
        f"{place}: {_first(message)!r} is not translated"
        for place, message in sentences(folder)
        if _first(message) not in translated
    ]
    for source, forms in translated.items():
        wanted = _values(source)
        faults += [
            f"{source!r}: {form!r} has other values" for form in forms if _values(form) - wanted
        ]
    return faults


def _translations(catalogue: Path) -> dict[str, tuple[str, ...]]:
    if not catalogue.is_file():
        return {}
    with catalogue.open("rb") as file:
        entries = {_first(entry.id): _forms(entry.string) for entry in read_po(file) if entry.id}
    return {source: forms for source, forms in entries.items() if all(forms)}


def _first(message: Key) -> str:
    return message if isinstance(message, str) else message[0]


def _forms(translation: Key | None) -> tuple[str, ...]:
    return (translation or "",) if isinstance(translation, str | None) else tuple(translation)


def _values(sentence: str) -> set[str]:
    return {
        name for _text, name, _format, _conversion in string.Formatter().parse(sentence) if name
    }
