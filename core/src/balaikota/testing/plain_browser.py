# SPDX-License-Identifier: Apache-2.0
"""A browser without scripts, as far as tests need one: pages, their forms as they are filled in, sending them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

FRAME = frozenset({"/bahasa", "/tampilan", "/keluar"})
"""Forms of the frame, which is on every page."""


@dataclass
class PageForm:
    """A form with the values that its inputs show."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Collects forms, links and words."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._area: str | None = None
        self._select: str | None = None
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(given.get("action", ""), given.get("method", "get")))
        elif tag == "a" and "href" in given:
            self._link = given["href"]
            self.links.append(("", self._link))
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given["value"])
        elif tag == "textarea":
            self._area = given["name"]
            self._add(given["name"], "")
        elif tag == "input" and "name" in given:
            self._input(given)

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind == "file":
            self.forms[-1].files.add(given["name"])
        elif kind not in {"checkbox", "radio"} or "checked" in given:
            self._add(given["name"], given.get("value", ""))
        else:
            self.forms[-1].values.setdefault(given["name"], [])

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].values.setdefault(name, []).append(value)

    def handle_data(self, text: str) -> None:
        if self._area is not None:
            self.forms[-1].values[self._area][-1] += text
        if self._link is not None:
            words, address = self.links[-1]
            self.links[-1] = (words + text, address)
        self.words.append(text)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "a":
            self._link = None
        elif tag == "select" and self._select is not None:
            self.forms[-1].values.setdefault(self._select, [""])
            self._select = None


class ShownPage:
    """An answer as a person sees it. ``forms`` leaves out those of the frame; ``links`` are words and addresses."""

    def __init__(self, response: TestResponse) -> None:
        self.status = response.status_code
        self.path = response.request.full_path.rstrip("?")
        self.html = response.get_data(as_text=True)
        reader = _Reader()
        reader.feed(self.html)
        self.links = [(" ".join(words.split()), address) for words, address in reader.links]
        self.text = " ".join(" ".join(reader.words).split())
        self.forms = [form for form in reader.forms if form.action not in FRAME]

    @property
    def heading(self) -> str:
        """The one heading of the page."""
        (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)
        return str(found)

    @property
    def errors(self) -> list[str]:
        """What the error summary says."""
        summary = re.search(r"data-error-summary.*?<ul>(.*?)</ul>", self.html, re.DOTALL)
        found = summary[1] if summary else ""
        return re.findall(r"<li>\s*<\w+[^>]*>(.*?)</\w+>", found)

    def form(self, action: str | None = None) -> PageForm:
        """The form that goes to ``action`` (its end is enough), or the only one that posts."""
        found = [
            form
            for form in self.forms
            if (form.method == "post" if action is None else form.action.endswith(action))
        ]
        assert len(found) == 1, [form.action for form in self.forms]
        return found[0]


class PlainBrowser:
    """One person's browser around a test client; each method gives the page where it ends up."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, path: str) -> ShownPage:
        """Go to an address."""
        return ShownPage(self.client.get(path, follow_redirects=True))

    def follow(self, page: ShownPage, words: str) -> ShownPage:
        """Press the first link that begins with ``words``."""
        found = [address for said, address in page.links if said.startswith(words)]
        assert found, (words, page.links)
        return self.open(found[0])

    def send(self, page: ShownPage, action: str | None = None, **typed: Any) -> ShownPage:
        """Fill the form in and send it. Bytes are a file, a list ticks these values, None empties.

        A name that the form does not have is an ``AssertionError``: nobody could have typed there.
        """
        form = page.form(action)
        values: dict[str, Any] = dict(form.values)
        for name, value in typed.items():
            assert name in form.values or name in form.files, (name, sorted(form.values))
            values[name] = _sent(name, value)
        kind = "multipart/form-data" if form.files else None
        answer = self.client.post(
            form.action, data=values, content_type=kind, follow_redirects=True
        )
        for sent in (*answer.history, answer):
            sent.request.environ[
                "wsgi.input"
            ].close()  # large forms lie in a file that the client forgets
        return ShownPage(answer)


def _sent(name: str, value: object) -> object:
    if isinstance(value, bytes):
        return io.BytesIO(value), f"{name}.jpg"
    return value if isinstance(value, list) else [value or ""]
