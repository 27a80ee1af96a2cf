"""What a run goes by: the day, the parameters, the Opco's own rules."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from proexp_batch.disk.files import settled
from proexp_batch.model.parameters import ParameterError, Parameters, standard_parameters, with_overrides
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo
from proexp_batch.settings.limits import USUAL, Limits
from proexp_batch.settings.papers import USUAL_PAPERS, PaperChoice


class SettingsError(Exception):
    """Settings that cannot be used; the message is a French sentence for people."""


@dataclass(frozen=True)
class Settings:
    """The circumstances of a run that decide about its result.

    `today` is the day that counts as today. `own_rules` are files or modules whose rules are added to the project's.
    `repair` puts right what is certain in the returned workbooks. `limits` are what one file may cost. `papers` says
    which PDF papers are made, and how they look.
    """

    today: dt.date
    parameters: Parameters
    own_rules: tuple[str, ...] = ()
    repair: bool = False
    limits: Limits = USUAL
    papers: PaperChoice = USUAL_PAPERS


def settings(
    today: dt.date,
    parameters: Path | None = None,
    own_rules: tuple[str, ...] = (),
    repair: bool = False,
    limits: Limits = USUAL,
    papers: PaperChoice = USUAL_PAPERS,
) -> Settings:
    """Make settings from what people name: a TOML file that replaces parameters, files or modules with rules.

    Raises:
        SettingsError: the file of parameters cannot be read or used.
    """
    if parameters is None:
        return Settings(today, standard_parameters(), own_rules, repair, limits, papers)
    try:
        return Settings(
            today, with_overrides(parameters.read_text("utf-8")), own_rules, repair, limits, papers
        )
    except OSError as error:
        reason = f"{why(error)}."
    except UnicodeDecodeError:
        reason = "il n'est pas écrit en UTF-8."
    except ParameterError as error:
        reason = str(error)
    raise SettingsError(typo(f"Paramètres « {parameters} » refusés : {reason}"))


def settled_rules(names: Iterable[str]) -> tuple[str, ...]:
    """Rules of one's own as they are found wherever a process is started: files by absolute paths, modules as given."""
    return tuple(str(settled(Path(name))) if name.endswith(".py") else name for name in names)
