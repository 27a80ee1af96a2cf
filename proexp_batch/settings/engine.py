"""Which engine does the work: processes of this machine, or the machines of a Dask cluster."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

Engine = Literal["processus", "dask"]
ENGINES: tuple[str, ...] = get_args(Engine)
PROCESSES, DASK = ENGINES
SCHEDULER = "une adresse de la forme tcp://machine:port ou tls://machine:port"

_SCHEDULER = re.compile(r"(tcp|tls)://([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}")


def is_scheduler(text: str) -> bool:
    """Whether a text is the address of a scheduler; an account or a password has no place in one."""
    return _SCHEDULER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """The engine that people choose, with how many processes it has here (0: usual), or its scheduler."""

    name: str = PROCESSES
    workers: int = 0
    scheduler: str | None = None

    def fault(self, called: Callable[[str], str]) -> tuple[str, str] | None:
        """What does not go together: the setting that is to be changed, and why; `called` names a setting."""
        if self.name == DASK and self.scheduler is None:
            reason = (
                f"avec le moteur « {DASK} », donnez {called('ordonnanceur')}, l'adresse de « dask scheduler »"
            )
            return "moteur", reason
        if self.name != DASK and self.scheduler is not None:
            reason = f"{called('ordonnanceur')} ne sert qu'avec le moteur « {DASK} » : choisissez-le par {called('moteur')}"
            return "ordonnanceur", reason
        if self.name == DASK and self.workers:
            reason = (
                f"{called('processus')} ne vaut que pour cette machine ; avec le moteur « {DASK} », c'est l'option "
                "--nthreads de « dask worker » qui dit combien de dossiers chaque machine traite à la fois"
            )
            return "processus", reason
        return None
