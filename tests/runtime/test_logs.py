"""What is logged never holds a secret, also not in a traceback, and chatty libraries are quiet."""

import io
import logging
from base64 import b64encode
from collections.abc import Iterator

import pytest

from runtime.logs import set_up_logging
from runtime.settings import Settings

NEWER, OLDER, OF_CALLS, OF_LETTERS = (b64encode(letter * 24).decode() for letter in (b"n", b"o", b"c", b"l"))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    stream = io.StringIO()
    set_up_logging(
        Settings.model_validate(
            {
                "database_url": "postgresql://twostep:pass-word@db/ledger",
                "sendgrid_api_key": "SG.very-secret",
                "task_secret": f"whsec_{NEWER},whsec_{OLDER}",
                "task_secrets": f"call=whsec_{OF_CALLS},mail=whsec_{OF_LETTERS}, call=whsec_{OLDER}",
                "log_level": "INFO",
            }
        ),
        stream,
    )
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_secrets_are_masked_in_messages_arguments_and_tracebacks(log: io.StringIO) -> None:
    logger = logging.getLogger("channels")
    logger.warning("calling with %s", "Bearer SG.very-secret")
    try:
        raise ConnectionError("cannot reach postgresql://twostep:pass-word@db/ledger")
    except ConnectionError:
        logger.exception("no ledger")
    assert "calling with Bearer **********" in log.getvalue()
    assert "ConnectionError: cannot reach **********" in log.getvalue()


def test_each_of_several_secrets_and_a_password_by_itself_are_masked(log: io.StringIO) -> None:
    logging.getLogger("channels").warning("%s", ["whsec_" + OLDER, "whsec_" + NEWER, "pass-word"])
    assert "['**********', '**********', '**********']" in log.getvalue()


def test_the_secrets_of_each_channel_are_masked(log: io.StringIO) -> None:
    logging.getLogger("channels").warning("%s", ["whsec_" + OF_CALLS, "whsec_" + OF_LETTERS])
    assert "['**********', '**********']" in log.getvalue()


def test_the_level_holds_and_the_providers_client_is_quiet_below_warning(log: io.StringIO) -> None:
    logging.getLogger("worker").debug("unseen")
    logging.getLogger("worker").info("seen")
    logging.getLogger("python_http_client.client").info("POST to ann@example.org")
    logging.getLogger("python_http_client.client").warning("slow")
    assert "unseen" not in log.getvalue()
    assert "seen" in log.getvalue()
    assert "ann@" not in log.getvalue()
    assert "slow" in log.getvalue()
