"""The words that the pages of consent have whatever they offer, in English unless a file says otherwise."""

from typing import Annotated

from pydantic import StringConstraints

from engine.model import Written

Word = Annotated[str, StringConstraints(min_length=1, max_length=1_000, strip_whitespace=True)]


class Words(Written):
    """`{channel}`, `{sender}`, `{topics}` and `{date}` are put in where they stand here."""

    channels: Word = "How we may write to you"
    topics: Word = "What our messages may be about"
    frequency: Word = "How often"
    pause: Word = "A break"
    pause_until: Word = "Nothing before this day"
    pause_hint: Word = "Up to {date}. Leave it empty for no break."
    interests: Word = "What interests you"
    language: Word = "Language of our messages"
    pending: Word = "waits for your confirmation: please look for our message"
    save: Word = "Save"
    saved: Word = "Saved"
    saved_text: Word = "This is how it is from now on, also for what was about to be sent."
    unchanged: Word = "Nothing was changed."
    everything: Word = "Nothing at all"
    everything_text: Word = "We then write to you only about what you ordered or asked for."
    everything_button: Word = "Unsubscribe from everything"
    everything_saved: Word = "You are unsubscribed from everything."
    problem: Word = "There is a problem"
    no_date: Word = "Write the day as year, month and day, such as {date}."
    date_past: Word = "The day is past: choose a later one."
    date_late: Word = "The day is too far away: choose one up to {date}."
    no_choice: Word = "Choose one of what is offered."
    unsubscribe: Word = "Unsubscribe"
    unsubscribe_text: Word = "Do you want no more marketing from {sender} by {channel}?"
    unsubscribe_topics_text: Word = "Do you want no more from {sender} by {channel} about this: {topics}?"
    """Where the policy says that one click means the message's topics."""
    unsubscribe_button: Word = "Unsubscribe"
    unsubscribed: Word = "You are unsubscribed"
    unsubscribed_text: Word = "You get no more marketing from {sender} by {channel}."
    unsubscribed_topics_text: Word = "You get no more from {sender} by {channel} about this: {topics}."
    to_preferences: Word = "Choose what you want to receive"
    confirm: Word = "Please confirm"
    confirm_button: Word = "Confirm"
    confirm_hint: Word = "If you did not ask for this, close the page: nothing happens."
    confirmed: Word = "Thank you"
    confirmed_text: Word = "Your confirmation is saved."
    nothing_to_confirm: Word = "There is nothing to confirm"
    nothing_to_confirm_text: Word = "It was confirmed before, or you have changed your mind since."
    too_old: Word = "This link is too old"
    too_old_text: Word = "Please ask for it once more: we then send you a new one."
    not_in_use: Word = "This link is not in use any more"
    not_in_use_text: Word = "Nothing was changed, and there is nothing left to do."
    no_page: Word = "There is no such page"
    no_page_text: Word = "The link may be cut off: please open it from our message once more."
    later: Word = "Please try again in a moment"
    later_text: Word = "We cannot save anything just now, and nothing was changed."
