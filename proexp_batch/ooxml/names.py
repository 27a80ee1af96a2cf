"""Namespaces, relationship types and content types of ECMA-376, in both dialects."""

from __future__ import annotations

from dataclasses import dataclass

PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WORKSHEET_TYPE = _SPREADSHEET + "worksheet+xml"
STYLES_TYPE = _SPREADSHEET + "styles+xml"
COMMENTS_TYPE = _SPREADSHEET + "comments+xml"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


@dataclass(frozen=True, slots=True)
class Dialect:
    """The two namespaces that differ between Transitional (Part 4) and Strict (Part 1) documents."""

    main: str
    relations: str

    def relation(self, kind: str) -> str:
        """Full type of a relationship such as ``worksheet``."""
        return f"{self.relations}/{kind}"


_DIALECTS = (
    Dialect(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    Dialect(
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def dialect_of(main: str | None) -> Dialect | None:
    """The dialect whose spreadsheet namespace is `main`, or None."""
    return next((dialect for dialect in _DIALECTS if dialect.main == main), None)
