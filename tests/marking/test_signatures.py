"""A signed workbook: its signature holds for no marked copy, and goes; that of its macros stays."""

from pathlib import Path

import openpyxl

from proexp_batch.cli import main
from proexp_batch.marking.patching import annotate, clean, has_signature
from proexp_batch.marking.signatures import unsigned
from proexp_batch.ooxml.package import Package
from tests.ooxml.samples import MARKS, SMALL_CONTROL, changed, members, rich, zipped
from tests.whole.places import RIGHT

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SIGNED_TYPE = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
MACROS = {"xl/vbaProject.bin": b"macros", "xl/vbaProjectSignature.bin": b"\x01signature"}


def relation(kind: str, target: str) -> str:
    return (
        f'<Relationship Id="rIdS" Type="{PACKAGE}/relationships/digital-signature/{kind}" Target="{target}"/>'
    )


def signed(package: bytes, target: str = "_xmlsignatures/origin.sigs") -> bytes:
    package = changed(
        package,
        "[Content_Types].xml",
        lambda text: text.replace(
            "<Override",
            '<Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>'
            f'<Override PartName="/_xmlsignatures/sig1.xml" ContentType="{SIGNED_TYPE}"/><Override',
            1,
        ),
    )
    package = changed(
        package, "_rels/.rels", lambda text: text.replace("</Rel", relation("origin", target) + "</Rel")
    )
    inner = (
        f'<Relationships xmlns="{PACKAGE}/relationships">{relation("signature", "sig1.xml")}</Relationships>'
    )
    return zipped(
        {
            **members(package),
            "_xmlsignatures/origin.sigs": b"",
            "_xmlsignatures/_rels/origin.sigs.rels": inner.encode(),
            "_xmlsignatures/sig1.xml": b"<Signature/>",
            **MACROS,
        }
    )


def test_the_signature_goes_whole_and_that_of_macros_stays() -> None:
    package = signed(rich())
    assert has_signature(package)
    given = annotate(package, MARKS, SMALL_CONTROL)
    assert not has_signature(given)
    parts = members(given)
    assert not [name for name in parts if "xmlsignatures" in name]
    assert b"signature" not in parts["_rels/.rels"] + parts["[Content_Types].xml"]
    assert {name: parts[name] for name in MACROS} == MACROS
    assert annotate(given, MARKS, SMALL_CONTROL) == given
    assert members(clean(given)) == members(unsigned(Package.open(package)).save())
    untouched = members(package).keys() - {"_rels/.rels", "[Content_Types].xml"}
    assert all(
        members(clean(given)).get(name, data) == data
        for name, data in members(package).items()
        if name in untouched
    )


def test_a_workbook_without_signature_stays_as_it_is() -> None:
    package = Package.open(rich())
    assert not has_signature(rich())
    assert unsigned(package) is package


def test_a_forged_relationship_takes_nothing_else_away() -> None:
    package = signed(rich(), "xl/workbook.xml")
    assert not has_signature(package)
    assert members(annotate(package, MARKS, SMALL_CONTROL)).keys() > members(package).keys()


def test_the_sheet_of_results_says_that_the_signature_is_gone(tmp_path: Path) -> None:
    for name, package in (("signe", signed(RIGHT.read_bytes())), ("sans", RIGHT.read_bytes())):
        (tmp_path / "depot" / name).mkdir(parents=True)
        (tmp_path / "depot" / name / f"{name}.xlsx").write_bytes(package)
        day = ["--aujourdhui", "2026-11-25"]
        main(["traiter", str(tmp_path / "depot" / name), "--sortie", str(tmp_path / name), *day])
        given = tmp_path / name / "dossiers" / name / "annote.xlsx"
        said = [str(row[0]) for row in openpyxl.load_workbook(given)["Contrôle"].iter_rows(values_only=True)]
        assert any("signature numérique" in line for line in said) == (name == "signe")
        assert not has_signature(given.read_bytes())
