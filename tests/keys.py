"""The encryption that tests run with: one fixed master key, data keys in the test's own ledger."""

import base64

from sqlalchemy import Engine

from audit.keys import SqlKeyStore
from runtime.encryption.codec import EncryptionCodec
from runtime.encryption.keyring import Keyring
from runtime.encryption.master_keys import MasterKeys

MASTER_KEY = f"test:{base64.b64encode(b'm' * 32).decode()}"


def codec_for(database: Engine) -> EncryptionCodec:
    """For a ledger that was migrated."""
    return EncryptionCodec(Keyring(SqlKeyStore(database), MasterKeys.read(MASTER_KEY)))
