# SPDX-License-Identifier: Apache-2.0
"""The whole story, from phone to signed letter."""
