"""Keeps every mail that was taken: in memory, and in a file that survives a restart where one is given."""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from standins.inbox.recipients import RecipientIndex


@dataclass(frozen=True)
class Mail:
    """One mail of one personalization; `number` rises by one from 1."""

    number: int
    message_id: str
    received_at: str
    sender: dict[str, str]
    to: list[dict[str, str]]
    cc: list[dict[str, str]]
    bcc: list[dict[str, str]]
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    categories: list[str]
    custom_args: dict[str, str]
    other: dict[str, object]
    """settings, templates and names of attachments, as they came"""
    images: dict[str, str] = field(default_factory=dict)
    """those inside it as `data:` addresses, by the names that the HTML shows them by"""

    def recipients(self) -> Iterator[str]:
        for mailbox in (*self.to, *self.cc, *self.bcc):
            yield mailbox["email"]


class Mailbox:
    """The mails in order of arrival; the file has one JSON object a line and only grows, until some are erased."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._mails: dict[int, Mail] = {}
        self._last = 0
        self.recipients = RecipientIndex()
        self._file: IO[bytes] | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b")
            self._load(self._file)

    def __len__(self) -> int:
        return len(self._mails)

    def next_number(self) -> int:
        return self._last + 1

    def keep(self, mail: Mail) -> None:
        if mail.number != self.next_number():
            raise ValueError(f"mail number {mail.number!r} is out of order: {self.next_number()!r} is next")
        if self._file is not None:
            self._file.write(_line(mail))
            self._file.flush()
        self._add(mail)

    def get(self, number: int) -> Mail | None:
        return self._mails.get(number)

    def after(self, number: int, recipient: str = "") -> Iterator[Mail]:
        """Oldest first, from the one after `number`."""
        later = (mail for mail in list(self._mails.values()) if mail.number > number)
        return (mail for mail in later if _goes_to(mail, recipient))

    def numbers(self, wanted: str = "") -> Sequence[int]:
        """Newest first: a recipient's, or of all whose address has that part; without it, all."""
        return self.recipients.numbers(wanted) if wanted else list(reversed(self._mails))

    def erase(self, addresses: Collection[str]) -> int:
        """Remove every mail to one of these, from the file as well; the others keep their numbers."""
        wanted = {address.casefold() for address in addresses}
        kept = [mail for mail in self._mails.values() if wanted.isdisjoint(map(str.casefold, mail.recipients()))]
        erased = len(self._mails) - len(kept)
        self._mails.clear()
        self.recipients.clear()
        if self._path is not None and self._file is not None:
            self._file.close()
            self._file = _written_anew(self._path, kept)
        for mail in kept:
            self._add(mail)
        return erased

    def clear(self) -> None:
        self._mails.clear()
        self._last = 0
        self.recipients.clear()
        if self._file is not None:
            self._file.truncate(0)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _load(self, file: IO[bytes]) -> None:
        file.seek(0)
        for line in file:
            if not line.endswith(b"\n"):
                # Torn by a kill while it was written: its sender was never answered.
                file.truncate(file.tell() - len(line))
                break
            self._add(Mail(**json.loads(line)))
        file.seek(0, os.SEEK_END)

    def _add(self, mail: Mail) -> None:
        self._mails[mail.number] = mail
        self._last = max(self._last, mail.number)
        self.recipients.add(mail.number, mail.recipients())


def _line(mail: Mail) -> bytes:
    return json.dumps(vars(mail)).encode() + b"\n"


def _written_anew(path: Path, mails: Sequence[Mail]) -> IO[bytes]:
    """In the place of the old file at once, so that a kill leaves one of the two whole."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(b"".join(map(_line, mails)))
    fresh.replace(path)
    return path.open("a+b")


def _goes_to(mail: Mail, recipient: str) -> bool:
    """Whether a part of a recipient's address is as searched for; nothing searched for is everything."""
    wanted = recipient.casefold()
    return not wanted or any(wanted in address.casefold() for address in mail.recipients())
