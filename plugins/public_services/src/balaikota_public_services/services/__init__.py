# SPDX-License-Identifier: Apache-2.0
"""All behaviour of public services. Functions take the session and who acts; none of them commits."""
