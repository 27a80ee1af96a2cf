"""Whether the register that is there is the one that an output was begun with: one that is lost is never begun anew.

The identity of the register stands in it and in the output; whoever finds them apart stops and says so.
"""

from pathlib import Path

from proexp_batch.disk.files import write_whole
from proexp_batch.model.wording import typo
from proexp_batch.register.database import BUSY_SECONDS, RegisterError
from proexp_batch.register.store import Register

NOTED = ".proexp-registre"
"""The file of the output in which the identity of its register stands."""


def opened_for(output: Path, path: Path, wait: float = BUSY_SECONDS) -> Register:
    """The register of an output, made if the output never had one; its identity is noted in the output.

    Raises:
        RegisterError: it is lost or another one, it cannot be used, or another program keeps it locked.
        OSError: the output cannot be written.
    """
    noted = _noted(output)
    refuse_lost(output, path)
    register = Register.open(path, wait)
    try:
        refuse_other(output, path, register)
        if noted is None:
            write_whole(output / NOTED, f"{register.identity}\n".encode())
    except BaseException:  # an interruption too leaves nothing open
        register.close()
        raise
    return register


def refuse_lost(output: Path, path: Path) -> None:
    """See that the register is there, if the output has one.

    Raises:
        RegisterError: it is not there, or there is nothing in it.
    """
    if _noted(output) is None or (path.is_file() and path.stat().st_size):
        return
    what = "est vide" if path.is_file() else "n'est plus là"
    raise RegisterError(typo(f"Le registre « {path} » {what}. {_remedy(output)}"))


def refuse_other(output: Path, path: Path, register: Register) -> None:
    """See that the register is the one that the output was begun with.

    Raises:
        RegisterError: it is another one.
    """
    noted = _noted(output)
    if noted is not None and noted != register.identity:
        raise RegisterError(
            typo(
                f"Le registre « {path} » n'est pas celui avec lequel cette sortie a commencé. {_remedy(output)}"
            )
        )


def _noted(output: Path) -> str | None:
    try:
        return (output / NOTED).read_text("ascii", "replace").strip()
    except OSError:  # it is not there, or nothing that this account may look at
        return None


def _remedy(output: Path) -> str:
    return (
        "Remettez la dernière copie du registre, avec sa clé (voir « Sauvegarder et restaurer le registre »). Pour "
        f"continuer exprès avec le registre qui est là, ou en commencer un autre, effacez d'abord « {output / NOTED} »."
    )
