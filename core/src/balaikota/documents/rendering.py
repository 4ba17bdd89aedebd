# SPDX-License-Identifier: Apache-2.0
"""Letters from Typst templates: PDF/A-2a and PDF/UA-1 (as accepted by Typst), reproducible.

Every template, also a trusted one, is compiled in a process of its own. That costs about 30 ms
instead of 5, and in exchange a template that eats memory or time ends its own process and
not a worker of the city, which Typst would otherwise abort. The process sees a root directory
with the files of this letter, the fonts inside Typst, no environment and no network.
"""

import functools
import json
import re
import signal
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files as package_files
from pathlib import Path, PurePosixPath

from balaikota.documents import typst_process

MEMORY_MEGABYTES = 512
"""Most that one compilation may take; a usual letter takes 45 MB."""


@dataclass(frozen=True)
class TimeLimits:
    """How long one compilation may take; a usual letter takes 0.03 s."""

    cpu_seconds: int
    wall_seconds: int


ALONE = TimeLimits(cpu_seconds=5, wall_seconds=15)
WHILE_OTHERS_WAIT = TimeLimits(cpu_seconds=2, wall_seconds=4)
"""Inside a transaction: shorter than the five seconds that a writer waits for another on SQLite."""

# A template may ask for a package of Typst's registry; a letter must not depend on what lies
# there today. Typst respects this variable, and nothing answers on the discard port.
_WITHOUT_NETWORK = {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}

_MAIN = "main.typ"
# Controls, formatting characters (also those that turn the writing direction), lone surrogates.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_LAYOUT = frozenset("\n\t")


class LetterNotCompiled(Exception):
    """A letter template could not be turned into a PDF.

    :ivar template: name of the template, as the caller gave it.
    :ivar message: what was wrong, in the words of Typst where it was Typst that refused.
    :ivar place: ``file:line:column`` inside the template or a file it imports, or empty.
    """

    def __init__(self, template: str, message: str, place: str = "") -> None:
        self.template = template
        self.message = message
        self.place = place
        super().__init__(f"{template}: {message}" + (f" ({place})" if place else ""))


@dataclass(frozen=True)
class LetterSource:
    """All that a letter is made of; equal sources make equal bytes.

    :ivar template: text of the Typst template. ``#import "/letterhead.typ": *`` works in it.
    :ivar files: pictures and further Typst files by the path the template uses for them.
    :ivar values: what JSON can hold. The template reads it as ``values`` and shows strings as
        they are: no character in a name is markup.
    :ivar name: how errors name the template, for example ``sku/letter.typ``.
    """

    template: str
    files: Mapping[str, bytes]
    values: Mapping[str, object]
    name: str = "letter.typ"


def compile_letter(source: LetterSource, *, at: datetime, limits: TimeLimits = ALONE) -> bytes:
    """Return the letter as PDF.

    :param source: template, files and values.
    :param at: the creation time that the PDF states, with its zone.
    :param limits: after how long it is given up.
    :raises LetterNotCompiled: the template is wrong, wants a file it was not given, takes more
        memory or time than allowed, or a value has a character that the fonts cannot show.
    :raises TypeError: a value is nothing that JSON knows.
    """
    job = {
        "values": json.dumps(_visible(source.values), ensure_ascii=False, allow_nan=False),
        "timestamp": int(at.timestamp()),
        "megabytes": MEMORY_MEGABYTES,
        "cpu_seconds": limits.cpu_seconds,
    }
    with tempfile.TemporaryDirectory(prefix="balaikota-letter-") as root:
        _lay_out(source, Path(root))
        return _run(source.name, root, json.dumps(job).encode(), limits.wall_seconds)


def _lay_out(source: LetterSource, root: Path) -> None:
    """Write template and pictures into the root; values, being personal, never touch the disk."""
    ours = _letterhead_files() | {_MAIN: source.template.encode()}
    for name, content in {**source.files, **ours}.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise LetterNotCompiled(source.name, f"the file name {name} leaves the letter")
        if name in ours and name in source.files:
            raise LetterNotCompiled(source.name, f"the file name {name} is reserved")
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


@functools.cache
def _letterhead_files() -> dict[str, bytes]:
    folder = package_files("balaikota.documents") / "typst"
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def _visible(value: object) -> object:
    """Return the value with every text as the eye gets it: NFC, nothing invisible in it.

    A name with U+202E would read on paper as another name than the one that was signed.
    """
    if isinstance(value, str):
        kept = (c for c in value if unicodedata.category(c) not in _INVISIBLE or c in _LAYOUT)
        return unicodedata.normalize("NFC", "".join(kept))
    if isinstance(value, Mapping):
        return {key: _visible(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(part) for part in value]
    return value


def _run(template: str, root: str, job: bytes, wall_seconds: int) -> bytes:
    command = [sys.executable, "-I", str(Path(typst_process.__file__))]
    try:
        done = subprocess.run(
            command,
            input=job,
            capture_output=True,
            cwd=root,
            env=_WITHOUT_NETWORK,
            timeout=wall_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LetterNotCompiled(template, "it takes longer than a letter may") from None
    if done.returncode == 0:
        return done.stdout
    raise _refusal(template, root, done)


def _refusal(
    template: str, root: str, done: subprocess.CompletedProcess[bytes]
) -> LetterNotCompiled:
    if done.returncode == -signal.SIGABRT:  # how Typst ends when it gets no more memory
        return LetterNotCompiled(template, "it takes more memory than a letter may")
    if done.returncode < 0:
        return LetterNotCompiled(template, "it takes more time than a letter may")
    if done.returncode != typst_process.REFUSED:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return LetterNotCompiled(template, lines[-1] if lines else "Typst could not be started")
    reason = json.loads(done.stderr)
    place = re.search(r"┌─ (\S+:\d+:\d+)", reason["diagnostic"])
    message = reason["message"].replace(root, "")
    return LetterNotCompiled(template, message, place[1] if place else "")
