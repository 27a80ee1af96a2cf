"""XML as a stream of tags: nothing is kept in memory, and document types, where entities explode, are refused."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from proexp_batch.ooxml.errors import PackageError

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def scan(xml: bytes, start: Start, end: End | None = None, text: Text | None = None) -> None:
    """Tell the handlers what stands in a document; names come without their prefix.

    Raises:
        PackageError: it is not well formed, or declares a document type.
    """
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise PackageError(f"not well-formed XML: {error}") from error


def _refuse(*_: object) -> None:
    raise PackageError("a document type is declared")
