"""A small journeys folder with a preference page in two languages."""

from pathlib import Path

FILES = {
    "schema.yaml": """\
triggers:
  signed_up: {}
  looked: {}
customer:
  language: text
  interests: list
  preferences: { max_per_week: number, paused_until: date, theme: text }
""",
    "policy.yaml": """\
policy: shop
zone: Europe/Berlin
channels: { email: {}, sms: {} }
zone_unknown: { sms: organisation }
consent: { double_opt_in: [sms] }
purposes:
  transactional: { consent: none, expires: 24h, unknown: send_again, only: [please-confirm] }
caps:
  - { name: own-wish, counts: { class: marketing }, max: customer.preferences.max_per_week, per: 7d, over: hold }
blocks:
  - { name: break, while: now < customer.preferences.paused_until, allow: { class: essential }, over: hold }
""",
    "confirm.yaml": """\
journey: confirm
title: Asks for a confirmation
department: care
enter: { trigger: consent_pending, key: event.channel, again: after_exit }
steps:
  - { id: ask, send: please-confirm }
""",
    "jazz.yaml": """\
journey: jazz
title: Somebody who likes jazz
department: care
enter: { trigger: interests_changed, when: 'overlaps(event.new, customer.interests)', again: after_exit }
steps:
  - { id: hello, send: news }
""",
    "content/news/message.yaml": """\
message: news
title: News
department: care
purpose: content
topics: [jazz]
channels: [email, sms]
email: { subject: News }
""",
    "content/news/email.html": (
        '<p>News. <a href="{{ unsubscribe_url }}">out</a> <a href="{{ preferences_url }}">less</a>'
    ),
    "content/news/sms.txt": "News {{ unsubscribe_url }}",
    "content/please-confirm/message.yaml": """\
message: please-confirm
title: Please confirm
department: care
purpose: transactional
channels: [sms]
""",
    "content/please-confirm/sms.txt": "Please confirm: {{ confirm_url }}",
    "preferences.yaml": """\
preferences: shop
languages: [en, de]
channels: [email, sms]
topics: [jazz]
frequency: [1, 3]
pause: 90d
interests: [records, concerts]
language: true
saved: looked
""",
    "preferences.en.yaml": """\
sender: Blue Note
title: What you receive from us
intro: Choose what you like. It holds at once.
agreement: "I want news from {sender} by {channel}. I can take this back at any time."
contact: Blue Note, 1 Vine Street
channels: { email: email, sms: text message }
topics: { jazz: Jazz }
frequency: { any: As it comes, "1": At most once a week, "3": At most three times a week }
interests: { records: Records, concerts: Concerts }
languages: { en: English, de: Deutsch }
""",
    "preferences.de.yaml": """\
sender: Blue Note
title: Was du von uns bekommst
agreement: "Ich möchte Neuigkeiten von {sender} per {channel}. Das kann ich jederzeit widerrufen."
channels: { email: E-Mail, sms: SMS }
topics: { jazz: Jazz }
frequency: { any: Wie es kommt, "1": Höchstens einmal die Woche, "3": Höchstens dreimal die Woche }
interests: { records: Platten, concerts: Konzerte }
languages: { en: English, de: Deutsch }
words: { save: Speichern, saved: Gespeichert, unsubscribe: Abmelden, unsubscribe_button: Abmelden }
""",
}


def write(folder: Path, changed: dict[str, str] | None = None) -> Path:
    for name, text in {**FILES, **(changed or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
