"""Makes the HTML of a mail out of MJML: CSS inlined, Liquid untouched, nothing fetched."""

import re
from functools import lru_cache

from css_inline import CSSInliner, InlineError
from mjml import mjml2html

from catalogue.mail.flaws import Flaw, FlawedMail
from catalogue.mail.pieces import masked, position
from catalogue.mail.tokens import LiquidLost, tokens

_INLINER = CSSInliner(keep_style_tags=True, remove_inlined_selectors=True, load_remote_stylesheets=False)
"""What cannot stand at a tag (media queries, `:hover`) stays in the head."""

_LANGUAGE = re.compile(r"<mjml(?![^>]*\slang\s*=)")
_ROWS = re.compile(
    r"(?P<open><(?P<tag>mj-table|table)\b[^>]*>)"
    r"(?P<rows>(?:(?!</?(?P=tag)\b|<t(?:body|head|foot)\b).)*?)(?P<close></(?P=tag)>)",
    re.DOTALL,
)
_FOR_OUTLOOK = re.compile(r"<!--\[if mso \| IE\]>((?:(?!<!\[endif\]-->).)*)<!\[endif\]-->", re.DOTALL)
_OPEN_ROW = re.compile(r"(?:</td></tr>|<table[^>]*>)\Z")
_REMARK = re.compile(r"<!--(?!\[if|<!).*?-->", re.DOTALL)
_NO_STYLE = re.compile(r"<style[^>]*>\s*</style>\n?")
_AT = re.compile(r" at position (\d+):\d+")


@lru_cache(maxsize=512)
def html_of(source: str, language: str | None = None) -> str:
    """The HTML with Liquid in it. Raises FlawedMail for what only the conversion finds."""
    held = tokens(_without_remarks(source))
    text = _LANGUAGE.sub(f'<mjml lang="{language}"', held.text, count=1) if language else held.text
    # Without it a loop over rows would begin outside of the body that the HTML parser puts round them.
    text = _ROWS.sub(r"\g<open><tbody>\g<rows></tbody>\g<close>", text)
    try:
        # Without fonts: the converter would link a style sheet at a font server.
        html = _INLINER.inline(_freed(mjml2html(text, fonts={}), held.comment))
        return _NO_STYLE.sub("", held.restored(html))
    except ValueError as error:
        message = f"this cannot be converted: {_AT.sub('', str(error))}"
        raise FlawedMail(Flaw(1, 1, message, "look for a tag or an attribute that MJML does not have")) from error
    except InlineError as error:
        raise FlawedMail(Flaw(1, 1, f"the CSS cannot be read: {error}", "mend mj-style")) from error
    except LiquidLost as lost:
        line, column = position(source, lost.piece.start)
        message = f"{lost.piece.text} would be lost: MJML shows nothing at this place"
        flaw = Flaw(line, column, message, "put it into the text, or into a value that MJML takes as it is")
        raise FlawedMail(flaw, lost.piece.text) from lost


def _without_remarks(source: str) -> str:
    """Spaces for comments, but for those that Outlook reads: nobody writes them for the customer."""
    text = list(source)
    for remark in _REMARK.finditer(masked(source)):
        text[remark.start() : remark.end()] = ("\n" if letter == "\n" else " " for letter in remark[0])
    return "".join(text)


def _freed(html: str, token: re.Pattern[str]) -> str:
    """With every token outside of what only Outlook reads.

    Between the sections of a wrapper the converter writes rows of a table for Outlook, as one comment round whatever
    stands there, and takes that for a row as well.
    """

    def split(found: re.Match[str]) -> str:
        if not token.search(found[1]):
            return found[0]
        parts: list[str] = []
        before = ""
        for part in token.split(found[1]):
            if token.fullmatch(part) or not part.strip():
                parts.append(part)
                continue
            rest = part.removeprefix("</td></tr>") if _OPEN_ROW.search(before) else part
            before = part
            parts.append(f"<!--[if mso | IE]>{rest}<![endif]-->" if rest else "")
        return "".join(parts)

    return _FOR_OUTLOOK.sub(split, html)
