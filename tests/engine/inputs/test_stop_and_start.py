"""STOP closes a number for everything at once; START gives back exactly what STOP took."""

from engine.contracts.inputs import ConsentChange, Feedback
from engine.customer.consent import standing
from engine.customer.marks import KeptSuppression
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at

NUMBER = "+49 30 1234567"
POLICY: dict[str, object] = {"channels": {"email": {}, "sms": {}}}
EVERYWHERE = {"channels": ["sms", "email"]}


def life(**policy: object) -> Life:
    """A promotion and a receipt that prefer SMS; both are sent whenever she buys."""
    books = Books(
        journey("promo", send("promo")),
        journey("receipt", send("receipt")),
        messages=(
            message("promo", purpose="promotional", **EVERYWHERE),
            message("receipt", purpose="service", **EVERYWHERE),
        ),
        policy={**POLICY, **policy},
    )
    return Life(books, phone=NUMBER, zone="Europe/Berlin", agreed=False)


def say(she: Life, reaction: Reaction, when: str, *, id: str = "", address: str = NUMBER) -> None:
    said = Feedback(
        id=id or f"{reaction}-{when}",
        at=at(when),
        message_id="",
        reaction=reaction,
        channel=Channel.SMS,
        address=address,
        everything=True,
    )
    she.feed(said, when)


def stop(she: Life, when: str, **more: str) -> None:
    say(she, Reaction.UNSUBSCRIBED, when, **more)


def start(she: Life, when: str, **more: str) -> None:
    say(she, Reaction.RESUBSCRIBED, when, **more)


def went(she: Life) -> list[tuple[str, str]]:
    return [(one.message, one.channel.value) for one in she.deliveries()]


def granted(**scope: object) -> ConsentChange:
    return ConsentChange.model_validate({"status": "granted", **scope})


def test_after_stop_marketing_ends_and_what_is_essential_takes_another_channel() -> None:
    she = life()
    she.identify("0", granted())
    stop(she, "1h")
    she.track("purchase", "2h")
    assert went(she) == [("receipt", "email")]
    assert she.dropped() == [("2h", "promo", "opted_out")]


def test_start_gives_the_number_and_the_consent_back() -> None:
    she = life()
    she.identify("0", granted(channel="sms"))
    stop(she, "1h")
    start(she, "2h")
    she.track("purchase", "3h")
    assert went(she) == [("receipt", "sms"), ("promo", "sms")]


def test_start_grants_nothing_that_she_never_granted() -> None:
    she = life()
    stop(she, "1h")
    start(she, "2h")
    she.track("purchase", "3h")
    assert went(she) == [("receipt", "sms")]
    assert she.dropped() == [("3h", "promo", "consent_missing")]


def test_start_takes_back_no_word_that_she_said_elsewhere() -> None:
    she = life()
    she.identify("0", granted())
    she.identify("30m", ConsentChange(status="denied", channel=Channel.SMS, source="preferences"))
    stop(she, "1h")
    start(she, "2h")
    assert standing(she.state.consents, Purpose.PROMOTIONAL, Channel.SMS, ())[0] == "denied"


def test_a_new_number_is_free_of_the_suppression_and_start_from_another_number_frees_nothing() -> None:
    she = life()
    stop(she, "1h")
    start(she, "90m", address="+49 30 7654321")
    she.track("purchase", "2h")
    she.identify("3h", phone="+49 30 7654321")
    she.track("purchase", "4h")
    assert went(she) == [("receipt", "email"), ("receipt", "sms")]


def test_stop_acts_on_what_is_held() -> None:
    she = life(quiet_hours=[{"name": "night", "channels": ["sms"], "from": "09:00", "to": "21:00"}])
    she.identify("0", granted())
    she.track("purchase", "1h")  # 11:00 in Berlin: quiet
    assert {message for _, message, _ in she.held()} == {"promo", "receipt"}
    stop(she, "2h")
    assert she.dropped() == [("2h", "promo", "opted_out")]
    assert went(she) == [("receipt", "email")]


def test_start_frees_a_number_that_bounced_and_none_that_was_complained_of() -> None:
    she = life()
    she.identify("0", granted())
    she.track("purchase", "1h")
    she.react("bounced", "receipt", "2h", hard=True)
    she.track("purchase", "3h")
    start(she, "4h")
    she.track("purchase", "5h")
    she.react("complained", "promo", "6h")
    start(she, "7h")
    she.track("purchase", "8h")
    receipts = [channel for message, channel in went(she) if message == "receipt"]
    assert receipts == ["sms", "email", "sms", "sms"]
    assert she.dropped()[-1] == ("8h", "promo", "opted_out")


def test_who_resubscribes_gets_back_what_unsubscribing_took() -> None:
    books = Books(journey("news", send("news"), wait("1h"), send("more")), messages=(message("news"), message("more")))
    she = Life(books)
    she.track("purchase", "0")
    she.react("unsubscribed", "news", "10m")
    she.react("resubscribed", "news", "20m")
    she.advance("2h")
    assert [name for _, name in she.sent()] == ["news", "more"]


def test_what_was_said_of_a_forgotten_message_concerns_the_channel_that_the_door_knows() -> None:
    she = life()
    she.identify("0", granted())
    old = Feedback(
        id="x", at=at("1h"), message_id="gone", reaction=Reaction.UNSUBSCRIBED, channel=Channel.EMAIL, address="a@b.c"
    )
    she.feed(old, "1h")
    assert standing(she.state.consents, Purpose.PROMOTIONAL, Channel.SMS, ())[0] == "granted"
    assert standing(she.state.consents, Purpose.PROMOTIONAL, Channel.EMAIL, ())[0] == "denied"


def test_the_number_is_hers_however_it_is_spelled() -> None:
    she = life()
    as_told = "+49301234567"
    assert as_told != NUMBER
    stop(she, "1h", address=as_told)
    she.track("purchase", "2h")
    assert went(she) == [("receipt", "email")]
    start(she, "3h", address=as_told)
    assert she.state.suppressions == []
    she.track("purchase", "4h")
    assert went(she)[1:] == [("receipt", "sms")]


def test_what_was_kept_under_another_spelling_of_the_number_still_stands() -> None:
    she = life()
    she.state.suppressions.append(KeptSuppression(channel=Channel.SMS, address=NUMBER, scope="everything"))
    she.track("purchase", "2h")
    assert went(she) == [("receipt", "email")]
    start(she, "3h")
    assert she.state.suppressions == []
