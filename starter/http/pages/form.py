"""The preference page as HTML: a form that works without scripts, by keyboard and read aloud."""

from collections.abc import Iterable
from datetime import date
from html import escape

from engine.language.preferences import AS_IT_COMES, Preferences
from engine.language.terms import Channel
from starter.http.pages.choosing import EVERYTHING, Chosen, Faults, latest
from starter.http.pages.paper import button, paragraph
from starter.http.pages.site import Texts
from starter.http.pages.standing import Standing


def form(
    page: Preferences, texts: Texts, standing: Standing, chosen: Chosen, today: date, faults: Faults | None = None
) -> str:
    """The fields as chosen, with what is wrong beside each."""
    one = _Form(page, texts, standing, chosen, today, faults or {})
    return one.whole()


class _Form:
    """One page for one customer."""

    def __init__(
        self, page: Preferences, texts: Texts, standing: Standing, chosen: Chosen, today: date, faults: Faults
    ) -> None:
        self._page = page
        self._texts = texts
        self._written = texts.written
        self._standing = standing
        self._chosen = chosen
        self._today = today
        self._faults = faults

    def whole(self) -> str:
        written = self._written
        intro = paragraph(self._texts.fill(written.intro)) if written.intro else ""
        fields = "".join((self._channels(), self._topics(), self._frequency(), self._pause(), self._interests()))
        fields += self._language()
        # The first button of a form is the one that the Enter key presses.
        save = button(self._texts("save"), name="do", value="save") if fields else ""
        return f'{self._summary()}{intro}<form method="post">\n{fields}{save}\n{self._everything()}\n</form>'

    def _summary(self) -> str:
        """What is wrong, with a way to each field; it has the focus when the page is opened."""
        if not self._faults:
            return ""
        items = "".join(
            f'<li><a href="#{field}">{escape(self._fault(field))}</a></li>' for field in sorted(self._faults)
        )
        heading = escape(self._texts("problem"))
        return f'<div class="problem" role="alert" tabindex="-1" autofocus><h2>{heading}</h2><ul>{items}</ul></div>\n'

    def _fault(self, field: str) -> str:
        return self._texts(self._faults[field], date=self._latest())

    def _latest(self) -> str:
        return latest(self._page, self._today).isoformat()

    def _channels(self) -> str:
        lines = [
            _box("channel", one.value, self._texts.channel(one), on=one in self._chosen.channels, hint=self._hint(one))
            for one in self._page.channels
        ]
        return self._set("channels", lines)

    def _hint(self, channel: Channel) -> str:
        """What she agrees to stands beside the box that says so."""
        agreement = self._texts.agreement(channel)
        if self._standing.channel(channel) != "pending":
            return agreement
        return f"{agreement} ({self._texts('pending')})"

    def _topics(self) -> str:
        named = self._written.topics
        lines = [_box("topic", one, named[one], on=one in self._chosen.topics) for one in self._page.topics]
        return self._set("topics", lines)

    def _interests(self) -> str:
        named = self._written.interests
        lines = [_box("interest", one, named[one], on=one in self._chosen.interests) for one in self._page.interests]
        return self._set("interests", lines)

    def _frequency(self) -> str:
        if not self._page.frequency:
            return ""
        choices = (AS_IT_COMES, *map(str, self._page.frequency))
        lines = [
            _box("frequency", one, self._written.frequency[one], on=one == self._chosen.frequency, radio=True)
            for one in choices
        ]
        return self._set("frequency", lines, self._wrong("frequency"))

    def _pause(self) -> str:
        if self._page.pause is None:
            return ""
        wrong = self._wrong("paused_until")
        described = "paused_until-hint" + (" paused_until-wrong" if wrong else "")
        invalid = ' aria-invalid="true"' if wrong else ""
        hint = escape(self._texts("pause_hint", date=self._latest()))
        field = (
            f'<div class="field"><label for="paused_until">{escape(self._texts("pause_until"))}</label>'
            f'<p class="hint" id="paused_until-hint">{hint}</p>{wrong}'
            f'<input type="date" id="paused_until" name="paused_until" value="{escape(self._chosen.paused_until)}" '
            f'aria-describedby="{described}"{invalid}></div>'
        )
        return self._set("pause", [field])

    def _language(self) -> str:
        if not self._page.language:
            return ""
        named = self._written.languages
        known = self._chosen.language in self._page.languages
        none = "" if known else '<option value="" selected></option>'
        options = "".join(
            f'<option value="{escape(one)}" lang="{escape(one)}"{" selected" if one == self._chosen.language else ""}>'
            f"{escape(named[one])}</option>"
            for one in self._page.languages
        )
        label = f'<label for="language">{escape(self._texts("language"))}</label>'
        wrong = self._wrong("language")
        select = f'<select id="language" name="language">{none}{options}</select>'
        return f'<div class="field apart">{label}{wrong}{select}</div>\n'

    def _everything(self) -> str:
        press = button(self._texts("everything_button"), name="do", value=EVERYTHING, quiet=True)
        heading, text = escape(self._texts("everything")), paragraph(self._texts("everything_text"))
        return f'<div class="apart"><h2>{heading}</h2>{text}{press}</div>'

    def _wrong(self, field: str) -> str:
        if field not in self._faults:
            return ""
        return f'<p class="wrong" id="{field}-wrong">{escape(self._fault(field))}</p>'

    def _set(self, word: str, lines: Iterable[str], more: str = "") -> str:
        inside = "".join(lines)
        if not inside:
            return ""
        legend = f"<legend>{escape(self._texts(word))}</legend>"
        return f'<fieldset id="{word}">{legend}{more}{inside}</fieldset>\n'


def _box(name: str, value: str, label: str, *, on: bool, radio: bool = False, hint: str = "") -> str:
    kind = "radio" if radio else "checkbox"
    said = f'<span class="hint">{escape(hint)}</span>' if hint else ""
    return (
        f'<label class="choice"><input type="{kind}" name="{name}" value="{escape(value)}"{" checked" if on else ""}>'
        f"<span>{escape(label)}{said}</span></label>\n"
    )
