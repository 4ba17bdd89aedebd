# SPDX-License-Identifier: Apache-2.0
"""Languages: Indonesian in the source, catalogues (``translations/<language>``) of the core and each plugin beside it.

Babel reads the ``.po`` files at the first use of a language; no compiled file needs to be built or shipped.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from threading import Lock

from flask import Flask, g, request

from balaikota.kernel.http.context import EXTENSION
from balaikota.kernel.runtime import Runtime
from balaikota.kernel.text import SOURCE, Translations, speaking

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
COOKIE = "bahasa"
CORE = Path(__file__).parents[2] / "translations"


class Catalogue:
    """Messages of one language, of the core and of every enabled plugin; a missing one stays Indonesian."""

    def __init__(self, messages: dict[str, str | tuple[str, ...]]) -> None:
        self._messages = messages

    def gettext(self, message: str, /) -> str:
        """The translation of ``message``, or itself."""
        found = self._messages.get(message)
        return found if isinstance(found, str) and found else message

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """The form for ``number``."""
        found = self._messages.get(singular)
        forms = found if isinstance(found, tuple) and all(found) else (singular, plural)
        return forms[0 if number == 1 else -1]


class Languages:
    """The catalogues of one app, each read once."""

    def __init__(self, runtime: Runtime) -> None:
        folders = [
            CORE,
            *(folder for plugin in runtime.plugins if (folder := plugin.folder("translations"))),
        ]
        self._folders = list(dict.fromkeys(folders))
        self._read: dict[str, Translations] = {"id": SOURCE}
        self._lock = Lock()

    def __getitem__(self, language: str) -> Translations:
        with self._lock:
            if language not in self._read:
                self._read[language] = Catalogue(self._messages(language))
        return self._read[language]

    def _messages(self, language: str) -> dict[str, str | tuple[str, ...]]:
        from babel.messages.pofile import read_po

        messages: dict[str, str | tuple[str, ...]] = {}
        for folder in self._folders:
            path = folder / language / "LC_MESSAGES" / "messages.po"
            if not path.is_file():
                continue
            with path.open("rb") as file:
                for entry in read_po(file):
                    key = entry.id[0] if isinstance(entry.id, list | tuple) else entry.id
                    if key and not entry.fuzzy:
                        messages[key] = (
                            tuple(entry.string)
                            if isinstance(entry.string, list | tuple)
                            else entry.string or ""
                        )
        return messages


def language() -> str:
    """The language of this request: the visitor's choice (signing in brings the account's), else the browser's."""
    if "language" not in g:
        chosen = request.cookies.get(COOKIE)
        g.language = (
            chosen
            if chosen in LANGUAGES
            else request.accept_languages.best_match(list(LANGUAGES), "id")
        )
    return str(g.language)


def speak(app: Flask) -> None:
    """Speak the visitor's language during each request of ``app``."""
    languages = Languages(app.extensions[EXTENSION])

    def begin() -> None:
        g.speaking = ExitStack()
        g.speaking.enter_context(speaking(languages[language()]))

    def end(_error: BaseException | None) -> None:
        if "speaking" in g:
            g.pop("speaking").close()

    app.before_request(begin)
    app.teardown_request(end)
