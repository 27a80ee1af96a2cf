"""Tells people by e-mail what a run did; off unless the settings name a server."""

import os
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from proexp_batch.decision.facts import Status
from proexp_batch.documents.catalogue import words_of
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import plural, printable, typo
from proexp_batch.settings.watch import MailConfig, WatchConfig
from proexp_batch.watch.journal import OTHERS, RunSummary

TIMEOUT = 30.0
_PORTS = {"aucune": 25, "starttls": 587, "tls": 465}
_REFUSED = (Status.TO_CORRECT.value, Status.UNREADABLE.value)
_LABELS = {
    **{status.value: status.label for status in Status},
    "issued": "attestations",
    "deposits": "dépôts traités",
    "incomplete": "fichiers qui ne deviennent jamais complets",
    "quarantine": "fichiers mis en quarantaine",
    OTHERS: "fichiers laissés de côté dans le dépôt, qui ne sont pas des classeurs",
}
_MOST_FAILURES = 20


class _NotSentError(Exception):
    """The message is the reason, in French."""


def notify(config: WatchConfig, summary: RunSummary, environ: Mapping[str, str] | None = None) -> str | None:
    """Send the summary of a run if the settings ask for it; give the French sentence that says why it could not be.

    It never raises and waits at most some `TIMEOUT`: the import goes on without an e-mail.
    """
    mail = config.courriel
    if mail is None or not _wanted(mail, summary):
        return None
    try:
        refused = _send(mail, _message(config, mail, summary), os.environ if environ is None else environ)
    except _NotSentError as error:
        return typo(f"Le courriel n'a pas été envoyé : {error}.")
    if refused:
        return typo(
            f"Le courriel n'est pas parti pour {plural(refused, 'destinataire')}, que le serveur refuse."
        )
    return None


def _wanted(mail: MailConfig, summary: RunSummary) -> bool:
    failed = bool(summary.failures or summary.problem)
    refused = any(summary.counts.get(status) for status in _REFUSED)
    match mail.quand:
        case "echec":
            return failed
        case "refus":
            return failed or refused
    # A run that found nothing is no batch: a timer would send one every few minutes.
    return failed or any(count for name, count in summary.counts.items() if name != OTHERS)


def _message(config: WatchConfig, mail: MailConfig, summary: RunSummary) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject(summary)
    message["From"] = mail.expediteur
    message["To"] = ", ".join(mail.destinataires)
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=mail.expediteur.partition("@")[2])
    # An absence message is no answer to a program.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body(config, summary))
    return message


def subject(summary: RunSummary) -> str:
    """A short subject: how many dossiers, how many refused, or that the run failed."""
    if summary.problem:
        return typo(f"Import des dossiers arrêté sur {summary.host}")
    dossiers = sum(summary.counts.get(status.value, 0) for status in Status)
    parts = [plural(dossiers, "dossier")]
    refused = sum(summary.counts.get(status, 0) for status in _REFUSED)
    if refused:
        parts.append(plural(refused, "refusé"))
    if summary.failures:
        parts.append(plural(len(summary.failures), "échec"))
    return typo(f"Import des dossiers : {', '.join(parts)}")


def body(config: WatchConfig, summary: RunSummary) -> str:
    """The text: when, what came out, what failed, where to look; no name of a file or a person."""
    start, end = (moment.astimezone() for moment in (summary.started, summary.finished))
    lines = [f"Machine : {summary.host}", f"Du {start:%d/%m/%Y %H:%M:%S} au {end:%d/%m/%Y %H:%M:%S}", ""]
    if summary.problem:
        lines += [f"Le lot n'a pas pu être terminé : {summary.problem}", ""]
    for name, count in summary.counts.items():
        if count:
            lines.append(f"- {_LABELS.get(name) or words_of(name)[1]} : {count}")
    if summary.failures:
        lines += ["", f"{plural(len(summary.failures), 'échec')} :"]
        lines += [f"- {failure}" for failure in summary.failures[:_MOST_FAILURES]]
        if len(summary.failures) > _MOST_FAILURES:
            lines.append(f"- et {len(summary.failures) - _MOST_FAILURES} autres, dans le journal")
    if summary.deadlines:
        lines += ["", *summary.deadlines]
    lines += [
        "",
        "Où regarder :",
        f"- les dossiers : proexp-batch registre --registre {config.registre}",
        "- l'état : proexp-batch etat, avec le même fichier de réglages",
        f"- le journal : {config.journal}",
        f"- les résultats : {config.sortie}",
        f"- la quarantaine : {config.quarantaine}",
    ]
    return "\n".join(printable(typo(line)) for line in lines) + "\n"


def _send(mail: MailConfig, message: EmailMessage, environ: Mapping[str, str]) -> int:
    """Send it; give how many recipients the server refuses while it takes others."""
    password = environ.get(mail.mot_de_passe_env or "")
    if mail.utilisateur and not password:
        raise _NotSentError(f"la variable {mail.mot_de_passe_env} ne contient pas de mot de passe")
    port = mail.port or _PORTS[mail.securite]
    try:
        with _connected(mail, port) as server:
            if mail.securite == "starttls":
                server.starttls(context=ssl.create_default_context())
            if mail.utilisateur and password:
                server.login(mail.utilisateur, password)
            return len(server.send_message(message))
    except ssl.SSLError as error:
        raise _NotSentError(
            f"le chiffrement avec {mail.serveur} a échoué ({error.reason or error})"
        ) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise _NotSentError(_reason(error, mail, port)) from None


def _connected(mail: MailConfig, port: int) -> smtplib.SMTP:
    if mail.securite == "tls":
        return smtplib.SMTP_SSL(mail.serveur, port, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(mail.serveur, port, timeout=TIMEOUT)


def _reason(error: Exception, mail: MailConfig, port: int) -> str:
    """Why, in French; the words of the server may hold addresses and stay out of it."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"{mail.serveur} refuse le compte ou le mot de passe"
        case smtplib.SMTPRecipientsRefused():
            return f"{mail.serveur} refuse tous les destinataires"
        case smtplib.SMTPSenderRefused():
            return f"{mail.serveur} refuse l'expéditeur"
        case smtplib.SMTPNotSupportedError():
            return f"{mail.serveur} ne sait pas faire ce que demandent « securite » et « utilisateur »"
        case smtplib.SMTPResponseException():
            return f"{mail.serveur} a répondu {error.smtp_code}"
        case smtplib.SMTPException():
            return f"{mail.serveur}, port {port}, ne répond pas ou a coupé la connexion"
        case TimeoutError():
            return f"{mail.serveur}, port {port}, ne répond pas"
        case OSError():
            return f"{mail.serveur}, port {port} : {why(error)}"
    return "le message ou la réponse du serveur n'est pas correct"
