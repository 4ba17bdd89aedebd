# SPDX-License-Identifier: Apache-2.0
"""The language of number templates: text with fields in braces.

==================  =====================================================================
``{urut}``          the running number; it must appear. ``{urut:03}`` pads it to 3 digits
``{kode}``          the classification code of the letter, e.g. ``470`` or ``000.8.3.3``
``{unit}``          the letter code of the unit that issues it
``{tahun}``         the year in four digits
``{bulan}``         the month as 1 to 12; ``{bulan:02}`` pads it
``{bulan_romawi}``  the month as I to XII, as older letters write it
``{hari}``          the day of the month; ``{hari:02}`` pads it
==================  =====================================================================

Nothing else may stand in braces, so a template can only place these values and never reach into them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from string import Formatter

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NUMBERS = frozenset({"urut", "bulan", "hari"})
WORDS = frozenset({"kode", "unit", "tahun", "bulan_romawi"})
WIDTH = re.compile(r"0[1-9]")
LONGEST = 100


class TemplateError(ValueError):
    """A number template cannot be used; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a template may place."""

    sequence: int
    code: str
    unit_code: str
    date: date

    def by_name(self) -> dict[str, object]:
        """The values under the names that templates use."""
        return {
            "urut": self.sequence,
            "kode": self.code,
            "unit": self.unit_code,
            "tahun": f"{self.date.year:04}",
            "bulan": self.date.month,
            "bulan_romawi": ROMAN[self.date.month - 1],
            "hari": self.date.day,
        }


def check_template(template: str) -> None:
    """Raise :class:`TemplateError` unless ``template`` can write every number."""
    if len(template) > LONGEST:
        raise TemplateError(f"the template is longer than {LONGEST} characters")
    if not template.isprintable():
        raise TemplateError("the template holds a line break or a character that cannot be seen")
    names = [_checked(name, width) for name, width in _fields(template)]
    if "urut" not in names:
        raise TemplateError(
            "{urut} is missing: without the running number every number would be the same"
        )


def write_number(template: str, parts: NumberParts) -> str:
    """Fill ``template`` with ``parts``. Raises :class:`TemplateError`."""
    check_template(template)
    return template.format_map(parts.by_name())


def _fields(template: str) -> Iterator[tuple[str, str]]:
    """Names and widths of the fields in ``template``."""
    try:
        for _text, name, width, conversion in Formatter().parse(template):
            if conversion:
                raise TemplateError(f"{{{name}!{conversion}}}: leave out !{conversion}")
            if name is not None:
                yield name, width or ""
    except TemplateError:
        raise
    except ValueError as error:
        raise TemplateError(
            "a brace has no partner; write {{ or }} for a brace in the number"
        ) from error


def _checked(name: str, width: str) -> str:
    if name not in NUMBERS | WORDS:
        known = ", ".join(f"{{{known}}}" for known in sorted(NUMBERS | WORDS))
        raise TemplateError(f"{{{name}}} is not known; these are: {known}")
    if width and (name in WORDS or not WIDTH.fullmatch(width)):
        raise TemplateError(
            f"{{{name}:{width}}}: only a padding such as {{urut:03}} may follow, and only a number"
        )
    return name
