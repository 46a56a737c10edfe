"""The page of a channel that is no mail: its cards, newest first, with the buttons of each."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote, urlencode

from aiohttp import web

from standins.inbox.board_model import Action, AskingBoard, Board, Card, Field, Place
from standins.inbox.frame import framed, header

MOST_CARDS = 100
"""on the page; the search finds the others"""


def board_url(name: str, to: str = "") -> str:
    return f"/inbox/{quote(name)}" + (f"?{urlencode({'to': to})}" if to else "")


def board_page(board: Board, cards: Sequence[Card], to: str, places: Sequence[Place], provider: str) -> web.Response:
    shown = "".join(_card(board, card, to) for card in cards[:MOST_CARDS])
    more = len(cards) - MOST_CARDS
    rest = f'<p class="more">{more:,} more: find them by a part of the recipient</p>' if more > 0 else ""
    nothing = f'<p class="more">{escape(board.empty if not to else f"Nothing for “{to}”.")}</p>'
    asked = _asked(board) if isinstance(board, AskingBoard) else ""
    cards_pane = (
        f'<section id="cards" class="pane" aria-labelledby="cards-name" tabindex="-1" data-live>'
        f'<h1 id="cards-name">{escape(board.title)}</h1>{asked}'
        f"{f'<ol>{shown}</ol>' if shown else nothing}{rest}</section>"
    )
    form = (
        f'<form role="search" action="{board_url(board.name)}"><input type="search" name="to" '
        'aria-label="Find a recipient" placeholder="Find a recipient" autocomplete="off" '
        f'value="{escape(to)}"><button>Find</button></form>'
    )
    said = f"{escape(board.title)}: {len(board):,}"
    skip = '<a class="skip" href="#cards">Skip to the messages</a>'
    return framed(board.title, "board", header(provider, places, said, form, skip), cards_pane)


def _asked(board: AskingBoard) -> str:
    entries = "".join(_entry(field) for field in board.fields)
    return (
        f'<form method="post" class="asked" action="{board_url(board.name)}">{entries}'
        f"<button>{escape(board.button)}</button></form>"
    )


def _entry(field: Field) -> str:
    if not field.choices:
        entry = f'<input name="{escape(field.name)}" required autocomplete="off">'
    else:
        options = "".join(f"<option>{escape(choice)}</option>" for choice in field.choices)
        entry = f'<select name="{escape(field.name)}">{options}</select>'
    return f"<label>{escape(field.label)} {entry}</label>"


def _card(board: Board, card: Card, to: str) -> str:
    at = card.at
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in card.facts)
    answers = "".join(f"<li>{escape(said)}</li>" for said in card.answers)
    said = f'<ul class="answers" aria-label="Said back">{answers}</ul>' if answers else ""
    title = f"<h2>{escape(card.title)}</h2>" if card.title else f'<h2 class="unseen">To {escape(card.to)}</h2>'
    return (
        f'<li id="n{card.number}" class="card {card.shape}"><article aria-label="{escape(card.title or card.to)}">'
        f'<p class="line"><span class="to">to {escape(card.to)}</span> '
        f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">{at.day} {at:%b %Y, %H:%M:%S} UTC</time> '
        f'<span class="state">{escape(card.state)}</span></p>{title}{_content(board, card)}'
        f"{f'<dl>{facts}</dl>' if facts else ''}{said}{_actions(board, card, to)}</article></li>"
    )


def _content(board: Board, card: Card) -> str:
    parts = []
    if card.text:
        shown = escape(card.text).replace("\r", "&#13;")
        parts.append(f'<div class="said">{shown}</div>')
    if card.html:
        parts.append(
            f'<div class="sheet"><iframe sandbox loading="lazy" src="{board_url(board.name)}/{card.number}/html" '
            f'title="As it is printed, number {card.number}"></iframe></div>'
        )
    if card.link.lower().startswith(("http://", "https://")):
        link = escape(card.link)
        parts.append(f'<p><a href="{link}" target="_blank" rel="noopener noreferrer">{link}</a></p>')
    elif card.link:
        parts.append(f"<p>{escape(card.link)}</p>")
    return "".join(parts)


def _actions(board: Board, card: Card, to: str) -> str:
    forms = "".join(_form(board, card, action, to) for action in card.actions)
    return f'<div class="actions">{forms}</div>' if forms else ""


def _form(board: Board, card: Card, action: Action, to: str) -> str:
    back = f'<input type="hidden" name="to" value="{escape(to)}">' if to else ""
    kind = {"text": "text", "time": "datetime-local"}.get(action.entry)
    entry = (
        f'<input type="{kind}" name="value" required autocomplete="off" aria-label="{escape(action.label)}" '
        f'placeholder="{escape(action.label)}">'
        if kind
        else ""
    )
    return (
        f'<form method="post" action="{board_url(board.name)}/{card.number}">{back}{entry}'
        f'<button name="action" value="{escape(action.name)}">{escape(action.title)}</button></form>'
    )
