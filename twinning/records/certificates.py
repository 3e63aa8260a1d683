"""The certificate that papers are sealed with: one that the City bought, or one that it made itself.

The self-made one is made once, when the first paper is issued: a root, and the
certificate of the seal under it. The root's key is thrown away in the same
moment, so that nobody can ever vouch with it for anything else.
"""

import contextlib
import datetime as dt
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from twinning import clock

KEY_BITS = 3072
"""RSA, not a curve: Acrobat of any age, poppler and every other reader checks it, and it costs a few milliseconds
more. 3072 bits are held to be good beyond 2030 (NIST SP 800-57 part 1, table 2)."""

VALID_FOR = dt.timedelta(days=3652)
LONGEST_NAME = 64
"""X.520: what a certificate may hold as a name."""

FILE = "seal.pem"

logger = logging.getLogger(__name__)


class SealingFailed(Exception):
    """The paper was not sealed, so it is not issued; says why, and how to put it right."""


Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Material:
    """What a seal is made with."""

    key: Key
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of a certificate, by which a paper names it."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def common_name(certificate: x509.Certificate) -> str:
    """Whom a certificate speaks of."""
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := certificate.subject.get_attributes_for_oid(kind):
            return str(found[0].value)
    return certificate.subject.rfc4514_string()


def material() -> Material:
    """The certificate of the seal with its key, read again only when its file has changed. Raises ``SealingFailed``."""
    global _read
    path = Path(settings.SEAL_PKCS12) if settings.SEAL_PKCS12 else _self_made()
    try:
        at = path.stat()
        stamp = (path, at.st_mtime_ns, at.st_size, at.st_ino, settings.SEAL_PASSWORD)
        if _read is None or _read[0] != stamp:
            content = path.read_bytes()
            _read = stamp, _from_pkcs12(content) if settings.SEAL_PKCS12 else _from_pem(content)
    except OSError as error:
        raise SealingFailed(
            _(
                "The file with the City’s seal cannot be read (%(file)s: %(error)s). Ask whoever looks after this machine to put it back, then try again."
            )
            % {"file": path, "error": error.strerror}
        ) from error
    return _read[1]


_read: tuple[tuple[object, ...], Material] | None = None


def require_valid(certificate: x509.Certificate) -> None:
    """Raises ``SealingFailed`` for a certificate whose time is over or has not begun, by the machine's own clock."""
    from twinning.records.templatetags.house import day

    now = clock.of_the_machine()
    if now > certificate.not_valid_after_utc:
        raise SealingFailed(
            _(
                "The certificate of the City’s seal expired on %(day)s. Ask whoever looks after this machine to put a new one in its place, then try again."
            )
            % {"day": day(certificate.not_valid_after_utc.date())}
        )
    if now < certificate.not_valid_before_utc:
        raise SealingFailed(
            _(
                "The certificate of the City’s seal is valid from %(day)s on only. Ask whoever looks after this machine whether its clock is right, then try again."
            )
            % {"day": day(certificate.not_valid_before_utc.date())}
        )


def root() -> x509.Certificate | None:
    """The root that the City made itself, for whoever wants to trust it; none where there is none to be had. Reads no key."""
    if settings.SEAL_PKCS12 or settings.SEAL_PKCS11_MODULE:
        return None
    try:
        return x509.load_pem_x509_certificates((_folder() / FILE).read_bytes())[-1]
    except FileNotFoundError:
        return None  # no paper was issued yet
    except (OSError, ValueError):
        logger.exception("The City's own root certificate cannot be read.")
        return None


# -- A certificate that was bought ------------------------------------------------------------------


def _from_pkcs12(content: bytes) -> Material:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, settings.SEAL_PASSWORD.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise SealingFailed(
            _(
                "The City’s seal cannot be opened: its password is wrong, or its file is damaged. Ask whoever looks after this machine to check SEAL_PKCS12 and SEAL_PASSWORD, then try again."
            )
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) or certificate is None:
        raise SealingFailed(
            _(
                "The file with the City’s seal holds no RSA or EC key with its certificate. Ask whoever looks after this machine to export both into SEAL_PKCS12, then try again."
            )
        )
    return Material(key, certificate, tuple(others))


# -- A certificate of our own making ------------------------------------------------------------------


def _folder() -> Path:
    return Path(settings.SEAL_DIR)


def _self_made() -> Path:
    """The file with the City's own seal; made where it is not there, once, however many workers ask."""
    kept = _folder() / FILE
    if not kept.exists():
        _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        _keep(_made_now(), kept)
    return kept


def _keep(content: bytes, kept: Path) -> None:
    """Put the whole file in its place, unless somebody else was first; readable by its owner only."""
    handle, beside = tempfile.mkstemp(dir=kept.parent, prefix=".coming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(beside, kept)
    finally:
        Path(beside).unlink()


def _made_now() -> bytes:
    """A root and the seal's certificate under it, in the City's name as it is now."""
    # Here, because seals are read in a child that has no models.
    from twinning.municipality.models import Municipality

    ours = Municipality.ours()
    city = _("%(city)s (demonstration)") % {"city": ours.name} if ours.demonstration else ours.name
    root_key, seal_key = _new_key(), _new_key()
    root_name = _name(_("Root of the seal: %(city)s") % {"city": city}, ours.name)
    root_id = x509.SubjectKeyIdentifier.from_public_key(root_key.public_key())
    root = (
        _certificate(root_name, root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(vouches=True), critical=True)
        .add_extension(root_id, critical=False)
        .sign(root_key, hashes.SHA256())
    )
    seal = (
        _certificate(_name(city, ours.name), root_name, seal_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(vouches=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(seal_key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(root_id), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    key = seal_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in (seal, root))


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def _name(common: str, city: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, city[:LONGEST_NAME]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:LONGEST_NAME]),
        ]
    )


def _certificate(subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey) -> x509.CertificateBuilder:
    now = clock.of_the_machine()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # Clocks of those who check differ a little.
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + VALID_FOR)
    )


def _usage(*, vouches: bool) -> x509.KeyUsage:
    """A root signs certificates and nothing else, a seal signs papers and stands by them."""
    return x509.KeyUsage(
        digital_signature=not vouches,
        content_commitment=not vouches,
        key_cert_sign=vouches,
        crl_sign=vouches,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _from_pem(content: bytes) -> Material:
    try:
        key = serialization.load_pem_private_key(content, password=None)
        certificate, *chain = x509.load_pem_x509_certificates(content)
    except ValueError as error:
        raise SealingFailed(
            _(
                "The file with the City’s seal is damaged (%(file)s). Ask whoever looks after this machine to bring it back from a backup, then try again."
            )
            % {"file": _folder() / FILE}
        ) from error
    assert isinstance(key, rsa.RSAPrivateKey)
    return Material(key, certificate, tuple(chain))
