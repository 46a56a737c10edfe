"""Makes every process use the time-zone rules of the pinned tzdata package."""

import zoneinfo


def use_packaged_zones() -> None:
    """Forget the host's zone files: two workers must agree on when it is 10:00 in Lisbon.

    To be called at the start of every process that decides; zones that were loaded before are forgotten too.
    """
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
