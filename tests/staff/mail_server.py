"""A small mail server on this machine, with or without encryption and accounts, that keeps what it gets."""

import base64
import datetime as dt
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

ACCOUNT = ("opco", "un secret")
REFUSED = "inconnu@exemple.fr"


@dataclass
class Received:
    """One message, as the server got it."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    encrypted: bool
    account: str | None


@dataclass
class Mailbox:
    """What a server got, and how it behaves."""

    port: int = 0
    tls: ssl.SSLContext | None = None
    from_start: bool = False
    asks_account: bool = False
    answer: str = "250 OK"
    silent: bool = False
    received: list[Received] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.box: Mailbox = self.server.box
        self.encrypted = False
        self.account: str | None = None
        self.sender, self.recipients = "", []
        try:
            if self.box.silent:
                self.rfile.readline()
                return
            if self.box.from_start:
                self.encrypt()
            self.say("220 essai ESMTP")
            while line := self.rfile.readline():
                if not self.answer(line.decode().rstrip("\r\n")):
                    return
        except OSError:
            # The other side has gone: a certificate that it refuses, for one.
            return

    def finish(self) -> None:
        if self.encrypted:
            for one in (self.wfile, self.rfile, self.request):
                one.close()
        else:
            super().finish()

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def encrypt(self) -> None:
        assert self.box.tls is not None
        self.rfile.close()
        self.wfile.close()
        self.request = self.box.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.encrypted = True

    def answer(self, line: str) -> bool:
        word = line.split(" ")[0].upper()
        if word == "EHLO":
            offers = ["essai"]
            if self.box.tls is not None and not self.encrypted:
                offers.append("STARTTLS")
            if self.box.asks_account:
                offers.append("AUTH PLAIN")
            for offer in offers[:-1]:
                self.say(f"250-{offer}")
            self.say(f"250 {offers[-1]}")
        elif word == "STARTTLS":
            self.say("220 allez-y")
            self.encrypt()
        elif word == "AUTH":
            _, name, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
            self.account = name if (name, password) == ACCOUNT else None
            self.say("235 OK" if self.account else "535 compte refusé")
        elif word == "MAIL":
            self.sender = line.partition("<")[2].partition(">")[0]
            self.say("530 compte" if self.box.asks_account and not self.account else self.box.answer)
        elif word == "RCPT":
            address = line.partition("<")[2].partition(">")[0]
            self.recipients += [] if address == REFUSED else [address]
            self.say("550 inconnu" if address == REFUSED else "250 OK")
        elif word == "DATA":
            self.say("354 allez-y")
            self.take()
            self.say("250 OK")
        elif word == "QUIT":
            self.say("221 au revoir")
            return False
        else:
            self.say("250 OK")
        return True

    def take(self) -> None:
        data = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            data += line.removeprefix(b".") if line.startswith(b"..") else line
        message = message_from_bytes(data, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.box.received.append(
            Received(self.sender, list(self.recipients), message, self.encrypted, self.account)
        )


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(**behaviour: Any) -> Iterator[Mailbox]:
    """A server that runs in a thread until the block ends."""
    box = Mailbox(**behaviour)
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.box = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that nobody knows yet, and a server's side that shows it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificat.pem", folder / "cle.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
