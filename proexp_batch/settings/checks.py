"""What no setting shows by itself: addresses, and settings that do not go together."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from proexp_batch.settings.sources import Given

if TYPE_CHECKING:
    from proexp_batch.settings.watch import MailConfig, WatchConfig


def check_mail(mail: "MailConfig", given: Mapping[str, Given]) -> None:
    """Refuse what is no address, and an account that would be told to everybody.

    Raises:
        ConfigError: there is some.
    """
    for name in ("expediteur", "destinataires"):
        addresses = (mail.expediteur,) if name == "expediteur" else mail.destinataires
        if not addresses:
            raise given[name].fault("« destinataires » est vide ; donnez au moins une adresse")
        for address in addresses:
            if not re.fullmatch(r"[^\s@,;<>]+@[^\s@,;<>]+", address):
                raise given[name].fault(f"« {address} » n'est pas une adresse de la forme nom@domaine")
    if mail.utilisateur and not mail.mot_de_passe_env:
        reason = (
            "avec « utilisateur », donnez « mot_de_passe_env », le nom de la variable qui a le mot de passe"
        )
        raise given["utilisateur"].fault(reason)
    if mail.mot_de_passe_env and not re.fullmatch(r"[A-Za-z_]\w*", mail.mot_de_passe_env):
        raise given["mot_de_passe_env"].fault(
            "« mot_de_passe_env » est le nom d'une variable d'environnement, jamais le mot de passe lui-même"
        )
    if mail.utilisateur and mail.securite == "aucune":
        reason = "un mot de passe ne s'envoie pas en clair ; choisissez « starttls » ou « tls »"
        raise given["securite"].fault(reason)


def check_together(config: "WatchConfig", given: Mapping[str, Given]) -> None:
    """Refuse settings that each could be right, but not together.

    Raises:
        ConfigError: there are some.
    """

    def blamed(*names: str) -> Given:
        return next((given[name] for name in names if name in given), Given(None, "Réglages"))

    if config.abandon < config.delai:
        raise blamed("abandon", "delai").fault("« abandon » doit être au moins égal à « delai »")
    depot = config.depot.absolute()
    for name in ("sortie", "archive", "quarantaine", "journal"):
        folder: Path = getattr(config, name).absolute()
        if folder.is_relative_to(depot):
            reason = (
                f"« {name} » ne peut pas être dans « depot » : ce qui y est écrit serait pris pour un dépôt"
            )
            raise blamed(name, "sortie", "depot").fault(reason)
        if depot.is_relative_to(folder):
            reason = f"« depot » ne peut pas être dans « {name} » : choisissez deux dossiers séparés"
            raise blamed("depot", name).fault(reason)
    if config.registre.absolute().is_relative_to(depot):
        raise blamed("registre", "depot").fault("« registre » ne peut pas être dans « depot »")
