"""The folders `retour`: what is given back there replaces what it supersedes, and what a company corrects there is read."""

import datetime as dt
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from proexp_batch.decision.facts import Written
from proexp_batch.disk.files import make_folder, write_below
from proexp_batch.disk.held import Held, OutsideError, Place, folder_of
from proexp_batch.disk.passed_over import is_passed_over
from proexp_batch.disk.removing import remove_below
from proexp_batch.disk.storing import identity
from proexp_batch.documents.catalogue import file_name, of_dossier, own_names
from proexp_batch.formats.registry import has_no_ending, is_taken
from proexp_batch.model.links import DossierLinks
from proexp_batch.register import Deposit, Register
from proexp_batch.register.records import path_text
from proexp_batch.register.returned import Return
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.explaining import duplicate_text, explanation
from proexp_batch.watch.lot import Entry
from proexp_batch.watch.planning import is_told, note_of
from proexp_batch.watch.scan import Seen

CORRECTED = "annotated"
"""The kind of document that a company corrects."""

_SOON, _LONG = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(slots=True)
class Returns:
    """What lies in the folders `retour` of one deposit."""

    config: WatchConfig
    register: Register

    def corrected(self, folders: Sequence[PurePosixPath]) -> list[Seen]:
        """The workbooks of some folders `retour` that are the company's own: changed there, or put there.

        One whose name is that of an output of ours, and which the register does not know, may be another import's.
        """
        if self.config.retour != "depot" or not folders:
            return []
        known = self._known()
        found = []
        for inside in folders:
            with suppress(OSError), folder_of(Place(self.config.depot, inside / "*")) as folder:
                if folder is not None:
                    found += self._in(folder, inside, known)
        return found

    def _in(self, folder: Held, inside: PurePosixPath, known: dict[str, Return]) -> list[Seen]:
        seen = []
        for name in sorted(folder.names()):
            if is_passed_over(name) or has_no_ending(name) or not is_taken(name):
                continue
            try:
                status = folder.plain(name)
            except OutsideError:
                continue
            if status is None or not self._is_of_the_company(
                folder, name, status, known.get(self._path(inside / name))
            ):
                continue
            device, inode, size, mtime = identity(status)
            seen.append(Seen(self.config.depot, inside / name, size, mtime, device, inode))
        return seen

    def _is_of_the_company(
        self, folder: Held, name: str, status: os.stat_result, known: Return | None
    ) -> bool:
        if known is None:
            *_, ending = name.rpartition(" - ")
            return not own_names().is_of_dossier(ending)
        if known.kind != CORRECTED or known.sha256 is None:
            return False
        written = dt.datetime.fromisoformat(known.processed)
        changed = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
        if changed < written + _SOON and dt.datetime.now(dt.UTC) > written + _LONG:
            # As old as what we wrote, and looked at often enough since.
            return False
        with suppress(OSError):
            return _digest(folder, name) != known.sha256
        return False

    def settle(self, entry: Entry, written: Written, links: DossierLinks | None) -> Written:
        """Put what was written in the place of what it supersedes: the same dossier's, as it was given back."""
        if entry.beside is None or links is None or not written.outputs:
            return written
        dossier = self.register.dossier_known(links)
        known = {} if dossier is None else self._known()
        folder = PurePosixPath(entry.folder)
        names = {document.kind: document.name for document in of_dossier() if not document.has_labels}
        stem = next(
            (
                stem
                for one in reversed(known.values())
                if one.dossier == dossier
                and one.kind in names
                and PurePosixPath(one.path).parent == folder
                and (stem := PurePosixPath(one.path).name.removesuffix(f" - {names[one.kind]}"))
            ),
            None,
        )
        if stem is None:
            return written
        outputs = dict(written.outputs)
        for kind, path in written.outputs.items():
            target = folder / f"{stem} - {file_name(kind)}"
            before = known.get(path_text(target))
            ours = {written.hashes.get(kind), before.sha256 if before and before.dossier == dossier else None}
            if path != target and self._replace(path, target.name, ours - {None}):
                outputs[kind] = target
        return replace(written, outputs=outputs)

    def _replace(self, path: PurePosixPath, new: str, ours: set[str | None]) -> bool:
        """Give a file another name in its folder, where nothing stands or one of ours that nobody has changed."""
        try:
            with folder_of(self._place(path)) as folder:
                if folder is None:
                    return False
                if folder.plain(new) is None:
                    folder.move(path.name, folder, new)
                elif _digest(folder, new) in ours:
                    folder.rename(path.name, folder, new)
                else:
                    return False
        except OSError:
            return False
        return True

    def tell(self, entry: Entry, deposit: Deposit, codes: Sequence[str], first: Deposit | None) -> None:
        """Leave with the company why nothing is given back, or take away what said so of an earlier file.

        Raises:
            OSError: it cannot be written.
        """
        if entry.beside is None:
            return
        place = self._place(PurePosixPath(entry.folder) / note_of(PurePosixPath(entry.file)).name)
        with suppress(OutsideError):
            if not is_told(deposit):
                remove_below(place.root, place.file, prune=False)
                return
            text = explanation(deposit, codes) if first is None else duplicate_text(deposit, first)
            make_folder(place.root)
            write_below(place, text.encode())

    def _known(self) -> dict[str, Return]:
        return self.register.returned(path_text(PurePosixPath(self.config.depot.absolute().as_posix())))

    def _path(self, inside: PurePosixPath) -> str:
        return path_text(PurePosixPath(self.config.depot.absolute().as_posix()) / inside)

    def _place(self, path: PurePosixPath) -> Place:
        depot = self.config.depot
        return Place(depot, PurePosixPath(Path(path).relative_to(depot.absolute()).as_posix()))


def _digest(folder: Held, name: str) -> str:
    with os.fdopen(folder.open(name), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
