# SPDX-License-Identifier: Apache-2.0
"""Each hook is documented with its exact signature, has a docstring, and is used by somebody."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from balaikota.kernel import hookspecs

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "hooks.md"
HOOKS = {
    name: function
    for name, function in vars(hookspecs).items()
    if hasattr(function, f"{hookspecs.PROJECT}_spec")
}


def headings(text: str) -> set[str]:
    return set(re.findall(r"^### `(.+)`$", text, flags=re.MULTILINE))


def signatures() -> set[str]:
    return {
        f"{name}({', '.join(inspect.signature(function).parameters)})"
        for name, function in HOOKS.items()
    }


def test_the_document_names_every_hook_with_its_signature():
    assert headings(DOCUMENT.read_text()) == signatures()


def test_a_changed_signature_would_be_noticed():
    assert headings(DOCUMENT.read_text().replace("tiles(session, actor)", "tiles(actor)")) != (
        signatures()
    )


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_says_what_it_asks(name):
    assert len((HOOKS[name].__doc__ or "").split()) > 5


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_hook_is_answered_by_somebody_here(name):
    sources = [*ROOT.glob("core/src/**/plugin.py"), *ROOT.glob("plugins/*/src/**/plugin.py")]
    assert [path for path in sources if re.search(rf"\n    def {name}\(", path.read_text())] != []
