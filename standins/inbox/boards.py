"""Serves the pages of channels that are no mail, and does what their buttons say."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from aiohttp import web

from standins.inbox.board_model import AskingBoard, Board, CannotBeDone, Card, Place
from standins.inbox.board_page import board_page, board_url
from standins.inbox.frame import caged


class Boards:
    """All of them under `/inbox/{name}`."""

    def __init__(self, boards: Sequence[Board], provider: str, mails: Callable[[], int]) -> None:
        """`mails` says how many there are."""
        self._boards = {board.name: board for board in boards}
        self._provider = provider
        self._mails = mails

    def routes(self) -> list[web.RouteDef]:
        at = r"/inbox/{board:[a-z]+}"
        return [
            web.get(at, self.page),
            web.post(at, self.ask),
            web.get(at + r"/{number:\d{1,9}}/html", self.html),
            web.post(at + r"/{number:\d{1,9}}", self.act),
        ]

    def places(self, current: str = "mails") -> list[Place]:
        """The row at the top: the mails, then every board."""
        first = Place("mails", "Mails", "/", self._mails(), current == "mails")
        return [first, *(_place(board, current) for board in self._boards.values())]

    async def page(self, request: web.Request) -> web.Response:
        board, to = self._board(request), request.query.get("to", "").strip()
        return board_page(board, board.cards(to), to, self.places(board.name), self._provider)

    async def html(self, request: web.Request) -> web.Response:
        return caged(self._card(request).html)

    async def ask(self, request: web.Request) -> web.Response:
        """What is filled in above the cards."""
        refuse_strangers(request)
        board = self._board(request)
        if not isinstance(board, AskingBoard):
            raise web.HTTPMethodNotAllowed("POST", ["GET"])
        filled = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        try:
            await board.ask(filled)
        except CannotBeDone as reason:
            raise web.HTTPConflict(text=f"{reason}\n") from reason
        raise web.HTTPSeeOther(board_url(board.name))

    async def act(self, request: web.Request) -> web.Response:
        """One button; back to the card that it belongs to."""
        refuse_strangers(request)
        board = self._board(request)
        filled = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        number = int(request.match_info["number"])
        try:
            await board.act(number, filled.get("action", ""), filled)
        except CannotBeDone as reason:
            raise web.HTTPConflict(text=f"{reason}\n") from reason
        raise web.HTTPSeeOther(f"{board_url(board.name, filled.get('to', ''))}#n{number}")

    def _board(self, request: web.Request) -> Board:
        board = self._boards.get(request.match_info["board"])
        if board is None:
            raise web.HTTPNotFound(text="there is no such place\n")
        return board

    def _card(self, request: web.Request) -> Card:
        number = int(request.match_info["number"])
        for card in self._board(request).cards(""):
            if card.number == number:
                return card
        raise web.HTTPNotFound(text="there is no such message\n")


def refuse_strangers(request: web.Request) -> None:
    """A page of another origin must not press our buttons. Raises HTTPForbidden."""
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.host:
        raise web.HTTPForbidden(text="this form is of another page\n")


def _place(board: Board, current: str) -> Place:
    return Place(board.name, board.title, board_url(board.name), len(board), board.name == current)
