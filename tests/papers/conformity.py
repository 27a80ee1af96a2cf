"""Whether a PDF keeps to PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), clause by clause.

A validator (veraPDF) is a Java program that no package registry of ours has; these are the clauses that can be broken by
what a template or a typesetter does. Each check is given with the number of its clause.
"""

import io
import re
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from tests.papers.reading import contents, elements, kids, to_unicode

Check = Callable[[Pdf, bytes], Iterator[str]]
CHECKS: dict[str, Check] = {}

_TYPES = """
Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody
Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
Figure Formula Form
"""
_PAINTS = """S s f F f* B B* b b* Tj TJ ' " Do sh EI"""
_LONGEST_STRING, _LONGEST_NAME, _DEEPEST = 32_767, 127, 28
_INSIDE = {
    "/Table": {"/THead", "/TBody", "/TFoot", "/TR", "/Caption"},
    "/THead": {"/TR"},
    "/TBody": {"/TR"},
    "/TFoot": {"/TR"},
    "/TR": {"/TH", "/TD"},
}


_STANDARD_TYPES = frozenset(f"/{name}" for name in _TYPES.split())
_PAINTING = frozenset(_PAINTS.split())


def clause(number: str) -> Callable[[Check], Check]:
    """Declare a check with the clause that it stands for."""

    def add(check: Check) -> Check:
        CHECKS[number] = check
        return check

    return add


def faults(content: bytes) -> list[str]:
    """What is not as the standards want it, each with its clause; none where all is well."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [f"{number}: {fault}" for number, check in CHECKS.items() for fault in check(pdf, content)]


@clause("ISO 19005-2, 6.1.2: the header is followed by a comment of four bytes above 127")
def _header(pdf: Pdf, content: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", content):
        yield repr(content[:20])


@clause("ISO 19005-2, 6.1.3: there is a file identifier, and nothing is encrypted")
def _trailer(pdf: Pdf, content: bytes) -> Iterator[str]:
    if Name.ID not in pdf.trailer:
        yield "no ID"
    if pdf.is_encrypted:
        yield "encrypted"


@clause("ISO 19005-2, 6.1.13: strings and names are not too long, and states not too deep")
def _limits(pdf: Pdf, content: bytes) -> Iterator[str]:
    for one in _all_values(pdf):
        if isinstance(one, pikepdf.String) and len(bytes(one)) > _LONGEST_STRING:
            yield f"a string of {len(bytes(one))} bytes"
        if isinstance(one, Name) and len(str(one).encode()) - 1 > _LONGEST_NAME:
            yield f"name {one}"
    for page in pdf.pages:
        depth = deepest = 0
        for operator, _ in _instructions(page):
            depth += {"q": 1, "Q": -1}.get(operator, 0)
            deepest = max(deepest, depth)
        if deepest > _DEEPEST or depth:
            yield f"q and Q: {deepest} deep, {depth} left open"


@clause("ISO 19005-2, 6.2.3 and 6.2.4: colours are those of the output intent")
def _colours(pdf: Pdf, content: bytes) -> Iterator[str]:
    intents = [one for one in pdf.Root.get(Name.OutputIntents, []) if one.S == Name.GTS_PDFA1]
    if len(intents) != 1 or not isinstance(intents[0].get(Name.DestOutputProfile), Stream):
        yield "no output intent with a profile"
        return
    count = int(intents[0].DestOutputProfile.N)
    used = {operator for page in pdf.pages for operator, _ in _instructions(page)}
    if used & {"k", "K"} and count != 4:
        yield "CMYK without such an intent"
    if used & {"rg", "RG"} and count != 3:
        yield "RGB without such an intent"


@clause(
    "ISO 19005-2, 6.2.11.4 and 6.2.11.7; ISO 14289-1, 7.21: fonts are embedded and say which signs they show"
)
def _fonts(pdf: Pdf, content: bytes) -> Iterator[str]:
    for font in pdf.objects:
        if not isinstance(font, Dictionary) or font.get(Name.Type) != Name.Font:
            continue
        if font.Subtype == Name.Type0:
            descriptor = font.DescendantFonts[0].FontDescriptor
            if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"{font.BaseFont} is not embedded"
            if Name.ToUnicode not in font:
                yield f"{font.BaseFont} has no ToUnicode"
            elif bad := {"\0", "\ufeff", "\ufffe"} & set("".join(to_unicode(font).values())):
                yield f"{font.BaseFont} maps to {bad}"
        elif font.Subtype not in (Name.CIDFontType0, Name.CIDFontType2):
            yield f"a font of type {font.Subtype}"


@clause("ISO 19005-2, 6.2.11.8: no sign is shown with the shape for what is missing")
def _missing_signs(pdf: Pdf, content: bytes) -> Iterator[str]:
    for page in pdf.pages:
        for operator, operands in _instructions(page):
            shown = operands[0] if operator == "TJ" else operands if operator == "Tj" else []
            for one in shown:
                codes = bytes(one) if isinstance(one, pikepdf.String) else b""
                if any(codes[at : at + 2] == b"\0\0" for at in range(0, len(codes), 2)):
                    yield "the glyph .notdef"


@clause("ISO 19005-2, 6.3, 6.4, 6.5, 6.8 and 6.9: no annotations, forms, scripts, actions, files or layers")
def _nothing_live(pdf: Pdf, content: bytes) -> Iterator[str]:
    for key in ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/NeedsRendering", "/Requirements"):
        if key in pdf.Root:
            yield f"{key} in the catalogue"
    for one in pdf.objects:
        if isinstance(one, Dictionary):
            yield from (
                key
                for key in ("/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/Annots")
                if key in one
            )


@clause("ISO 19005-2, 6.6.2 and 6.6.4; ISO 14289-1, 5: the metadata say what the file keeps to")
def _identification(pdf: Pdf, content: bytes) -> Iterator[str]:
    stream = pdf.Root.get(Name.Metadata)
    if stream is None or Name.Filter in stream:
        yield "no metadata in clear"
        return
    told = pdf.open_metadata()
    for key, wanted in (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
        if told.get(key) != wanted:
            yield f"{key} is {told.get(key)}"


@clause("ISO 19005-2, 6.7.2 and 6.7.3; ISO 14289-1, 7.1: the file is tagged, with known types")
def _tagged(pdf: Pdf, content: bytes) -> Iterator[str]:
    marks = pdf.Root.get(Name.MarkInfo, {})
    if marks.get("/Marked") is not True or marks.get("/Suspects", False) is not False:
        yield f"MarkInfo is {marks}"
    roles = pdf.Root.StructTreeRoot.get(Name.RoleMap, {})
    for element in elements(pdf.Root.StructTreeRoot):
        kind = str(element.S)
        if kind not in _STANDARD_TYPES and str(roles.get(kind, "/?")) not in _STANDARD_TYPES:
            yield f"the type {kind} stands for nothing"
    yield from (
        f"the standard type {name} stands for another" for name in roles if name[1:] in _STANDARD_TYPES
    )


@clause("ISO 19005-2, 6.7.4; ISO 14289-1, 7.2: the language is told")
def _language(pdf: Pdf, content: bytes) -> Iterator[str]:
    if not re.fullmatch(r"fr(-FR)?", str(pdf.Root.get(Name.Lang, ""))):
        yield f"Lang is {pdf.Root.get(Name.Lang)}"


@clause("ISO 14289-1, 7.1: the title is told and shown")
def _title(pdf: Pdf, content: bytes) -> Iterator[str]:
    if not str(pdf.open_metadata().get("dc:title", "")).strip():
        yield "no dc:title"
    if pdf.Root.get(Name.ViewerPreferences, {}).get("/DisplayDocTitle") is not True:
        yield "the name of the file is shown"


@clause(
    "ISO 14289-1, 7.1: whatever is painted is tagged or decoration, and what is tagged is in the structure"
)
def _marked(pdf: Pdf, content: bytes) -> Iterator[str]:
    told = set(contents(pdf.Root.StructTreeRoot))
    for number, page in enumerate(pdf.pages, start=1):
        marks: list[bool] = []
        for operator, operands in _instructions(page):
            if operator in ("BDC", "BMC"):
                mcid = _mcid(operands)
                marks.append(operands[0] == Name.Artifact or mcid is not None)
                if mcid is not None and (page.objgen, mcid) not in told:
                    yield f"page {number}: the content {mcid} is nowhere in the structure"
            elif operator == "EMC":
                marks.pop()
            elif operator in _PAINTING and not any(marks):
                yield f"page {number}: {operator} outside of tags"


def _mcid(operands: list[pikepdf.Object]) -> int | None:
    found = operands[1].get("/MCID") if len(operands) > 1 and isinstance(operands[1], Dictionary) else None
    return None if found is None else int(found)


@clause("ISO 14289-1, 7.2: the parts of tables stand where they belong")
def _tables(pdf: Pdf, content: bytes) -> Iterator[str]:
    for element in elements(pdf.Root.StructTreeRoot):
        inside = [str(kid.S) for kid in kids(element) if isinstance(kid, Dictionary) and Name.S in kid]
        if str(element.S) in _INSIDE and not set(inside) <= _INSIDE[str(element.S)]:
            yield f"{inside} in {element.S}"
        if str(element.S) == "/Table" and inside.count("/THead") > 1:
            yield "two heads in a table"


@clause("ISO 14289-1, 7.3: figures have a text, and a place")
def _figures(pdf: Pdf, content: bytes) -> Iterator[str]:
    for element in elements(pdf.Root.StructTreeRoot):
        if str(element.S) in ("/Figure", "/Formula"):
            if not str(element.get(Name.Alt, "")).strip():
                yield "no Alt"
            if not any("/BBox" in attributes for attributes in _attributes(element)):
                yield "no BBox"


@clause("ISO 14289-1, 7.4.2: headings begin with the first level and leave none out")
def _headings(pdf: Pdf, content: bytes) -> Iterator[str]:
    before = 0
    for element in elements(pdf.Root.StructTreeRoot):
        if found := re.fullmatch(r"/H([1-6])", str(element.S)):
            if int(found[1]) > before + 1:
                yield f"{element.S} after level {before}"
            before = int(found[1])


@clause("ISO 14289-1, 7.5: every table has heads, which say what they are the heads of")
def _heads(pdf: Pdf, content: bytes) -> Iterator[str]:
    for table in elements(pdf.Root.StructTreeRoot):
        if str(table.S) == "/Table":
            heads = [one for one in elements(table) if str(one.S) == "/TH"]
            if not heads:
                yield "a table without TH"
            if any(not any("/Scope" in one for one in _attributes(head)) for head in heads):
                yield "a TH without Scope"


def _attributes(element: Dictionary) -> list[Dictionary]:
    found = element.get(Name.A)
    return [] if found is None else list(found) if isinstance(found, Array) else [found]


def _instructions(page: pikepdf.Page) -> Iterator[tuple[str, list[pikepdf.Object]]]:
    for instruction in pikepdf.parse_content_stream(page):
        yield str(instruction.operator), list(instruction.operands)


def _all_values(pdf: Pdf) -> Iterator[pikepdf.Object]:
    waiting: list[pikepdf.Object] = list(pdf.objects)
    while waiting:
        one = waiting.pop()
        yield one
        inner = one.values() if isinstance(one, Dictionary) else one if isinstance(one, Array) else ()
        waiting.extend(kid for kid in inner if isinstance(kid, pikepdf.Object) and not kid.is_indirect)
