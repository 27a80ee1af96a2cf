"""What a file is that is not read, and the refusal that says so."""

from dataclasses import dataclass

from proexp_batch.formats.refusals import UnreadableFileError

RIGHTS, TABLE, DOCUMENT, ENCLOSING, ELSEWHERE = "FIC-012", "FIC-013", "FIC-014", "FIC-015", "FIC-016"
"""The rules by what there is to do: free it, save it as a workbook, give the workbook instead, take it out, export it."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A kind of file that is not read.

    `what` is its name with its article, `code` the rule that refuses it, `endings` those that it rightly bears: under
    them, a table or a document is no more than a format that is not accepted.
    """

    what: str
    code: str
    endings: tuple[str, ...] = ()

    def refusal(self) -> UnreadableFileError:
        """The refusal; whoever knows the name of the file completes it, see `named`."""
        return UnreadableFileError(self.code, what=self.what, endings=self.endings)


def named(refusal: UnreadableFileError, ending: str, *, accepted: bool) -> UnreadableFileError:
    """A refusal with what the ending of the file has to do with it, in small letters; it may be none.

    An ending that no accepted format bears tells a table or a document well enough; an `accepted` one lies.
    """
    known = refusal.values.get("endings")
    if known is None:
        return refusal
    if refusal.code in (TABLE, DOCUMENT) and ending and not accepted:
        return UnreadableFileError("FIC-004", extension=ending)
    lying = f", malgré son nom en {ending}" if accepted and ending not in known else ""
    return UnreadableFileError(refusal.code, what=refusal.values["what"] + lying)
