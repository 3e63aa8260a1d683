"""How often an address may send something; counted in the cache, which all processes share.

Which address a request comes from is allauth's to say: behind a proxy only what
``ALLAUTH_TRUSTED_PROXY_COUNT`` lets it trust.
"""

import math

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from twinning import clock

MOMENT = 60
"""Seconds to wait where somebody else is being counted just now."""


def seconds_to_wait(request: HttpRequest, what: str, rates: str) -> int:
    """Count one more and answer 0, or do not count it and say after how many seconds the next may come.

    ``rates``: how many within which time, such as ``5/h/ip,20/d/ip``.
    """
    for rate in ratelimit.parse_rates(rates):
        if seconds := _count(request, what, rate):
            return seconds
    return 0


def _count(request: HttpRequest, what: str, rate: ratelimit.Rate) -> int:
    now = clock.now().timestamp()
    key = ratelimit.get_cache_key(request, app="twinning", action=what, rate=rate)
    with ratelimit.cache_lock(key) as locked:
        if not locked:
            return MOMENT
        allowed, counted = ratelimit.apply_rate(cache.get(key, []), now, rate)
        if not allowed:
            # Until the oldest of those that fill the limit is forgotten.
            return max(math.ceil(counted[rate.amount - 1] + rate.duration - now), 1)
        cache.set(key, counted, rate.duration)
    return 0
