"""Where the real servers are that the tests start."""

import sys
from pathlib import Path

BIN = Path(sys.executable).parent
TEMPORAL = BIN / "temporal"
TEST_SERVER = BIN / "temporal-test-server"
