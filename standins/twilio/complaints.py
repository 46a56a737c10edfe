"""What a request got wrong, in the published shape: a code, a message and a status."""

from dataclasses import dataclass

from aiohttp import web

_HELP = "https://www.twilio.com/docs/errors"


@dataclass(frozen=True)
class Complaint:
    """One error of Twilio's dictionary of errors."""

    code: int
    message: str
    status: int = 400

    def response(self, headers: dict[str, str] | None = None) -> web.Response:
        body = {
            "code": self.code,
            "message": self.message,
            "more_info": f"{_HELP}/{self.code}",
            "status": self.status,
        }
        return web.json_response(body, status=self.status, headers=headers)
