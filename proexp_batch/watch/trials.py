"""What files have done to the program, kept in the output from one start to the next: a file that kills twice is given up.

    .proexp-essais/<lot>-<number>           how each process ended that died of this file, one line each
    .proexp-essais/<lot>-<number>.en-cours  stands there while a process works on it; see `engines.worker.noted`

What is written here is small, and lost at most in a power cut: then one more try is made.
"""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from proexp_batch.disk.files import make_folder
from proexp_batch.engines.engine import Ending

TRIALS = ".proexp-essais"
_NOTE = ".en-cours"
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Trials:
    """The trials kept in a folder of the output; `claim` is that of `claims`."""

    folder: Path

    def begin(self) -> None:
        """Make the folder.

        Raises:
            OSError: it cannot be made.
        """
        make_folder(self.folder)

    def note(self, claim: str) -> Path:
        """Where a file stands while a deposit is worked on."""
        return self.folder / f"{_name(claim)}{_NOTE}"

    def deaths(self, claim: str) -> tuple[Ending, ...]:
        """How the processes ended that died of a deposit; a note that was left is one more.

        Raises:
            OSError: the folder cannot be read or written.
        """
        note = self.note(claim)
        if note.exists():
            self.died(claim, Ending.CRASH)
        try:
            lines = (self.folder / _name(claim)).read_text("ascii", "replace")[:_LONGEST].split()
        except FileNotFoundError:
            return ()
        return tuple(Ending(line) for line in lines if line in list(Ending))

    def died(self, claim: str, ending: Ending) -> None:
        """Keep that a process died of a deposit.

        Raises:
            OSError: it cannot be written.
        """
        with (self.folder / _name(claim)).open("a", encoding="ascii") as file:
            file.write(f"{ending.value}\n")
        self.note(claim).unlink(missing_ok=True)

    def forget(self, claims: Collection[str]) -> None:
        """Forget deposits that are done with."""
        for claim in claims:
            for path in (self.note(claim), self.folder / _name(claim)):
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _name(claim: str) -> str:
    return claim.replace("/", "-")
