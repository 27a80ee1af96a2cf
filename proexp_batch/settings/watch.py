"""The settings of the scheduled import, each declared once: its type, bounds, default, and what it is for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from proexp_batch.settings import limits
from proexp_batch.settings.engine import Engine, EngineChoice
from proexp_batch.settings.kinds import Address, Addresses, Location, Rules, Scheduler, Text, Variable
from proexp_batch.settings.papers import PaperChoice, chosen

NO_DEPOSIT = Path("/proexp-aucun-depot")
"""The deposit of what never looks into it."""

_DAY = 86_400
_SECONDS: JsonDict = {"unit": "secondes"}


def _in_output(name: str) -> Callable[[dict[str, Any]], Path]:
    """A default below the output folder, whatever that is."""
    return lambda given: given["sortie"] / name


def _together(sentence: str, *blamed: str) -> PydanticCustomError:
    """A fault of settings that each could be right; the first of the blamed ones that was given is to be changed."""
    return PydanticCustomError("together", "{sentence}", {"sentence": sentence, "blamed": blamed})


def _limit(bound: limits.Bound) -> Any:
    """A setting for a limit of one file."""
    return Field(
        default=bound.usual,
        ge=bound.least,
        le=bound.most,
        json_schema_extra={"unit": bound.unit},
        description=bound.description,
    )


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class MailConfig(_Part):
    """The e-mail that is sent when a batch ends; the password itself stands only in the environment."""

    serveur: Text = Field(description="le serveur d'envoi (SMTP)")
    expediteur: Address = Field(description="l'adresse de l'expéditeur")
    destinataires: Addresses = Field(description="les adresses des destinataires")
    port: int = Field(
        default=0,
        ge=0,
        le=65_535,
        description="le port ; 0 pour le port habituel : 25 sans chiffrement, 587 avec `starttls`, 465 avec `tls`",
    )
    securite: Literal["aucune", "starttls", "tls"] = Field(
        default="starttls", description="le chiffrement de l'envoi"
    )
    utilisateur: Text | None = Field(
        default=None, description="le compte d'envoi, si le serveur en demande un"
    )
    mot_de_passe_env: Variable | None = Field(
        default=None, description="le **nom** de la variable d'environnement qui contient le mot de passe"
    )
    quand: Literal["toujours", "refus", "echec"] = Field(
        default="refus",
        description="`toujours` : à chaque lot ; `refus` : si un dossier est refusé ou en cas d'échec ; `echec` :"
        " seulement si quelque chose n'a pas pu être fait",
    )

    @model_validator(mode="after")
    def _keep_the_password(self) -> Self:
        if self.utilisateur and not self.mot_de_passe_env:
            reason = "avec « utilisateur », donnez « mot_de_passe_env », le nom de la variable qui a le mot de passe"
            raise _together(reason, "utilisateur")
        if self.utilisateur and self.securite == "aucune":
            reason = "un mot de passe ne s'envoie pas en clair ; choisissez « starttls » ou « tls »"
            raise _together(reason, "securite")
        return self


class WatchConfig(_Part):
    """The settings of the scheduled import. Paths are absolute, without `..`."""

    depot: Location = Field(description="le dossier où les entreprises déposent")
    sortie: Location = Field(description="le dossier où écrire les résultats")
    registre: Location = Field(
        default_factory=_in_output("registre.sqlite"),
        description="le fichier du registre, sur un disque local",
    )
    archive: Location = Field(
        default_factory=_in_output("archive"),
        description="le dossier où vont les fichiers traités, mois par mois",
    )
    quarantaine: Location = Field(
        default_factory=_in_output("quarantaine"),
        description="le dossier où vont les fichiers qui ne peuvent pas être traités",
    )
    journal: Location = Field(default_factory=_in_output("journal"), description="le dossier du journal")
    retour: Literal["sortie", "depot"] = Field(
        default="sortie",
        description="où rendre les classeurs annotés : dans le dossier de sortie, ou dans un dossier `retour` à côté"
        " du fichier déposé",
    )
    delai: float = Field(
        default=10.0,
        ge=0,
        le=3_600,
        json_schema_extra=_SECONDS,
        description="un fichier est complet s'il n'a pas changé depuis ce temps",
    )
    abandon: float = Field(
        default=86_400.0,
        ge=0,
        le=365 * _DAY,
        json_schema_extra=_SECONDS,
        description="un fichier qui n'est pas complet après ce temps est signalé",
    )
    scrutation: float = Field(
        default=30.0,
        ge=0.01,
        le=_DAY,
        json_schema_extra=_SECONDS,
        description="le dossier de dépôt est relu à cet intervalle",
    )
    evenements: bool = Field(
        default=True,
        description="écouter aussi les événements du système, qui n'arrivent pas d'un partage réseau",
    )
    lot: int = Field(
        default=500, ge=1, le=10_000, description="le plus grand nombre de fichiers traités ensemble"
    )
    espace_libre: int = Field(
        default=500,
        ge=0,
        le=10_000_000,
        json_schema_extra={"unit": "Mo"},
        description="aucun lot ne commence avec moins d'espace libre",
    )
    bail: float = Field(
        default=300.0,
        ge=1,
        le=_DAY,
        json_schema_extra=_SECONDS,
        description="le verrou d'une machine qui ne donne plus signe de vie tombe après ce temps",
    )
    processus: int = Field(
        default=0, ge=0, le=256, description="le nombre de processus ; 0 pour autant que de processeurs"
    )
    moteur: Engine = Field(
        default="processus",
        description="qui travaille : `processus`, ceux de cette machine ; `dask`, les machines d'une grappe Dask",
    )
    ordonnanceur: Scheduler | None = Field(
        default=None, description="l'adresse de `dask scheduler`, par exemple `tcp://10.0.0.1:8786`"
    )
    temps_par_fichier: int = _limit(limits.SECONDS)
    memoire_par_fichier: int = _limit(limits.MEMORY)
    taille_par_fichier: int = _limit(limits.SIZE)
    parametres: Location | None = Field(
        default=None, description="un fichier TOML qui remplace des paramètres datés"
    )
    regles: Rules = Field(default=(), description="des fichiers `.py` ou des modules avec vos règles")
    reparer: bool = Field(default=False, description="corriger ce qui est certain dans les classeurs rendus")
    pdf: bool = Field(default=True, description="écrire les attestations en PDF, à côté de leur feuille")
    documents: bool = Field(
        default=False,
        description="écrire aussi en PDF le référentiel, les parcours, les bilans et les certificats de réalisation",
    )
    gabarits: Location | None = Field(
        default=None,
        description="le dossier de vos gabarits, polices et `charte.toml` pour les PDF (docs/gabarits.md)",
    )
    cle: Location | None = Field(
        default=None,
        description="le fichier de la clé privée qui scelle les attestations (docs/documents.md) ; son mot de passe, si"
        " elle en a un, est dans la variable `PROEXP_CLE_MOT_DE_PASSE`",
    )
    cachet: Location | None = Field(
        default=None,
        description="le fichier PKCS#12 (`.p12`) du cachet électronique à apposer aux attestations en PDF ; son mot de"
        " passe est dans la variable `PROEXP_CACHET_MOT_DE_PASSE`",
    )
    journal_jours: int = Field(
        default=90,
        ge=1,
        le=3_650,
        json_schema_extra={"unit": "jours"},
        description="les fichiers du journal sont gardés ce temps",
    )
    courriel: MailConfig | None = None

    @property
    def limits(self) -> limits.Limits:
        """What one file may cost."""
        return limits.Limits(self.temps_par_fichier, self.memoire_par_fichier, self.taille_par_fichier)

    @property
    def engine(self) -> EngineChoice:
        """Who does the work."""
        return EngineChoice(self.moteur, self.processus, self.ordonnanceur)

    @property
    def papers(self) -> PaperChoice:
        """Which papers are made, and with what."""
        return PaperChoice(
            chosen(self.documents, self.pdf),
            self.gabarits,
            self.cle,
            self.cachet,
        )

    @model_validator(mode="after")
    def _choose_one_engine(self) -> Self:
        if fault := self.engine.fault(lambda name: f"« {name} »"):
            blamed, reason = fault
            raise _together(reason, blamed)
        return self

    @model_validator(mode="after")
    def _keep_deposit_and_results_apart(self) -> Self:
        if self.abandon < self.delai:
            raise _together("« abandon » doit être au moins égal à « delai »", "abandon", "delai")
        for name in ("sortie", "archive", "quarantaine", "journal"):
            folder: Path = getattr(self, name)
            if folder.is_relative_to(self.depot):
                reason = f"« {name} » ne peut pas être dans « depot » : ce qui y est écrit serait pris pour un dépôt"
                raise _together(reason, name, "sortie", "depot")
            if self.depot.is_relative_to(folder):
                reason = f"« depot » ne peut pas être dans « {name} » : choisissez deux dossiers séparés"
                raise _together(reason, "depot", name)
        if self.registre.is_relative_to(self.depot):
            raise _together("« registre » ne peut pas être dans « depot »", "registre", "depot")
        return self
