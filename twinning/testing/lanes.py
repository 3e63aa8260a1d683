"""Tests that run side by side keep apart: each lane has databases of its own in the Redis of the run.

PostgreSQL and the folder of files are kept apart by pytest-django and by the plugin.
"""

import os
from urllib.parse import urlsplit, urlunsplit

SUITE, PRODUCT, FIRST_START = 0, 5, 10
"""The first of five databases of Redis: for tests in the process, for a running product, for a first start."""


def lane() -> int:
    """The number of this process among those that share the tests; 0 where there is one."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def redis_for(purpose: int) -> str:
    """The address of the run's Redis with the database for a purpose; empty where there is no Redis."""
    url = os.environ.get("REDIS_URL", "")
    return urlunsplit(urlsplit(url)._replace(path=f"/{purpose + lane()}")) if url else ""
