"""Which examples Hypothesis draws: the same in every run of the suite, others whenever somebody goes exploring."""

from hypothesis import HealthCheck, settings


def use_the_suites() -> None:
    """A change then fails by what it does, never by what another run happened to draw; `make explore` draws anew."""
    settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
    settings.register_profile("suite", settings.get_profile("explore"), derandomize=True, database=None)
    settings.load_profile("suite")
