"""Whether a PDF is as it was sealed and, if not, what of its texts was changed."""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Sequence

from proexp_batch.model.wording import typo
from proexp_batch.seal.differences import missing, sentences
from proexp_batch.seal.keys import PublicKey
from proexp_batch.seal.pdf import Keywords, is_untouched, keywords_in
from proexp_batch.seal.stamp import StampError, stamp_of
from proexp_batch.seal.stamped import sealed_before_stamp
from proexp_batch.seal.verdict import State, Verdict

_MOST_PAGES = 500
_MOST_SIGNS = 2_000_000


def verify_pdf(pdf: bytes, keys: tuple[PublicKey, ...], roots: Sequence[bytes] = ()) -> Verdict:
    """What the seal of a PDF proves, given the public keys that are trusted; `roots` are for a stamp, see `stamp_of`."""
    found = keywords_in(pdf.decode("latin-1"))
    if found is not None and found.is_true(keys):
        if is_untouched(pdf, keys):
            return _verdict(
                State.AUTHENTIC, found, ["Le fichier est tel qu'il a été scellé, à l'octet près."]
            )
        if sealed_before_stamp(pdf, keys):
            return _verdict(*_under_stamp(pdf, roots, found))
    opened = _Opened(pdf)
    if found is None and opened.described:
        found = keywords_in(opened.described)
    if found is None:
        return _without_seal(pdf, opened)
    if found.seal is not None and all(key.id != found.seal.key for key in keys):
        return _verdict(State.UNKNOWN_KEY, found, [unknown_key(found.seal.key)])
    if not found.is_true(keys):
        return _verdict(
            State.ALTERED,
            found,
            [
                "Le sceau que porte le fichier a été modifié ou fabriqué : rien de ce qu'on lit dans ce fichier n'est "
                "garanti. Demandez l'original."
            ],
        )
    return _verdict(State.ALTERED, found, _changes(found, opened))


def _under_stamp(pdf: bytes, roots: Sequence[bytes], found: Keywords) -> tuple[State, Keywords, list[str]]:
    """What is said of a file that is sealed and that was signed afterwards."""
    # What one reader of PDF shows, another may not: where more than a stamp stands behind the sealed file, or nobody can
    # say so, that the pages look alike here is no proof.
    alike = "Les pages paraissent telles qu'elles ont été scellées, et une signature électronique a été ajoutée ensuite."
    original = "Demandez l'original, sans cette signature."
    try:
        stamp = stamp_of(pdf, roots)
    except StampError as error:
        return State.UNCHECKED, found, [f"{alike} Elle n'a pas été vérifiée.", str(error)]
    if stamp is None or not (stamp.intact and stamp.whole):
        broken = "La signature électronique ajoutée ensuite est abîmée." if stamp is None else stamp.sentence
        return State.ALTERED, found, [alike, broken]
    if not stamp.alone:
        return State.UNCHECKED, found, [alike, f"Elle n'est pas seule : autre chose a été ajouté. {original}"]
    sealed = "Le fichier est tel qu'il a été scellé ; un cachet électronique y a été ajouté ensuite, et rien d'autre."
    return State.AUTHENTIC, found, [sealed, stamp.sentence]


def unknown_key(key: str) -> str:
    """What is said of a seal that none of the trusted keys made."""
    return (
        f"Le sceau est d'une clé ({key}) qui n'est pas parmi les clés publiques données : ou bien il en manque une, "
        "ou bien le sceau est celui de quelqu'un d'autre. Demandez à l'Opco toutes ses clés publiques."
    )


def _verdict(state: State, found: Keywords, what: list[str]) -> Verdict:
    number = found.seal.number if found.seal else ""
    code = found.statement.code if found.statement else ""
    proven = found.statement if state in (State.AUTHENTIC, State.UNCHECKED, State.ALTERED) else None
    return Verdict(state, [typo(sentence) for sentence in what], number, code, proven)


def _without_seal(pdf: bytes, opened: _Opened) -> Verdict:
    if b"PROEXP1" in pdf:
        what = (
            "Le sceau que porte le fichier est abîmé ou incomplet : rien n'est garanti. Demandez l'original."
        )
        return Verdict(State.ALTERED, [typo(what)])
    if opened.text is None:
        what = "Le fichier ne peut pas être lu : il est abîmé, ou ce n'est pas un PDF. Demandez-le à nouveau."
        return Verdict(State.UNREADABLE, [typo(what)])
    what = (
        "Le fichier ne porte pas de sceau : il n'en a jamais eu, ou il a été imprimé, numérisé ou enregistré par un "
        "programme qui l'a enlevé. Demandez l'original, ou donnez le code imprimé à l'Opco."
    )
    return Verdict(State.UNSEALED, [typo(what)])


def _changes(found: Keywords, opened: _Opened) -> list[str]:
    if opened.text is None:
        return ["Le fichier a été modifié depuis qu'il a été scellé, et ses pages ne se lisent plus."]
    if found.statement is None:
        return [
            "Le fichier a été modifié depuis qu'il a été scellé. Le sceau est trop court pour dire en quoi : demandez "
            "l'original."
        ]
    if changes := missing(found.statement.texts, opened.text):
        return ["Le fichier a été modifié depuis qu'il a été scellé.", *sentences(changes)]
    return [
        "Le fichier a été modifié depuis qu'il a été scellé. Les textes scellés s'y trouvent encore, mais une image ou "
        "un autre texte peut les couvrir ou les compléter : demandez l'original."
    ]


class _Opened:
    """The texts of a PDF, `None` where they cannot be read, and what its keywords and its XMP say."""

    def __init__(self, pdf: bytes) -> None:
        self.text: str | None = None
        self.described = ""
        # It warns of everything that is odd in a file, each time.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
        try:
            self._read(pdf)
        # A file that anybody made brings about faults of every kind in a reader of PDF, too deep a recursion among them.
        except Exception:
            return

    def _read(self, pdf: bytes) -> None:
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(pdf))
        try:
            told = reader.metadata
            self.described = str(told.get("/Keywords", "")) if told else ""
        except Exception:  # as above: the pages may be readable all the same
            self.described = ""
        texts, signs = [], 0
        for page in reader.pages[:_MOST_PAGES]:
            texts.append(page.extract_text())
            signs += len(texts[-1])
            if signs > _MOST_SIGNS:
                break
        self.text = unicodedata.normalize("NFC", "\n".join(texts))
