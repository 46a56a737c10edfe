"""The request body of one email, built with SendGrid's own helpers."""

import json
from collections.abc import Iterator, Mapping

from sendgrid.helpers.mail import (
    Attachment,
    BypassSpamManagement,
    BypassUnsubscribeManagement,
    Category,
    ClickTracking,
    Content,
    CustomArg,
    From,
    Header,
    Mail,
    MailSettings,
    OpenTracking,
    Personalization,
    ReplyTo,
    Subject,
    SubscriptionTracking,
    To,
    TrackingSettings,
)
from sendgrid.helpers.mail.exceptions import ApiKeyIncludedException

from channels.sendgrid.settings import SendGridSettings
from engine.contracts.parcel import Parcel, Rendered

MESSAGE_ID = "twostep_message_id"
ATTEMPT = "twostep_attempt"
"""Custom arguments come back in every event; the prefix keeps them clear of SendGrid's own names."""


MOST_BYTES = 30 * 1024 * 1024
"""of a mail with its attachments, as SendGrid counts them"""
_REPLY_TO = "reply-to"


class Unsendable(Exception):
    """The rendered message lacks what an email must have; the text names the part."""


def request_body(parcel: Parcel, headers: Mapping[str, str], settings: SendGridSettings) -> bytes:
    """The JSON that `/v3/mail/send` takes. Raises Unsendable."""
    mail = Mail()
    mail.from_email = _sender(settings)
    mail.subject = Subject(_subject(parcel))
    mail.add_personalization(_envelope(parcel))
    for content in _contents(parcel):
        mail.add_content(content)
    for name, value in headers.items():
        # SendGrid takes it as a field of its own, and refuses it among the headers.
        if name.casefold() == _REPLY_TO:
            mail.reply_to = ReplyTo(_one_line(name, value))
        else:
            mail.add_header(Header(name, _one_line(name, value)))
    # The helper puts each before the others.
    for file in reversed(list(_files(parcel))):
        mail.add_attachment(file)
    # They are kept for long and are seen by the provider's staff: what the message is, never who gets it.
    for category in dict.fromkeys((parcel.message, parcel.purpose, parcel.department)):
        mail.add_category(Category(category))
    mail.tracking_settings = _tracking(parcel.rendered)
    if not parcel.marketing:
        mail.mail_settings = _essential()
    body = json.dumps(mail.get()).encode()
    if len(body) > MOST_BYTES:
        raise Unsendable(f"message {parcel.message!r}: the mail has {len(body):,} bytes, {MOST_BYTES:,} at most")
    return body


def _sender(settings: SendGridSettings) -> From:
    # Set as it is: the constructor would read it as "Name <address>", for every mail anew.
    sender = From()
    sender.email = settings.mail_from
    sender.name = settings.from_name
    return sender


def _envelope(parcel: Parcel) -> Personalization:
    # Custom arguments belong here: the published schema refuses an object at message level.
    envelope = Personalization()
    recipient = To()
    # Set as it is: the constructor would read "Name <address>" out of an address.
    recipient.email = parcel.address
    envelope.add_to(recipient)
    envelope.add_custom_arg(CustomArg(MESSAGE_ID, parcel.message_id))
    envelope.add_custom_arg(CustomArg(ATTEMPT, str(parcel.attempt)))
    return envelope


def _subject(parcel: Parcel) -> str:
    subject = parcel.rendered.subject.strip()
    if not subject:
        raise Unsendable(f"message {parcel.message!r}: the rendered subject is empty; an email needs one")
    return _one_line("Subject", subject)


def _contents(parcel: Parcel) -> list[Content]:
    # SendGrid wants the plain text first.
    bodies = (("text/plain", parcel.rendered.text), ("text/html", parcel.rendered.html))
    written = [(mime, body) for mime, body in bodies if body.strip()]
    if not written:
        raise Unsendable(f"message {parcel.message!r}: both bodies are empty; an email needs text or html")
    try:
        return [Content(mime, body) for mime, body in written]
    except ApiKeyIncludedException as error:
        raise Unsendable(f"message {parcel.message!r}: a body begins with a SendGrid API key") from error


def _one_line(name: str, value: str) -> str:
    if "\n" in value or "\r" in value:
        raise Unsendable(f"header {name!r}: the value has a line break")
    return value


def _files(parcel: Parcel) -> Iterator[Attachment]:
    for file in parcel.rendered.attachments:
        shown = "attachment" if file.content_id is None else "inline"
        yield Attachment(file.content, _one_line("attachment", file.name), file.media_type, shown, file.content_id)


def _tracking(rendered: Rendered) -> TrackingSettings:
    # SendGrid's own subscription tracking would add a second List-Unsubscribe that leads past us.
    tracking = TrackingSettings()
    tracking.subscription_tracking = SubscriptionTracking(enable=False)
    # A message can only ask for less than the account allows.
    if not rendered.track_opens:
        tracking.open_tracking = OpenTracking(enable=False)
    if not rendered.track_clicks:
        tracking.click_tracking = ClickTracking(enable=False, enable_text=False)
    return tracking


def _essential() -> MailSettings:
    # A complaint or opt-out ends marketing here; at SendGrid it would stop the next password mail too.
    # Its bounce list stays in force.
    settings = MailSettings()
    settings.bypass_spam_management = BypassSpamManagement(True)
    settings.bypass_unsubscribe_management = BypassUnsubscribeManagement(True)
    return settings
