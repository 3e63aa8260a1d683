"""What ``manage.py check`` says of the seal's settings; ``script/prepare`` runs it before each start."""

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext as _

from twinning import clock
from twinning.records import certificates
from twinning.records.templatetags.house import day

SOON = dt.timedelta(days=60)
"""How long before its end a certificate is spoken of: buying one takes weeks."""

OF_A_TOKEN = ("SEAL_PKCS11_MODULE", "SEAL_PKCS11_TOKEN", "SEAL_PKCS11_LABEL")


@register()
def seal(**_kwargs: Any) -> list[CheckMessage]:
    """Whether papers can be sealed with what is set; the PIN of a token is not tried, for wrong ones are counted."""
    return [*_which(), *_file(), *_module(), *_authority()]


def _which() -> list[CheckMessage]:
    given = [name for name in OF_A_TOKEN if getattr(settings, name)]
    if settings.SEAL_PKCS12 and given:
        words = _("SEAL_PKCS12 and %(token)s are both set. Papers have one seal: leave one of them out.")
        return [Error(words % {"token": given[0]}, id="records.E001")]
    if given and len(given) < len(OF_A_TOKEN):
        missing = ", ".join(name for name in OF_A_TOKEN if name not in given)
        words = _("Of a token for the seal, %(missing)s is not set. Set all of %(all)s, or none.")
        return [Error(words % {"missing": missing, "all": ", ".join(OF_A_TOKEN)}, id="records.E002")]
    return []


def _file() -> list[CheckMessage]:
    if not settings.SEAL_PKCS12:
        return []
    try:
        certificate = certificates.material().certificate
    except certificates.SealingFailed as failure:
        return [Error(str(failure), id="records.E003")]
    try:
        certificates.require_valid(certificate)
    except certificates.SealingFailed as failure:
        # Not an error: the site goes on without issuing papers until somebody puts it right.
        return [checks.Warning(str(failure), id="records.W001")]
    ends = certificate.not_valid_after_utc
    if ends - clock.of_the_machine() < SOON:
        words = _("The certificate of the City’s seal expires on %(day)s. Order a new one in time.")
        return [checks.Warning(words % {"day": day(ends.date())}, id="records.W002")]
    return []


def _module() -> list[CheckMessage]:
    module = settings.SEAL_PKCS11_MODULE
    if not module or Path(module).is_file():
        return []
    words = _(
        "SEAL_PKCS11_MODULE names a file that is not there (%(file)s). Install the token’s driver, or correct the path."
    )
    return [Error(words % {"file": module}, id="records.E004")]


def _authority() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.SEAL_TSA_URL:
        try:
            parts = urlsplit(settings.SEAL_TSA_URL)
            fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits:
            words = _(
                "SEAL_TSA_URL is no address of a time-stamp authority. Write it like https://tsa.example.ca/tsr."
            )
            found.append(Error(words, id="records.E005"))
    if not 0 < settings.SEAL_TSA_SECONDS <= 60:
        words = _("SEAL_TSA_SECONDS must be more than 0 and at most 60. Five seconds are enough for most.")
        found.append(Error(words, id="records.E006"))
    return found
