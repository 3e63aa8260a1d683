"""How often an address may send something; counted in the cache, which all processes share.

Which address a request comes from is allauth's to say: behind a proxy only what
``ALLAUTH_TRUSTED_PROXY_COUNT`` lets it trust.
"""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

MOMENT = 60
"""Seconds to wait where the counter itself was busy."""


def seconds_to_wait(request: HttpRequest, what: str, rates: str) -> int:
    """Count one more and answer 0, or do not count it and say after how many seconds the next may come.

    ``rates``: how many within which time, such as ``5/h/ip,20/d/ip``.
    """
    config = {what: rates}
    if ratelimit.consume(request, app="twinning", action=what, config=config, limit_get=True):
        return 0
    return max(
        _until_free(request, what, rate)
        for rate in ratelimit.get_rates(app="twinning", action=what, config=config)
    )


def _until_free(request: HttpRequest, what: str, rate: ratelimit.Rate) -> int:
    """Until the oldest of those that fill a limit is forgotten."""
    counted = cache.get(ratelimit.get_cache_key(request, app="twinning", action=what, rate=rate), [])
    if len(counted) < rate.amount:
        return MOMENT
    oldest: float = counted[rate.amount - 1]
    return max(math.ceil(oldest + rate.duration - time.time()), 1)
