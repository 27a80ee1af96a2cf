"""Whether the sheets of a workbook are as they were sealed and, if not, what of their texts was changed.

Who saves a workbook again changes its bytes: what counts are the texts of the cells, and that nothing lets them be
shown otherwise.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from proexp_batch.model.wording import typo
from proexp_batch.ooxml.addresses import Area, area_or_none
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import number, parse
from proexp_batch.ooxml.package import Package, spelled
from proexp_batch.ooxml.relations import Relations
from proexp_batch.ooxml.workbook import SheetPart, Workbook
from proexp_batch.seal.cells import Cell, cells_of, shared_texts
from proexp_batch.seal.differences import placed, sentences
from proexp_batch.seal.disguises import Sheet, disguises
from proexp_batch.seal.keys import PublicKey
from proexp_batch.seal.looks import Looks
from proexp_batch.seal.marks import png_of
from proexp_batch.seal.pictures import picture_faults
from proexp_batch.seal.read_pdf import unknown_key
from proexp_batch.seal.sheet_block import is_of_seal, read_cells
from proexp_batch.seal.statement import Seal, Statement
from proexp_batch.seal.verdict import State, Verdict

_MOST_SHEETS = 200
_TOLD = 12


def verify_workbook(content: bytes, keys: tuple[PublicKey, ...]) -> tuple[Verdict, ...]:
    """What the seals of the sheets of a workbook prove, sheet by sheet."""
    try:
        package = Package.open(content)
        opened = _Opened.of(Workbook(package))
        sheets = opened.workbook.sheets()
    except PackageError:
        what = "Le fichier ne peut pas être lu : il est abîmé, protégé par un mot de passe, ou ce n'est pas un classeur."
        return (Verdict(State.UNREADABLE, [typo(what)]),)
    if not sheets or len(sheets) > _MOST_SHEETS:
        what = "Le classeur n'a pas de feuille, ou en a bien plus qu'un fichier d'attestations."
        return (Verdict(State.UNREADABLE, [typo(what)]),)
    whole = [*_of_workbook(content, opened.workbook)]
    found = [_verdict(opened, sheet, keys) for sheet in sheets]
    return tuple(_worsened(verdict, whole) for verdict in found)


def _worsened(verdict: Verdict, what: Sequence[str]) -> Verdict:
    if verdict.state is not State.AUTHENTIC or not what:
        return verdict
    return replace(verdict, state=State.ALTERED, what=[_SAME_TEXTS, *map(typo, what)])


_MADE_UP = "Le sceau de cette feuille a été modifié ou fabriqué : rien de ce qu'on y lit n'est garanti. Demandez l'original."
_SAME_TEXTS = "Les textes sont ceux qui ont été scellés, mais la feuille peut en montrer d'autres."


_TWICE = "Le fichier contient deux fois la même partie : chaque programme pourrait en montrer une autre."
_ONCE = ("officeDocument", "sharedStrings", "styles", "theme")


def _is_twice(relations: Relations) -> bool:
    kinds = [relation.kind for relation in relations if relation.kind in _ONCE]
    return len(set(kinds)) != len(kinds)


def _of_workbook(content: bytes, workbook: Workbook) -> Iterator[str]:
    """What could change all sheets."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [unquote(spelled(entry.filename)).lower() for entry in archive.infolist()]
    related = Relations(workbook.package, ""), workbook.relations(workbook.part)
    if len(set(names)) != len(names) or any(map(_is_twice, related)):
        yield _TWICE
    if any("vbaproject" in name or "macrosheet" in name for name in names):
        yield "Une macro y a été ajoutée, qui peut changer ce qu'on lit."


@dataclass(frozen=True, slots=True)
class _Opened:
    """A workbook with what its sheets share."""

    workbook: Workbook
    shared: Sequence[tuple[str, bool]]
    looks: Looks

    @classmethod
    def of(cls, workbook: Workbook) -> _Opened:
        """Open it; raises `PackageError` where a part is damaged."""
        relations = workbook.relations(workbook.part)
        texts, styles = (relations.of_kind(kind) for kind in ("sharedStrings", "styles"))
        if styles is None or styles.part is None:
            raise PackageError("no styles")
        shared = []
        if texts is not None and texts.part is not None:
            shared = shared_texts(workbook.package.read(texts.part), texts.part)
        return cls(workbook, shared, Looks(workbook.package.read(styles.part), styles.part))


def _verdict(opened: _Opened, part: SheetPart, keys: tuple[PublicKey, ...]) -> Verdict:
    try:
        found = _checked(opened, part, keys)
    except PackageError:
        found = Verdict(State.UNREADABLE, ["Cette feuille ne peut pas être lue : elle est abîmée."])
    return replace(found, what=[typo(sentence) for sentence in found.what], where=part.title)


def _checked(opened: _Opened, part: SheetPart, keys: tuple[PublicKey, ...]) -> Verdict:
    if not part.is_worksheet:
        return Verdict(
            State.UNSEALED, ["Cette feuille ne porte pas de sceau : rien de ce qu'on y lit n'est garanti."]
        )
    root = parse(opened.workbook.package.read(part.part), part.part)
    found = cells_of(root, opened.shared)
    block = [cell.text for cell in found.cells if is_of_seal(cell.text)]
    shown = [cell for cell in found.cells if not is_of_seal(cell.text)]
    if not block:
        return Verdict(
            State.UNSEALED,
            [
                "Cette feuille ne porte pas de sceau : elle n'en a jamais eu, ou il a été enlevé. Demandez l'original, "
                "ou donnez le code imprimé à l'Opco."
            ],
        )
    told = read_cells(block)
    if told is None:
        return Verdict(
            State.ALTERED, ["Le sceau de cette feuille est abîmé : rien n'est garanti. Demandez l'original."]
        )
    return _judged(opened, part, Sheet(root, found, opened.looks, *_around(opened, part)), shown, told, keys)


def _judged(
    opened: _Opened,
    part: SheetPart,
    sheet: Sheet,
    shown: Sequence[Cell],
    told: tuple[Seal, Statement],
    keys: tuple[PublicKey, ...],
) -> Verdict:
    seal, statement = told
    if all(key.id != seal.key for key in keys):
        return Verdict(State.UNKNOWN_KEY, [unknown_key(seal.key)], seal.number, statement.code)
    # What has no places was sealed for a PDF.
    if not (seal.is_of(keys) and seal.is_about(statement) and statement.places):
        return Verdict(State.ALTERED, [_MADE_UP], seal.number, statement.code)
    verdict = Verdict(State.AUTHENTIC, [], statement.number, statement.code, statement)
    stated = [*zip(statement.places, statement.texts, strict=False)]
    if changes := placed(stated, [(cell.address, cell.text) for cell in shown]):
        what = ["La feuille a été modifiée depuis qu'elle a été scellée.", *sentences(changes)]
        return replace(verdict, state=State.ALTERED, what=what)
    if faults := [*_hidden(part), *disguises(sheet, shown, statement), *_pictures(opened, part, seal, shown)]:
        return replace(verdict, state=State.ALTERED, what=[_SAME_TEXTS, *faults[:_TOLD]])
    what = [
        "Les textes de la feuille sont ceux qui ont été scellés. Eux seuls comptent : le fichier peut avoir été "
        "enregistré à nouveau."
    ]
    return replace(verdict, what=what)


def _hidden(part: SheetPart) -> Iterator[str]:
    if part.is_hidden:
        yield "La feuille est masquée : ce qu'on voit à l'ouverture du classeur en est une autre."


def _pictures(opened: _Opened, part: SheetPart, seal: Seal, shown: Sequence[Cell]) -> Iterator[str]:
    last = max((cell.place[0] for cell in shown), default=1)
    for relation in opened.workbook.relations(part.part):
        if relation.kind == "drawing" and relation.part is not None:
            yield from picture_faults(opened.workbook.package, relation.part, png_of(seal), last)


def _around(opened: _Opened, part: SheetPart) -> tuple[list[str], Area | None]:
    """The kinds of parts that a sheet leads to, and its area of print."""
    kinds = [relation.kind for relation in opened.workbook.relations(part.part)]
    for name in opened.workbook.defined_names():
        is_area = name.get("name", "").lower() == "_xlnm.print_area"
        if is_area and number(name, "localSheetId", -1) == part.index:
            reference = (name.text or "").rpartition("!")[2]
            # What is no single area leaves something aside.
            return kinds, area_or_none(reference) or (0, 0, 0, 0)
    return kinds, None
