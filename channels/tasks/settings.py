"""What has to be known to hand tasks over: where they go, and the secrets that sign them."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, model_validator

from channels import public_names
from channels.tasks.signing import secret_bytes

_LOCAL_NAMES = (".local", ".localhost", ".internal")


class TaskSettings(BaseModel):
    """One endpoint; time-outs in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    endpoint: HttpUrl
    secret: SecretStr
    """`whsec_…`, several separated by commas, the newest first"""
    public_only: bool = True
    """an endpoint inside our own network is refused: whoever names one could reach what only we may"""
    connect_timeout: float = Field(default=5.0, gt=0)
    total_timeout: float = Field(default=15.0, gt=0, le=15)
    """of one request; the lease of a claim has to be longer"""

    @property
    def keys(self) -> tuple[bytes, ...]:
        return tuple(map(secret_bytes, self.words))

    @property
    def words(self) -> tuple[str, ...]:
        """The secrets as they are written, to be kept out of texts."""
        return tuple(one.strip() for one in self.secret.get_secret_value().split(",") if one.strip())

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        host = (self.endpoint.host or "").strip("[]").lower()
        if self.public_only and (self.endpoint.scheme != "https" or not is_public(host)):
            raise ValueError(
                f"{self.endpoint.scheme}://{host}: tasks leave only by https, and never to an address of a private "
                "network, where PROFILE is production"
            )
        return self


def is_public(host: str) -> bool:
    """Whether an address, or a name as far as can be told without looking it up, lies in the public internet."""
    try:
        return public_names.is_public(host)
    except ValueError:
        return "." in host and not host.endswith(_LOCAL_NAMES)
