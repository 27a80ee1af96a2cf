"""The e-mail: sent to a real server on this machine; a failure is a sentence and never stops the import."""

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proexp_batch.model.wording import NBSP, typo
from proexp_batch.settings.watch import MailConfig, WatchConfig
from proexp_batch.watch import notify as notify_module
from proexp_batch.watch.journal import OTHERS, RunSummary
from proexp_batch.watch.notify import body, notify, subject
from tests.staff.filled import run
from tests.staff.mail_server import ACCOUNT, REFUSED, mail_server
from tests.whole.places import FAULTY

START = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
SUMMARY = RunSummary(
    "serveur-1",
    START,
    START + dt.timedelta(seconds=75),
    {"accepted": 12, "to_correct": 3, "unreadable": 0, "issued": 4},
    ("Dépôt n° 7 : le disque est plein.",),
)
QUIET = replace(SUMMARY, counts={"accepted": 2}, failures=())


def config(port: int, server: str = "localhost", **mail: Any) -> WatchConfig:
    given = {"securite": "aucune", "quand": "toujours"} | mail
    recipients = given.pop("destinataires", ("opco@exemple.fr",))
    courriel = MailConfig(
        serveur=server, expediteur="import@exemple.fr", destinataires=recipients, port=port, **given
    )
    return WatchConfig(depot=Path("/partage/depot"), sortie=Path("/srv/sortie"), courriel=courriel)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    pytest.importorskip("cryptography", reason="cryptography, which makes the certificate, is not installed")
    from tests.staff.mail_server import certificate

    return certificate(tmp_path_factory.mktemp("certificat"))


@pytest.fixture
def trusted(
    secured: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> Iterator[ssl.SSLContext]:
    monkeypatch.setenv("SSL_CERT_FILE", str(secured[0]))
    yield secured[1]


def test_nothing_is_sent_unless_a_server_is_named() -> None:
    assert notify(WatchConfig(depot=Path("d"), sortie=Path("s")), SUMMARY) is None


def test_the_message_arrives_in_plain_french() -> None:
    with mail_server() as box:
        assert notify(config(box.port, destinataires=("a@exemple.fr", "b@exemple.fr")), SUMMARY) is None
    (got,) = box.received
    assert (got.sender, got.recipients) == ("import@exemple.fr", ["a@exemple.fr", "b@exemple.fr"])
    assert (
        got.message["Subject"].replace(NBSP, " ") == "Import des dossiers : 15 dossiers, 3 refusés, 1 échec"
    )
    assert got.message.get_content_type() == "text/plain"
    assert got.message["Auto-Submitted"] == "auto-generated"
    text = got.message.get_content().replace("\r\n", "\n")
    assert text == body(config(0), SUMMARY)
    for part in ("accepté : 12", "à corriger : 3", "attestations : 4", "Dépôt n° 7", "/srv/sortie/journal"):
        assert typo(part) in text
    assert "illisible" not in text


def test_files_that_are_no_workbooks_are_told_and_are_no_reason_to_write() -> None:
    left = replace(SUMMARY, counts={"accepted": 1, OTHERS: 2})
    assert typo("laissés de côté dans le dépôt, qui ne sont pas des classeurs : 2") in body(config(0), left)
    assert notify(config(closed_port()), replace(SUMMARY, counts={OTHERS: 2}, failures=())) is None


def test_a_run_that_stopped_says_so() -> None:
    stopped = replace(SUMMARY, problem="Le partage réseau a été coupé.")
    assert subject(stopped) == "Import des dossiers arrêté sur serveur-1"
    assert typo("n'a pas pu être terminé : Le partage") in body(config(0), stopped)


def test_many_failures_are_counted() -> None:
    many = replace(SUMMARY, failures=tuple(f"Dépôt n° {n} : non." for n in range(50)))
    text = body(config(0), many)
    assert text.count("Dépôt n°") == 20
    assert "et 30 autres" in text


@pytest.mark.parametrize(
    ("when", "summary", "sent"),
    [
        ("toujours", QUIET, True),
        ("toujours", replace(QUIET, counts={}), False),
        ("toujours", replace(QUIET, counts={"accepted": 0}), False),
        ("refus", QUIET, False),
        ("refus", replace(QUIET, counts={"unreadable": 1}), True),
        ("refus", replace(QUIET, problem="Arrêt."), True),
        ("echec", replace(QUIET, counts={"to_correct": 1}), False),
        ("echec", replace(QUIET, failures=("Dépôt n° 1.",)), True),
        ("echec", replace(QUIET, counts={}, problem="Arrêt."), True),
    ],
)
def test_when_it_is_sent(when: str, summary: RunSummary, sent: bool) -> None:
    with mail_server() as box:
        assert notify(config(box.port, quand=when), summary) is None
    assert bool(box.received) is sent


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_encrypted_with_an_account(trusted: ssl.SSLContext, security: str) -> None:
    account = {"utilisateur": ACCOUNT[0], "mot_de_passe_env": "SECRET"}
    with mail_server(tls=trusted, from_start=security == "tls", asks_account=True) as box:
        assert notify(config(box.port, securite=security, **account), SUMMARY, {"SECRET": ACCOUNT[1]}) is None
        wrong = notify(config(box.port, securite=security, **account), SUMMARY, {"SECRET": "non"})
        none = notify(config(box.port, securite=security, **account), SUMMARY, {})
    (got,) = box.received
    assert (got.encrypted, got.account) == (True, ACCOUNT[0])
    assert wrong is not None and "refuse le compte ou le mot de passe" in wrong
    assert none is not None and "la variable SECRET ne contient pas" in none


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_knows_is_refused(
    secured: tuple[Path, ssl.SSLContext], security: str
) -> None:
    with mail_server(tls=secured[1], from_start=security == "tls") as box:
        said = notify(config(box.port, securite=security), SUMMARY)
    assert said is not None and "chiffrement" in said
    assert box.received == []


def test_without_starttls_at_the_server_nothing_leaves_in_clear() -> None:
    with mail_server() as box:
        said = notify(config(box.port, securite="starttls"), SUMMARY)
    assert said is not None and "ne sait pas faire" in said
    assert box.received == []


def closed_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_failures_are_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify_module, "TIMEOUT", 0.3)
    said = [notify(config(closed_port()), SUMMARY)]
    with mail_server(answer="451 plus tard") as box:
        said.append(notify(config(box.port), SUMMARY))
    with mail_server(asks_account=True) as box:
        said.append(notify(config(box.port), SUMMARY))
    with mail_server() as box:
        said.append(notify(config(box.port, destinataires=(REFUSED,)), SUMMARY))
        said.append(notify(config(box.port, destinataires=(REFUSED, "a@exemple.fr")), SUMMARY))
        assert [one.recipients for one in box.received] == [["a@exemple.fr"]]
    with mail_server(silent=True) as box:
        said.append(notify(config(box.port), SUMMARY))
    said.append(notify(config(1, server="nulle.part.invalid"), SUMMARY))
    wanted = [
        "la connexion est refusée",
        "refuse l'expéditeur",
        "refuse l'expéditeur",
        "refuse tous les destinataires",
        "n'est pas parti pour 1 destinataire",
        "ne répond pas",
        "nulle.part.invalid",
    ]
    for sentence, part in zip(said, wanted, strict=True):
        assert sentence is not None and part in sentence.replace(NBSP, " ")
        assert sentence == typo(sentence)


def test_a_real_import_sends_its_summary(tmp_path: Path) -> None:
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "Aubrac.xlsx").write_bytes(FAULTY.read_bytes())
    with mail_server() as box:
        text = f"""
depot = "depot"
sortie = "sortie"
delai = 0
espace_libre = 0
processus = 1
[courriel]
serveur = "localhost"
port = {box.port}
securite = "aucune"
expediteur = "import@exemple.fr"
destinataires = ["opco@exemple.fr"]
"""
        (tmp_path / "proexp.toml").write_text(text, encoding="utf-8")
        done = run("surveiller", "--une-fois", "--config", tmp_path / "proexp.toml")
    assert done.returncode == 1, done.stderr
    (got,) = box.received
    assert "1 dossier, 1 refusé" in got.message["Subject"].replace(NBSP, " ")
    told = got.message.get_content()
    assert typo("à corriger : 1") in told
    journal = "".join(path.read_text("utf-8") for path in (tmp_path / "sortie" / "journal").iterdir())
    for text in (told, journal):
        assert "Aubrac" not in text
