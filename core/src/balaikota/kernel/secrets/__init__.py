# SPDX-License-Identifier: Apache-2.0
"""Keys, and what is written only encrypted."""

from balaikota.kernel.secrets.keys import KeyRing, UnreadableError
from balaikota.kernel.secrets.subjects import open_sealed, seal, subject_cipher

__all__ = ["KeyRing", "UnreadableError", "open_sealed", "seal", "subject_cipher"]
