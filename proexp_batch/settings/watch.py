"""The settings of the scheduled import: one TOML file, environment variables, options."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from proexp_batch.model.wording import typo
from proexp_batch.settings.checks import check_mail, check_together
from proexp_batch.settings.sources import (
    ConfigError,
    Given,
    SettingsFile,
    from_environment,
    from_options,
    refuse_misspelt,
)
from proexp_batch.settings.values import Kind, Setting, declared, setting_of

__all__ = ["ConfigError", "MailConfig", "WatchConfig", "keys", "load", "shown_default"]

MAIL = "courriel"
NO_DEPOSIT = Path("/proexp-aucun-depot")
_PREFIX = "PROEXP_"
_MAIL_PREFIX = f"{_PREFIX}{MAIL.upper()}_"
_DAY = 86_400
_IN_OUTPUT = "{sortie}"


@dataclass(frozen=True, slots=True)
class MailConfig:
    """The e-mail that is sent when a batch ends; the password itself stands only in the environment."""

    serveur: str = field(metadata=declared(Kind.TEXT, "le serveur d'envoi (SMTP)"))
    expediteur: str = field(metadata=declared(Kind.TEXT, "l'adresse de l'expéditeur"))
    destinataires: tuple[str, ...] = field(metadata=declared(Kind.TEXTS, "les adresses des destinataires"))
    port: int = field(
        default=0,
        metadata=declared(
            Kind.COUNT,
            "le port ; 0 pour le port habituel : 25 sans chiffrement, 587 avec `starttls`, 465 avec `tls`",
            highest=65_535,
        ),
    )
    securite: Literal["aucune", "starttls", "tls"] = field(
        default="starttls",
        metadata=declared(Kind.CHOICE, "le chiffrement de l'envoi", choices=("aucune", "starttls", "tls")),
    )
    utilisateur: str | None = field(
        default=None, metadata=declared(Kind.TEXT, "le compte d'envoi, si le serveur en demande un")
    )
    mot_de_passe_env: str | None = field(
        default=None,
        metadata=declared(
            Kind.TEXT, "le **nom** de la variable d'environnement qui contient le mot de passe"
        ),
    )
    quand: Literal["toujours", "refus", "echec"] = field(
        default="refus",
        metadata=declared(
            Kind.CHOICE,
            "`toujours` : à chaque lot ; `refus` : si un dossier est refusé ou en cas d'échec ; `echec` : seulement"
            " si quelque chose n'a pas pu être fait",
            choices=("toujours", "refus", "echec"),
        ),
    )


@dataclass(frozen=True, slots=True)
class WatchConfig:
    """The settings of the scheduled import. Paths are as given, or absolute if they stand in a file.

    A default that begins with `{sortie}` stands in the output folder.
    """

    depot: Path = field(metadata=declared(Kind.PATH, "le dossier où les entreprises déposent"))
    sortie: Path = field(metadata=declared(Kind.PATH, "le dossier où écrire les résultats"))
    registre: Path = field(
        default=Path(_IN_OUTPUT, "registre.sqlite"),
        metadata=declared(Kind.PATH, "le fichier du registre, sur un disque local"),
    )
    archive: Path = field(
        default=Path(_IN_OUTPUT, "archive"),
        metadata=declared(Kind.PATH, "le dossier où vont les fichiers traités, mois par mois"),
    )
    quarantaine: Path = field(
        default=Path(_IN_OUTPUT, "quarantaine"),
        metadata=declared(Kind.PATH, "le dossier où vont les fichiers qui ne peuvent pas être traités"),
    )
    journal: Path = field(
        default=Path(_IN_OUTPUT, "journal"), metadata=declared(Kind.PATH, "le dossier du journal")
    )
    retour: Literal["sortie", "depot"] = field(
        default="sortie",
        metadata=declared(
            Kind.CHOICE,
            "où rendre les classeurs annotés : dans le dossier de sortie, ou dans un dossier `retour` à côté du"
            " fichier déposé",
            choices=("sortie", "depot"),
        ),
    )
    delai: float = field(
        default=10.0,
        metadata=declared(
            Kind.NUMBER,
            "un fichier est complet s'il n'a pas changé depuis ce temps",
            unit="secondes",
            highest=3_600,
        ),
    )
    abandon: float = field(
        default=86_400.0,
        metadata=declared(
            Kind.NUMBER,
            "un fichier qui n'est pas complet après ce temps est signalé",
            unit="secondes",
            highest=365 * _DAY,
        ),
    )
    scrutation: float = field(
        default=30.0,
        metadata=declared(
            Kind.NUMBER,
            "le dossier de dépôt est relu à cet intervalle",
            unit="secondes",
            lowest=0.01,
            highest=_DAY,
        ),
    )
    evenements: bool = field(
        default=True,
        metadata=declared(
            Kind.YES_NO, "écouter aussi les événements du système, qui n'arrivent pas d'un partage réseau"
        ),
    )
    lot: int = field(
        default=500,
        metadata=declared(
            Kind.COUNT, "le plus grand nombre de fichiers traités ensemble", lowest=1, highest=10_000
        ),
    )
    espace_libre: int = field(
        default=500,
        metadata=declared(
            Kind.COUNT, "aucun lot ne commence avec moins d'espace libre", unit="Mo", highest=10_000_000
        ),
    )
    bail: float = field(
        default=300.0,
        metadata=declared(
            Kind.NUMBER,
            "le verrou d'une machine qui ne donne plus signe de vie tombe après ce temps",
            unit="secondes",
            lowest=1,
            highest=_DAY,
        ),
    )
    processus: int = field(
        default=0,
        metadata=declared(
            Kind.COUNT, "le nombre de processus ; 0 pour autant que de processeurs", highest=256
        ),
    )
    parametres: Path | None = field(
        default=None, metadata=declared(Kind.PATH, "un fichier TOML qui remplace des paramètres datés")
    )
    regles: tuple[str, ...] = field(
        default=(), metadata=declared(Kind.TEXTS, "des fichiers `.py` ou des modules avec vos règles")
    )
    reparer: bool = field(
        default=False,
        metadata=declared(Kind.YES_NO, "corriger ce qui est certain dans les classeurs rendus"),
    )
    journal_jours: int = field(
        default=90,
        metadata=declared(
            Kind.COUNT,
            "les fichiers du journal sont gardés ce temps",
            unit="jours",
            lowest=1,
            highest=3_650,
        ),
    )
    courriel: MailConfig | None = None

    def __post_init__(self) -> None:
        for name in ("registre", "archive", "quarantaine", "journal"):
            path: Path = getattr(self, name)
            if path.parts[:1] == (_IN_OUTPUT,):
                object.__setattr__(self, name, self.sortie.joinpath(*path.parts[1:]))


def keys(part: type[WatchConfig] | type[MailConfig]) -> dict[str, Setting]:
    """The settings of a part, by their names in the file."""
    return {one.name: setting_of(one.metadata) for one in fields(part) if one.name != MAIL}


def shown_default(one: Field[Any]) -> str:
    """The default of a setting as it is written in the file: `10.0`, `"sortie"`, `false`."""
    value = one.default
    if value is MISSING:
        return "obligatoire"
    if value is None or value == ():
        return "aucun" if value is None else "`[]`"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    if isinstance(value, Path):
        return f"`{value.as_posix()}`".replace(_IN_OUTPUT, "sortie")
    return f'`"{value}"`' if isinstance(value, str) else f"`{value:g}`"


def load(
    path: Path | None,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    deposit_needed: bool = True,
) -> WatchConfig:
    """The settings: options before environment variables before the file before the defaults.

    An option that is `None` was not given. Relative paths of the file start at its folder. What never looks into the
    deposit can do without it: it gets `NO_DEPOSIT` then.

    Raises:
        ConfigError: the file cannot be read, a key is unknown or missing, or a value cannot be used.
    """
    file = SettingsFile.read(path) if path is not None else SettingsFile(Path(), "", {})
    environ = environ or {}
    main, mail = keys(WatchConfig), keys(MailConfig)
    given = file.take(main, tables=(MAIL,))
    sent = file.take(mail, MAIL) | from_environment(mail, _MAIL_PREFIX, environ)
    secret = str(sent["mot_de_passe_env"].value) if "mot_de_passe_env" in sent else ""
    names = {_PREFIX + name.upper(): name for name in main}
    names |= {_MAIL_PREFIX + name.upper(): name for name in mail}
    refuse_misspelt({name: "" for name in environ if name != secret}, _PREFIX, names)
    given |= from_environment(main, _PREFIX, environ) | from_options(main, overrides or {})
    if not deposit_needed:
        given.setdefault("depot", Given(NO_DEPOSIT, "Réglages"))
    values: dict[str, Any] = {name: one.value for name, one in given.items()}
    if sent:
        values[MAIL] = _mail(sent, path)
    _refuse_missing(WatchConfig, given, path)
    config = WatchConfig(**values)
    check_together(config, given)
    return config


def _refuse_missing(
    part: type[WatchConfig] | type[MailConfig], given: Mapping[str, Given], path: Path | None
) -> None:
    for one in fields(part):
        if one.default is not MISSING or one.name in given:
            continue
        if part is MailConfig:
            where, how = (
                f"Section [{MAIL}]",
                f"donnez-le dans cette section ou par {_MAIL_PREFIX}{one.name.upper()}",
            )
        else:
            where = "Réglages" if path is None else f"Réglages « {path} »"
            how = f"donnez-le par une option, par {_PREFIX}{one.name.upper()} ou dans le fichier"
        what = setting_of(one.metadata).help
        raise ConfigError(typo(f"{where} : il manque « {one.name} » ({what}) ; {how}."))


def _mail(given: Mapping[str, Given], path: Path | None) -> MailConfig:
    _refuse_missing(MailConfig, given, path)
    mail = MailConfig(**{name: one.value for name, one in given.items()})
    check_mail(mail, given)
    return mail
