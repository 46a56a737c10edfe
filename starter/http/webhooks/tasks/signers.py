"""Tells by its signature of which channels' tasks a webhook may speak."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from audit.said import Voice
from channels.tasks.signing import secret_bytes
from engine.language.terms import Channel
from runtime.settings import Settings
from starter.http.webhooks.tasks.signature import is_signed


@dataclass(frozen=True)
class Signers:
    """The keys of each channel that has its own, and those of all others."""

    own: Mapping[Channel, tuple[bytes, ...]] = field(repr=False)
    shared: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> "Signers":
        own = {Channel(channel): _keys(secrets) for channel, secrets in settings.task_secrets.items()}
        return cls(own, () if settings.task_secret is None else _keys(settings.task_secret))

    def __bool__(self) -> bool:
        return bool(self.own or self.shared)

    def voice(self, webhook_id: str, timestamp: str, body: bytes, signatures: str) -> Voice | None:
        """None: it is signed by nobody. A secret that stands at several channels speaks for each of them."""
        signed = (webhook_id, timestamp, body, signatures)
        theirs = frozenset(channel for channel, keys in self.own.items() if is_signed(keys, *signed))
        if is_signed(self.shared, *signed):
            return Voice(channels=frozenset(self.own) - theirs, others=True)
        return Voice(channels=theirs) if theirs else None


def _keys(secrets: SecretStr) -> tuple[bytes, ...]:
    return tuple(map(secret_bytes, secrets.get_secret_value().split(",")))
