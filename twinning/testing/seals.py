"""Certificates, tokens and time-stamp authorities for tests: all made here, none from outside."""

import contextlib
import datetime as dt
import io
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pkcs11
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from pkcs11.util.rsa import decode_rsa_private_key
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from twinning import clock
from twinning.records import documents, sealing
from twinning.records.models import Document, Issue

YEAR = dt.timedelta(days=365)
PASSWORD = "seven bridges"
PIN = "4711"
MODULES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")


def hand_out(issue: Issue) -> bytes:
    """Make an issued paper ready with an empty page in its place, truly sealed and kept; hands back its bytes."""
    with tempfile.TemporaryDirectory(dir=settings.PAPERS_DIR) as folder:
        made = plain_pdf(Path(folder) / "paper.pdf")
        seal = sealing.seal(made, city="City of Lacombe", contact="", number=issue.number)
        sha256, size = documents._store(made)
    Document.objects.filter(pk=issue.document_id).update(state="ready", sha256=sha256, size=size)
    Issue.objects.filter(pk=issue.pk).update(
        sealed_at=seal.at, sealed_by=seal.by, certificate=seal.certificate, timestamped=seal.timestamped
    )
    issue.refresh_from_db()
    return documents.path_of(sha256).read_bytes()


def plain_pdf(path: Path) -> Path:
    """One empty page."""
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(path)
    return path


def certificate(
    key: Any,
    name: str = "City of Lacombe",
    *,
    starts: dt.timedelta = -YEAR,
    ends: dt.timedelta = YEAR,
    usage: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    """A self-signed certificate that is valid from and to so long after now."""
    now, subject = clock.of_the_machine(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + starts)
        .not_valid_after(now + ends)
    )
    if usage is not None:
        built = built.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return built.sign(key, hashes.SHA256())


def bought(path: Path, *, password: str = PASSWORD, key: Any = None, **more: Any) -> x509.Certificate:
    """Put a certificate with its key where SEAL_PKCS12 looks for it."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    made = certificate(key, **more)
    lock = serialization.BestAvailableEncryption(password.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, made, None, lock))
    return made


# -- A token ------------------------------------------------------------------------------------------


class Token:
    """A SoftHSM token in a folder of its own, with a key and its certificate."""

    label, name = "seal", "Lacombe"

    def __init__(self, folder: Path) -> None:
        self.folder, self.module = folder, module()
        (folder / "tokens").mkdir(parents=True)
        (folder / "softhsm2.conf").write_text(
            f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n"
        )
        self.environment = {"SOFTHSM2_CONF": str(folder / "softhsm2.conf")}
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", self.name, "--so-pin", PIN, "--pin", PIN],
            env=os.environ | self.environment,
            check=True,
            capture_output=True,
        )
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = certificate(self.key)

    def fill(self) -> None:
        """Put the key and the certificate on it."""
        lib = pkcs11.lib(self.module)
        lib.reinitialize()
        with lib.get_token(token_label=self.name).open(rw=True, user_pin=PIN) as session:
            der = self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.TraditionalOpenSSL,
                serialization.NoEncryption(),
            )
            session.create_object(
                decode_rsa_private_key(der)
                | {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: self.label}
            )
            session.create_object(
                {
                    pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
                    pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                    pkcs11.Attribute.TOKEN: True,
                    pkcs11.Attribute.LABEL: self.label,
                    pkcs11.Attribute.SUBJECT: self.certificate.subject.public_bytes(),
                    pkcs11.Attribute.VALUE: self.certificate.public_bytes(serialization.Encoding.DER),
                }
            )

    def pull_out(self) -> None:
        """As if somebody took the token from the machine while it was in use."""
        shutil.move(self.folder / "tokens", self.folder / "elsewhere")
        (self.folder / "tokens").mkdir()
        pkcs11.lib(self.module).reinitialize()

    def plug_in(self) -> None:
        (self.folder / "tokens").rmdir()
        shutil.move(self.folder / "elsewhere", self.folder / "tokens")


def module() -> str:
    return next(path for path in MODULES if Path(path).exists())


# -- A time-stamp authority ------------------------------------------------------------------------------


NO = b"\x30\x05" + tsp.PKIStatusInfo({"status": "rejection"}).dump()
"""What an authority answers that does not want to."""


def time_stamps() -> Callable[[bytes], bytes]:
    """An authority that answers as it should: a question in, a time stamp out."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = certificate(key, "Time", usage=ExtendedKeyUsageOID.TIME_STAMPING)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    stamper = DummyTimeStamper(
        asn1.Certificate.load(made.public_bytes(serialization.Encoding.DER)),
        keys.PrivateKeyInfo.load(private),
    )
    return lambda question: stamper.request_tsa_response(tsp.TimeStampReq.load(question)).dump()


@contextlib.contextmanager
def authority(answer: Callable[[bytes], bytes], status: int = 200) -> Iterator[str]:
    """A server on this machine that answers each question with ``answer``; hands back its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            with contextlib.suppress(OSError):  # whoever asked may have gone
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def with_something_added(content: bytes) -> bytes:
    """A file with an incremental update after its end, as an editor makes it that leaves what is before alone."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Added"] = generic.TextStringObject("later")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
