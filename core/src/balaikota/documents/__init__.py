# SPDX-License-Identifier: Apache-2.0
"""Letters: set with Typst, numbered, signed, and open to anyone's check."""
