"""The City's seal on a paper: one invisible signature at the end, which any later change breaks.

The only module that knows pyHanko (PAdES, ETSI EN 319 142-1: B-B, or B-T with
a time stamp). The key never enters the child that draws papers. A paper is
sealed or it has failed in words; only a time stamp may be missing, which the
seal then says.
"""

import base64
import datetime as dt
import gc
import hashlib
import io
import logging
import os
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit, urlunsplit

import pkcs11
from asn1crypto import cms, parser, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.attributes import CMSAttributeProvider, UnsignedAttributeProviderSpec
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from twinning.records import certificates
from twinning.records.certificates import SealingFailed, fingerprint

__all__ = ["Found", "Seal", "SealingFailed", "Unreadable", "read", "seal"]

logger = logging.getLogger(__name__)

ROOM_FOR_TIME_STAMP = 16 * 1024
"""Bytes kept free for a time stamp, with the certificates that its authority sends along."""

ROOM_FOR_SIGNATURE = 2 * 1024
"""Bytes kept free for a signature and what it says of itself, beside its certificates."""


class Seal(NamedTuple):
    """What was put on a paper; ``note`` says why it has no time stamp although one was asked for."""

    at: dt.datetime
    by: str
    certificate: str
    timestamped: bool
    note: str


def seal(paper: Path, *, city: str, contact: str, number: str) -> Seal:
    """Seal a paper in its place. Raises ``SealingFailed``; then the file is as it was."""
    words = _Words(
        field=_("Seal: %(city)s") % {"city": city},
        city=city,
        contact=contact,
        reason=_("Issued as %(number)s. Any later change breaks this seal.") % {"number": number},
    )
    content = paper.read_bytes()
    if settings.SEAL_PKCS11_MODULE:
        made, sealed = _with_token(lambda signer: _seal(content, signer, words))
    else:
        made, sealed = _seal(content, _KeySigner(certificates.material()), words)
    _replace(paper, sealed)
    return made


class _Words(NamedTuple):
    field: str
    city: str
    contact: str
    reason: str


def _seal(content: bytes, signer: Signer, words: _Words) -> tuple[Seal, bytes]:
    assert signer.signing_cert is not None
    certificate = x509.load_der_x509_certificate(signer.signing_cert.dump())
    certificates.require_valid(certificate)
    # A signer may serve many papers, a time stamp one.
    signer.unsigned_attr_prov_spec = stamp = _Stamp()
    sealed = _sign(content, signer, words)
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
    if (found := _found(signature)) != Found(fingerprint(certificate), True, True, stamp.token is not None):
        logger.error("A seal does not hold: %s", found)
        raise SealingFailed(
            _(
                "The City’s seal does not fit its certificate, so the paper was not sealed. Ask whoever looks after this machine whether both belong together, then try again."
            )
        )
    return Seal(
        at=signature.self_reported_timestamp,
        by=certificates.common_name(certificate),
        certificate=found.certificate,
        timestamped=found.timestamped,
        note=stamp.note,
    ), sealed


def _sign(content: bytes, signer: Signer, words: _Words) -> bytes:
    meta = PdfSignatureMetadata(
        # A full stop would make a field within a field.
        field_name=words.field.replace(".", ""),
        name=words.city,
        reason=words.reason,
        contact_info=words.contact or None,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    sent_along = {*signer.cert_registry, signer.signing_cert}
    room = ROOM_FOR_SIGNATURE + sum(len(certificate.dump()) for certificate in sent_along)
    room += ROOM_FOR_TIME_STAMP if settings.SEAL_TSA_URL else 0
    out = io.BytesIO()
    try:
        PdfSigner(meta, signer).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(content)),
            bytes_reserved=2 * room,  # it is written in hexadecimal
            output=out,
        )
    except (SigningError, PdfError) as error:
        logger.exception("A paper could not be sealed.")
        raise SealingFailed(
            _(
                "The paper could not be sealed (%(error)s). Try again; if it fails again, tell the administrator."
            )
            % {"error": error}
        ) from error
    return out.getvalue()


def _replace(paper: Path, content: bytes) -> None:
    beside = paper.with_name(f".{paper.name}.sealed")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(paper)


# -- The key: in a file ----------------------------------------------------------------------------


class _KeySigner(Signer):
    """Signs with a key in memory; pyHanko's own reads and checks it anew for each paper, four times as long as all the rest."""

    def __init__(self, material: certificates.Material) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple(_asn1(certificate) for certificate in material.chain)
        super().__init__(signing_cert=_asn1(material.certificate), cert_registry=registry)
        self.key = material.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        algorithm = get_pyca_cryptography_hash(digest_algorithm)
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(data, PKCS1v15(), algorithm)
        return self.key.sign(data, ECDSA(algorithm))


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


# -- The key: in a token (PKCS#11) -------------------------------------------------------------------

_token: tuple[tuple[Any, ...], PKCS11Signer] | None = None
"""The open session of this process, with what it was opened with."""

_pin_refused: tuple[Any, ...] | None = None
"""What a token has refused: it locks itself after a few wrong PINs, so no second paper tries the same one."""


def _with_token(use: Callable[[Signer], tuple[Seal, bytes]]) -> tuple[Seal, bytes]:
    """Seal with the token; once more with a session opened anew where it was gone in between."""
    try:
        return use(_signer_from_token())
    except PKCS11Error as error:
        logger.warning("The token with the seal does not answer (%r); its session is opened anew.", error)
    try:
        _let_go_of_the_token()
        return use(_signer_from_token())
    except PKCS11Error as error:
        _forget_the_token()
        raise SealingFailed(
            _(
                "The token with the City’s seal does not answer (%(error)s). Ask whoever looks after this machine whether it is plugged in and its name and label are right, then try again."
            )
            % {"error": str(error) or type(error).__name__}
        ) from error


def _signer_from_token() -> PKCS11Signer:
    global _token, _pin_refused
    opened_with = (
        os.getpid(),
        settings.SEAL_PKCS11_MODULE,
        settings.SEAL_PKCS11_TOKEN,
        settings.SEAL_PKCS11_LABEL,
        settings.SEAL_PKCS11_PIN,
    )
    if _token is None or _token[0] != opened_with:
        if _pin_refused == opened_with:
            raise SealingFailed(_wrong_pin())
        try:
            session = open_pkcs11_session(
                settings.SEAL_PKCS11_MODULE,
                token_criteria=TokenCriteria(label=settings.SEAL_PKCS11_TOKEN),
                user_pin=settings.SEAL_PKCS11_PIN or None,
            )
        except (PinIncorrect, PinInvalid, PinLenRange, PinLocked) as error:
            _pin_refused = opened_with
            raise SealingFailed(_wrong_pin()) from error
        signer = PKCS11Signer(session, cert_label=settings.SEAL_PKCS11_LABEL, other_certs_to_pull=None)
        _token = opened_with, signer
    return _token[1]


def _wrong_pin() -> str:
    return _(
        "The token with the City’s seal refuses its PIN. Ask whoever looks after this machine to check SEAL_PKCS11_PIN and to start the workers anew, then try again; after a few wrong PINs a token locks itself."
    )


def _forget_the_token() -> None:
    global _token
    _token = None


def _let_go_of_the_token() -> None:
    """Have the module look for its tokens again; it knows only those that were there when it began."""
    _forget_the_token()
    gc.collect()  # a session closes itself before the module ends, not after
    pkcs11.lib(settings.SEAL_PKCS11_MODULE).reinitialize()


# -- The time stamp -------------------------------------------------------------------------------


class _Stamp(UnsignedAttributeProviderSpec):
    """Asks for a time stamp of the signature where an authority is configured; a paper never waits longer for it than that."""

    def __init__(self) -> None:
        self.token: cms.ContentInfo | None = None
        self.note = ""

    def unsigned_attr_providers(
        self, signature: bytes, signed_attrs: cms.CMSAttributes, digest_algorithm: str
    ) -> Iterable[CMSAttributeProvider]:
        return [_StampProvider(self, digest_algorithm, signature)] if settings.SEAL_TSA_URL else []


class _StampProvider(CMSAttributeProvider):
    attribute_type = "signature_time_stamp_token"

    def __init__(self, stamp: _Stamp, algorithm: str, signature: bytes) -> None:
        self.stamp, self.algorithm = stamp, algorithm
        self.digest = hashlib.new(algorithm, signature).digest()

    async def build_attr_value(self, dry_run: bool = False) -> cms.ContentInfo | None:
        try:
            self.stamp.token = await _Authority().stamp(self.digest, self.algorithm)
        except NoTimeStamp as none:
            logger.warning("A paper was sealed without a time stamp: %s", none)
            self.stamp.note = str(none)
        return self.stamp.token


class NoTimeStamp(Exception):
    """The time-stamp authority gave none; says why."""


class _Authority(TimeStamper):
    """The time-stamp authority (RFC 3161) of SEAL_TSA_URL."""

    async def stamp(self, digest: bytes, algorithm: str) -> cms.ContentInfo:
        """A token over the digest that truly is one. Raises ``NoTimeStamp``."""
        try:
            token = await self.async_timestamp(digest, algorithm)
            found = await validate_tst_signed_data(
                token["content"],
                ValidationContext(trust_roots=[]),
                lambda name: _same(name, algorithm, digest),
            )
        except NoTimeStamp:
            raise
        except Exception as error:
            # What a stranger's server sends can break its reader in any way, and the paper is worth more.
            raise NoTimeStamp(_NONSENSE % {"error": type(error).__name__}) from error
        if not (found["intact"] and found["valid"]):
            raise NoTimeStamp(_NONSENSE % {"error": _("its signature is wrong")})
        if len(token.dump()) > ROOM_FOR_TIME_STAMP:
            raise NoTimeStamp(_NONSENSE % {"error": _("it is too long")})
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        answer = _ask(req.dump())
        # A refusal has no token (RFC 3161, 2.4.2), which asn1crypto does not read; so its status is read by itself.
        status = tsp.PKIStatusInfo.load(parser.parse(answer)[4], strict=False)["status"].native
        if status not in ("granted", "granted_with_mods"):
            raise NoTimeStamp(_("the time-stamp authority refused (%(status)s)") % {"status": status})
        return tsp.TimeStampResp.load(answer)


_NONSENSE = gettext_lazy("the time-stamp authority answered something that is no time stamp (%(error)s)")


def _same(named: str, algorithm: str, digest: bytes) -> bytes:
    return digest if named == algorithm else b""


def _ask(question: bytes) -> bytes:
    """The answer of the authority, or ``NoTimeStamp`` after SEAL_TSA_SECONDS, whatever it is that hangs.

    In a thread of its own that is left behind: neither a slow name server nor
    an answer that trickles in byte by byte is ended by a socket's own time limit.
    """
    answer: list[bytes | Exception] = []
    asking = threading.Thread(target=_fetch, args=(question, answer), daemon=True)
    asking.start()
    asking.join(settings.SEAL_TSA_SECONDS)
    given = answer[0] if answer else TimeoutError()
    # The socket's own limit is as long, so it may be the one that speaks.
    if isinstance(getattr(given, "reason", given), TimeoutError):
        raise NoTimeStamp(
            _("the time-stamp authority did not answer within %(seconds)g seconds")
            % {"seconds": settings.SEAL_TSA_SECONDS}
        )
    if isinstance(given, Exception):
        raise NoTimeStamp(
            _("the time-stamp authority cannot be reached (%(error)s)") % {"error": given}
        ) from given
    return given


def _fetch(question: bytes, answer: list[bytes | Exception]) -> None:
    try:
        with urllib.request.urlopen(_query(question), timeout=settings.SEAL_TSA_SECONDS) as response:  # noqa: S310 - checks.py takes http and https only
            answer.append(response.read(2 * ROOM_FOR_TIME_STAMP))
    except urllib.error.HTTPError as error:
        error.close()
        answer.append(error)
    except Exception as error:  # noqa: BLE001 - handed over to the thread that waits
        answer.append(error)


def _query(question: bytes) -> urllib.request.Request:
    """The question as RFC 3161, 3.4, sends it; a name and password in the address go into a header."""
    parts = urlsplit(settings.SEAL_TSA_URL)
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    if parts.username:
        who = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(who.encode()).decode()}"
    address = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return urllib.request.Request(address, question, headers)  # noqa: S310 - see _fetch


# -- Reading seals ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """A seal that stands on a file, ours or a stranger's.

    ``intact``: what it covers is unchanged; ``whole``: it covers the whole file,
    and nothing came after it.
    """

    certificate: str
    intact: bool
    whole: bool
    timestamped: bool


class Unreadable(Exception):
    """The bytes are no PDF, or one that is damaged."""


def read(content: bytes) -> list[Found]:
    """The seals and signatures on a file, none trusted for what they say of themselves. Raises ``Unreadable``.

    Parses what strangers send: only in a child that can be killed, or with files of ours.
    """
    try:
        return [_found(one) for one in PdfFileReader(io.BytesIO(content)).embedded_regular_signatures]
    except Exception as error:
        # A file made to break its reader is a damaged file.
        raise Unreadable(repr(error)[:500]) from error


def _found(signature: Any) -> Found:
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[]))
    stamp = status.timestamp_validity
    return Found(
        certificate=status.signing_cert.sha256.hex(),
        intact=bool(status.intact and status.valid),
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        timestamped=bool(stamp and stamp.intact and stamp.valid),
    )
