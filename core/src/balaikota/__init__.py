# SPDX-License-Identifier: Apache-2.0
"""Balaikota: the public names are those of ``__init__.pyi``; everything else is private to the core.

A name is imported when it is first used, so importing the façade costs nothing.
"""

import lazy_loader

__version__ = "0.1.0"
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
