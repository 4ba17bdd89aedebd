# SPDX-License-Identifier: Apache-2.0
"""What every page needs: rendering, forms, languages, assets. Web edges import from here."""

from balaikota.kernel.pages.forms import Form
from balaikota.kernel.pages.render import render

__all__ = ["Form", "render"]
