"""Where the shipped look-ups find their lists: read from the environment."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class PlacesSettings(BaseSettings):
    """`PLACES_DIR`, or else the folder `places` of `JOURNEYS_DIR`."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True, extra="ignore")

    places_dir: Path | None = None
    journeys_dir: Path = Path("journeys")

    @property
    def folder(self) -> Path:
        return self.places_dir or self.journeys_dir / "places"
