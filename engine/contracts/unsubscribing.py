"""The unsubscribe link of a message while nobody knows yet which delivery it goes out with."""

from typing import Final

UNSUBSCRIBE_URL: Final = "https://unsubscribe.invalid/"
"""What `{{ unsubscribe_url }}` renders to; a channel puts the link of the message id in its place.

A reserved name: a channel that forgets it sends a link that leads nowhere, and never to a stranger.
"""
