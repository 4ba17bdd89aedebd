# SPDX-License-Identifier: Apache-2.0
"""Settings of the documentation (`make docs`)."""

project = "Balaikota"
author = "The Balaikota engineers"
copyright = "2026, the Balaikota engineers"  # noqa: A001 - Sphinx's word
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "Balaikota"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["build"]
