"""The links of a message while nobody knows yet which delivery it goes out with."""

from typing import Final

UNSUBSCRIBE_URL: Final = "https://unsubscribe.invalid/"
"""What `{{ unsubscribe_url }}` renders to; a channel puts the link of the message id in its place.

A reserved name: a channel that forgets it sends a link that leads nowhere, and never to a stranger.
"""

PREFERENCES_URL: Final = "https://preferences.invalid/"
"""What `{{ preferences_url }}` renders to: the page on which she says what she wants."""

CONFIRM_URL: Final = "https://confirm.invalid/"
"""What `{{ confirm_url }}` renders to: the page that confirms a consent from the address itself."""

CONFIRM_FOR: Final = 7 * 86_400
"""seconds for which a confirmation link works; so long a pending consent is not asked for again"""

LINKS: Final = {
    "unsubscribe_url": UNSUBSCRIBE_URL,
    "preferences_url": PREFERENCES_URL,
    "confirm_url": CONFIRM_URL,
}
"""Variable of a template → what it renders to."""
