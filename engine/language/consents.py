"""The built-in trigger that a consent which waits for its confirmation gives rise to."""

from typing import Final

CONSENT_PENDING: Final = "consent_pending"

PROPERTIES: Final = ("channel", "purpose", "topic")
"""What the trigger carries: the scope of the consent, as far as it has one."""
