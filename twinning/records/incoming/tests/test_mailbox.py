"""The mailbox: mails are copied out of a server that speaks IMAP, each once, and left there as they are."""

import os
import re
import shlex
import socket
import socketserver
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from twinning.records.incoming import mailbox
from twinning.records.models import IncomingMail, MailboxPosition
from twinning.records.tasks import fetch_mail
from twinning.testing.mails import mail


class Server(socketserver.ThreadingTCPServer):
    """As much of IMAP4rev1 (RFC 3501) as a reader of one folder needs; whatever would change the folder is refused."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: dict[int, bytes] = {}
        self.validity = 7
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"imap://twinning%40lacombe.example:s%2Fcret@127.0.0.1:{self.server_address[1]}/Partner%20mail"


class Conversation(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.say("* OK ready")
        for line in self.rfile:
            tag, _space, command = line.decode().strip().partition(" ")
            self.server.asked.append(command)
            self.answer(tag, command)
            if command.upper() == "LOGOUT":
                return

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def answer(self, tag: str, command: str) -> None:
        name = command.upper()
        if name == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
        elif name.startswith("LOGIN"):
            right = shlex.split(command) == ["LOGIN", "twinning@lacombe.example", "s/cret"]
            self.say(f"{tag} {'OK done' if right else 'NO [AUTHENTICATIONFAILED] wrong password'}")
        elif name == 'EXAMINE "PARTNER MAIL"':
            self.say(f"* {len(self.server.mails)} EXISTS", f"* OK [UIDVALIDITY {self.server.validity}] valid")
            self.say(f"{tag} OK [READ-ONLY] done")
        elif found := re.fullmatch(r"UID SEARCH UID (\d+):\*", name):
            last = max(self.server.mails, default=0)
            # “n:*” always means the last mail too, whatever its number (RFC 3501, 6.4.8).
            fits = [uid for uid in self.server.mails if uid >= int(found.group(1)) or uid == last]
            self.say(f"* SEARCH {' '.join(map(str, fits))}", f"{tag} OK done")
        elif found := re.fullmatch(
            r"UID FETCH (\d+) \(BODY\.PEEK\[(HEADER)?\] UID FLAGS RFC822\.SIZE\)", name
        ):
            self.hand_over(tag, int(found.group(1)), bool(found.group(2)))
        elif name == "LOGOUT":
            self.say("* BYE", f"{tag} OK done")
        else:
            self.say(f"{tag} BAD not in this test")

    def hand_over(self, tag: str, uid: int, head_only: bool) -> None:
        raw = self.server.mails[uid]
        said = raw[: raw.index(b"\r\n\r\n") + 4] if head_only else raw
        part = "HEADER" if head_only else ""
        self.wfile.write(
            f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)} FLAGS () BODY[{part}] {{{len(said)}}}\r\n".encode()
        )
        self.wfile.write(said + b")\r\n")
        self.say(f"{tag} OK done")


@pytest.fixture
def server(db):
    with Server() as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()


def subjects() -> list[str]:
    return list(IncomingMail.objects.order_by("pk").values_list("subject", flat=True))


def test_each_mail_is_received_once_and_the_mailbox_is_left_as_it_is(server):
    server.mails = {3: mail(Subject="Three"), 5: mail(Subject="Five", Message_ID="<5@x>")}
    assert mailbox.fetch(server.url) == 2
    assert mailbox.fetch(server.url) == 0
    server.mails[6] = mail(Subject="Six", Message_ID="<6@x>")
    assert mailbox.fetch(server.url) == 1
    assert subjects() == ["Three", "Five", "Six"]
    assert MailboxPosition.objects.get().last_uid == 6
    assert [
        asked for asked in server.asked if re.match(r"(UID )?(STORE|COPY|MOVE)|EXPUNGE|SELECT", asked)
    ] == []


def test_where_the_server_has_numbered_its_mails_anew_none_is_kept_twice(server):
    server.mails = {3: mail(Subject="Three")}
    mailbox.fetch(server.url)
    server.validity, server.mails = 8, {1: mail(Subject="Three"), 2: mail(Subject="New")}
    assert mailbox.fetch(server.url) == 2
    assert subjects() == ["Three", "New"]


def test_of_a_mail_that_is_too_large_only_the_head_is_asked_for(server, settings):
    settings.MAIL_IN_MAX_BYTES = 1000
    server.mails = {1: mail(b"x" * 5000, Subject="Film"), 2: mail(Subject="Small")}
    mailbox.fetch(server.url)
    assert subjects() == ["Film", "Small"]
    assert IncomingMail.objects.get(subject="Film").reason.startswith("The mail is larger than")
    assert not any(asked.startswith("UID FETCH 1 (BODY.PEEK[] ") for asked in server.asked)


def test_a_mail_that_cannot_be_stored_now_is_there_the_next_time(server, settings, tmp_path, mail_in):
    server.mails = {1: mail(Subject="First"), 2: mail(Subject="Second", Message_ID="<2@x>")}
    settings.MAIL_IN_DIR = tmp_path / "blocked"
    settings.MAIL_IN_DIR.write_text("a file where a folder should be")
    with pytest.raises(mailbox.Unreachable):
        mailbox.fetch(server.url)
    assert MailboxPosition.objects.get().last_uid == 0
    settings.MAIL_IN_DIR = mail_in
    assert mailbox.fetch(server.url) == 2
    assert subjects() == ["First", "Second"]


def test_a_wrong_password_is_said_without_it(server, settings, caplog):
    settings.MAIL_IN_URL = server.url.replace("s%2Fcret", "guessed")
    fetch_mail()
    (said,) = [record.getMessage() for record in caplog.records if record.name == "twinning.records.tasks"]
    assert "could not be read" in said and "wrong password" in said
    assert "guessed" not in said


@pytest.mark.django_db
def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(mailbox.Unreachable, match="could not be read"):
        mailbox.fetch(f"imap://a:b@127.0.0.1:{port}/INBOX")


def test_by_hand(server, settings, capsys):
    server.mails = {1: mail()}
    settings.MAIL_IN_URL = server.url
    call_command("fetch_mail")
    assert capsys.readouterr().out == "1 mail received.\n"
    settings.MAIL_IN_URL = ""
    with pytest.raises(CommandError, match="No mailbox is set up"):
        call_command("fetch_mail")
    settings.MAIL_IN_URL = "imap://a:b@mail.example.ca/INBOX"
    with pytest.raises(CommandError, match="without encryption") as refused:
        call_command("fetch_mail")
    assert refused.value.returncode == os.EX_TEMPFAIL


@pytest.mark.parametrize(
    "url",
    [
        "",
        "imaps://mail.example.ca/INBOX",
        "pop3://a:b@c/INBOX",
        "imaps://a:b@c:port/INBOX",
        "imap://a:b@mail.example.ca/",
    ],
)
def test_what_names_no_mailbox_is_refused_in_words(url):
    with pytest.raises(mailbox.Unreachable, match="MAIL_IN_URL"):
        mailbox.address(url)


@pytest.mark.parametrize(
    ("url", "port", "folder"),
    [
        ("imaps://a%40b.ca:p%3Aw@mail.example.ca", 993, "INBOX"),
        ("imap+tls://a%40b.ca:p%3Aw@mail.example.ca/", 143, "INBOX"),
        ("imaps://a%40b.ca:p%3Aw@mail.example.ca:1993/Twinning/M%C3%A9xico", 1993, "Twinning/México"),
    ],
)
def test_what_a_url_says(url, port, folder):
    at = mailbox.address(url)
    assert (at.host, at.port, at.user, at.password, at.folder) == (
        "mail.example.ca",
        port,
        "a@b.ca",
        "p:w",
        folder,
    )
    assert "p:w" not in at.name


def read_settings(question: str, **given: str) -> subprocess.CompletedProcess[str]:
    """What a fresh process makes of the environment."""
    return subprocess.run(
        [sys.executable, "-c", f"from twinning import settings; print({question})"],
        env=os.environ | given, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(("url", "looks"), [("imaps://a:b@c.example/INBOX", "True"), ("", "False")])
def test_only_where_a_mailbox_is_named_somebody_looks_into_it_every_few_minutes(url, looks):
    assert (
        read_settings("'fetch-mail' in settings.CELERY_BEAT_SCHEDULE", MAIL_IN_URL=url).stdout.strip()
        == looks
    )


@pytest.mark.parametrize("address", ["lacombe", "Lacombe <a@b.example>", "a+b@c.example", "a@b@c"])
def test_an_address_that_no_key_fits_into_is_refused_at_the_start(address):
    done = read_settings("1", MAIL_IN_ADDRESS=address)
    assert done.returncode != 0
    assert "MAIL_IN_ADDRESS must be a plain e-mail address" in done.stderr
