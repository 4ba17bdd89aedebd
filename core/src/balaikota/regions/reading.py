# SPDX-License-Identifier: Apache-2.0
"""Read a city's list of places from CSV (``code,name,postcode``) or TOML (``[[regions]]``), naming each fault.

Codes stay text throughout: a spreadsheet that takes ``64.10`` for a number makes ``64.1`` of it.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from balaikota.kernel.problems import FieldError, Invalid
from balaikota.kernel.text import Text, _
from balaikota.regions.codes import is_code

# The headings of the national list are understood too.
COLUMNS = {"kode": "code", "nama": "name", "kodepos": "postcode"}
WANTED = ("code", "name", "postcode")
NEEDED = frozenset({"code", "name"})
LONGEST_NAME = 100
POSTCODE_DIGITS = 5


class RegionFileUnreadable(Invalid):
    """The list of places has faults; ``errors`` names each with its line, and nothing of it was stored."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One checked place of a list. ``line`` is where it stands, from 1."""

    line: int
    code: str
    name: str
    postcode: str | None = None


def read_csv(text: str) -> list[RegionRow]:
    """The places of a CSV list with a heading line; commas or semicolons. Raises ``RegionFileUnreadable``."""
    lines = text.removeprefix("\ufeff")
    separator = ";" if ";" in lines.partition("\n")[0] else ","
    reader = csv.reader(StringIO(lines), delimiter=separator)
    try:
        columns = _columns(next(reader, []))
        rows = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise _refused(reader.line_num, _("baris ini tidak dapat dibaca sebagai CSV")) from error
    return _checked((line, _record(line, columns, cells)) for line, cells in rows)


def read_toml(text: str) -> list[RegionRow]:
    """The places of a TOML list of tables ``[[regions]]`` with the same names. Raises ``RegionFileUnreadable``."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegionFileUnreadable(_("Berkas TOML tidak dapat dibaca: {why}", why=error)) from error
    entries = tables.get("regions")
    if (
        set(tables) != {"regions"}
        or not isinstance(entries, list)
        or not all(isinstance(entry, dict) for entry in entries)
    ):
        raise RegionFileUnreadable(_("Berkas TOML wilayah hanya berisi tabel [[regions]]"))
    for number, entry in enumerate(entries, 1):
        if strange := sorted(set(entry) - set(WANTED)):
            raise _refused(number, _("kolom {name} tidak dikenal", name=strange[0]))
    return _checked(enumerate(entries, 1))


def _columns(heading: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in heading]
    columns = [COLUMNS.get(name, name) for name in names]
    if not set(columns) >= NEEDED:
        raise RegionFileUnreadable(_("Baris pertama harus berisi judul kolom: code,name,postcode"))
    if len(set(columns)) != len(columns) or not set(columns) <= set(WANTED):
        raise RegionFileUnreadable(
            _("Kolom yang dikenal hanya code, name, dan postcode; tiap kolom satu kali")
        )
    return columns


def _record(line: int, columns: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(columns):
        raise _refused(line, _("jumlah kolomnya tidak sama dengan judul"))
    return dict(zip(columns, cells, strict=True))


def _checked(records: Iterable[tuple[int, Mapping[str, Any]]]) -> list[RegionRow]:
    rows: list[RegionRow] = []
    faults: list[FieldError] = []
    seen: dict[str, int] = {}
    for line, record in records:
        values = {name: _plain(record.get(name, "")) for name in WANTED}
        found = [_fault(line, sentence) for sentence in _sentences(values)]
        if first := seen.get(values["code"]):
            found.append(_fault(line, _("kode ini sudah ada di baris {first}", first=first)))
        seen.setdefault(values["code"], line)
        faults += found
        if not found:
            rows.append(RegionRow(line, values["code"], values["name"], values["postcode"] or None))
    if faults:
        raise RegionFileUnreadable(errors=faults)
    return rows


def _plain(value: object) -> str:
    """A TOML number instead of text keeps its digits and is then refused by its shape, like in a CSV."""
    return " ".join(str(value).split())


def _sentences(values: Mapping[str, str]) -> Iterator[Text]:
    if not is_code(values["code"]):
        yield _(
            "kode {code} bukan kode wilayah Kemendagri seperti 64.74.01.1001; simpan kolom kode sebagai teks",
            code=values["code"] or "-",
        )
    if not values["name"] or not values["name"].isprintable():
        yield _("nama wilayah kosong atau memuat huruf yang tidak terlihat")
    if len(values["name"]) > LONGEST_NAME:
        yield _("nama wilayah lebih panjang dari {most} huruf", most=LONGEST_NAME)
    if values["postcode"] and not _is_postcode(values["postcode"]):
        yield _("kode pos {postcode} bukan 5 angka", postcode=values["postcode"])


def _is_postcode(text: str) -> bool:
    return len(text) == POSTCODE_DIGITS and text.isascii() and text.isdigit()


def _fault(line: int, sentence: Text) -> FieldError:
    return FieldError(f"/{line}", _("Baris {line}: {sentence}", line=line, sentence=sentence))


def _refused(line: int, sentence: Text) -> RegionFileUnreadable:
    return RegionFileUnreadable(errors=[_fault(line, sentence)])
