"""The name of a community as it is compared, whoever writes it and however fully."""

import re

from twinning.places.keys import key

BEFORE = re.compile(
    r"^(the )?("
    r"(city|town|village|municipality|county|district|commune) of"
    r"|(ville|ciudad|cidade|commune|municipio|ayuntamiento) de|comune di|stadt|gemeente|بلديه|مدينه"
    r") "
)
AFTER = re.compile(r" (city|town|township|village|municipality|county|district|shi|machi|cho)$")
SEATS = ("市", "町", "村")
"""City, town and village in Japanese and Chinese: written without a space."""


def identity(name: str) -> str:
    """“City of Sedona” and “sedona” are one, “Batangas City” and “Batangas” too, and 高崎市 and 高崎.

    A name that consists of such a word alone stays as it is.
    """
    plain = key(name)
    bare = AFTER.sub("", BEFORE.sub("", plain))
    if len(bare) > 2 and bare.endswith(SEATS):
        bare = bare[:-1]
    return bare or plain
