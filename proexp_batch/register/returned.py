"""What the register knows of the files that were given back: whose they are, and what stood in them."""

from dataclasses import dataclass

from proexp_batch.register.database import Database


@dataclass(frozen=True, slots=True)
class Return:
    """A file that was given back: its kind of document, the deposit and the dossier that it is of, when (UTC).

    `sha256` is the hash of what was written; those that an earlier version of the program wrote have none.
    """

    path: str
    kind: str
    sha256: str | None
    deposit: int
    dossier: int | None
    processed: str


class Returned(Database):
    """The part of the register that tells of files that were given back."""

    def returned(self, below: str) -> dict[str, Return]:
        """The files in a folder and those below it, by their paths as recorded; of one place the last that was there."""
        rows = self._rows(
            "SELECT path, kind, output.sha256, deposit_id, dossier_id, processed FROM output"
            " JOIN deposit ON deposit.id = deposit_id WHERE substr(path, 1, ?) = ? ORDER BY deposit_id",
            [len(below) + 1, f"{below}/"],
        )
        return {row["path"]: Return(*row) for row in rows}
