"""What an Opco puts into its folder of templates: taken, or refused with file, place and what to do."""

import datetime as dt
import io
import re
import shutil
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
import typst

from proexp_batch.cli import main
from proexp_batch.documents.papers import typesetting
from proexp_batch.documents.papers.described import DESCRIBED
from proexp_batch.documents.papers.examples import SEAL, example
from proexp_batch.documents.papers.faults import TypesettingError
from proexp_batch.documents.papers.look import KEYS, Look, contrast, look
from proexp_batch.documents.papers.own import check_templates, export_templates
from proexp_batch.documents.papers.typesetting import shipped_templates, typeset
from proexp_batch.drawing.palette import GREY_TEXT, INK, NAVY, PALE
from proexp_batch.manual.papers import papers_page
from tests.papers.conformity import faults
from tests.papers.making import attestation_pdf
from tests.papers.reading import elements, read, tight
from tests.papers.test_attestation_pdf import sheet_words
from tests.writing.facts import attestation

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="220" height="80"><circle r="34" fill="#0B6B4F"/></svg>'
CHARTER = """\
nom = "Opco Exemple"
logo = "logo.svg"
alternative = "Logo de l'Opco Exemple"
couleur = "#0B6B4F"
couleur_pale = "#EAF5F1"
police = "New Computer Modern"
"""
GOOD = """\
#import "@local/proexp:1.0.0": *
#show: corps => piece(donnees.piece.titre, donnees.piece.numero, corps)
Modèle de la maison pour #donnees.piece.declaration.personne
"""


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x0b\x6b\x4f" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def refused(own: Path) -> str:
    with pytest.raises(TypesettingError) as told:
        check_templates(own)
    said = str(told.value).replace("\u00a0", " ")
    assert said.endswith(".")
    return said


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "gabarits"
    folder.mkdir()
    return folder


def charter(own: Path, text: str) -> Path:
    (own / "charte.toml").write_text(text, encoding="utf-8")
    return own


def test_name_logo_colours_and_font_are_taken(own: Path) -> None:
    (own / "logo.svg").write_text(LOGO, encoding="utf-8")
    check_templates(charter(own, CHARTER))
    content = attestation_pdf(attestation(3), own)
    assert faults(content) == []
    assert read(content) == tight("Opco Exemple") + sheet_words(attestation(3))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        [figure] = [one for one in elements(pdf.Root.StructTreeRoot) if str(one.S) == "/Figure"]
        assert str(figure.Alt) == "Logo de l'Opco Exemple"
        drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
        fonts = {
            str(one.BaseFont)
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one
        }
    assert b"0.043137256 0.41960785 0.30980393" in drawn and b"0.12156863 0.22745098 0.37254903" not in drawn
    assert all("NewCM" in font or "Computer" in font for font in fonts), fonts


def test_a_picture_of_points_is_taken_as_logo(own: Path) -> None:
    (own / "logo.png").write_bytes(png(64, 24))
    check_templates(charter(own, 'logo = "logo.png"\nalternative = "Opco"\n'))
    content = attestation_pdf(attestation(1), own)
    assert faults(content) == []
    assert content != attestation_pdf(attestation(1))


def test_what_changes_in_the_folder_is_seen_while_the_program_runs(own: Path) -> None:
    charter(own, 'nom = "Opco Un"\n')
    assert tight("Opco Un") in read(attestation_pdf(attestation(1), own))
    charter(own, 'nom = "Opco Deux"\n')
    assert tight("Opco Deux") in read(attestation_pdf(attestation(1), own))
    (own / "charte.toml").unlink()
    assert attestation_pdf(attestation(1), own) == attestation_pdf(attestation(1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nom = Opco", "« charte.toml » n'est pas un fichier TOML lisible, ligne 1, colonne 7"),
        (
            'titre = "x"',
            "clé « titre » : cette clé n'existe pas ; les clés sont nom, logo, alternative, couleur",
        ),
        ("nom = 3", "clé « nom » : il faut un texte entre guillemets"),
        ('nom = " "', "clé « nom » : il faut un texte entre guillemets"),
        (
            'couleur = "vert"',
            "clé « couleur » : « vert » n'est pas une couleur ; elle s'écrit comme « #1F3A5F »",
        ),
        (
            'couleur = "#7FB069"',
            "trop pâle pour être lu sur du blanc ; contraste de 2,52 au lieu de 4,5 au moins",
        ),
        ('couleur_pale = "#1F3A5F"', "clé « couleur_pale » : sur « #1F3A5F », le texte ne se lit plus"),
        (
            'police = "Comic Sans"',
            "clé « police » : la police « Comic Sans » n'est pas là. Mettez-la dans le sous-dossier",
        ),
        ('logo = "logo.svg"', "clé « alternative » : il faut dire ce que montre le logo"),
        (
            'logo = "logo.svg"\nalternative = "x"',
            "clé « logo » : « logo.svg » n'a pas pu être lu dans le dossier",
        ),
        (
            'logo = "../x.svg"\nalternative = "x"',
            "doit être le nom d'un fichier du dossier des gabarits, sans chemin",
        ),
    ],
)
def test_a_look_that_cannot_be_is_refused_with_file_key_and_what_to_do(
    own: Path, text: str, said: str
) -> None:
    assert said in refused(charter(own, text))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "ce n'est pas une image SVG, PNG ou JPEG"),
        (b"<html/>", "ce n'est pas une image SVG, PNG ou JPEG"),
        (LOGO.replace("<circle", "<text>Opco</text><circle").encode(), "convertissez-le en tracés"),
        (LOGO.replace("<circle", '<image href="a.png"/><circle').encode(), "incorporez l'image dans le SVG"),
        (b"\xff\xd8\xff\xe0\x00\x02", "l'image est abîmée"),
        (png(40, 40)[:60], "l'image ne peut pas être dessinée"),
        (png(10, 10) + b" " * 500_000, "il dépasse 500 ko : réduisez-le"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "ce n'est pas une image"),
    ],
)
def test_a_logo_that_cannot_be_drawn_alike_everywhere_is_refused(
    own: Path, content: bytes, said: str
) -> None:
    (own / "logo").write_bytes(content)
    assert said in refused(charter(own, 'logo = "logo"\nalternative = "x"'))


def test_a_charter_that_is_no_utf8_is_refused(own: Path) -> None:
    (own / "charte.toml").write_bytes('nom = "Œuvre"'.encode("utf-16"))
    assert "n'est pas écrit en UTF-8" in refused(own)


def test_every_colour_of_the_program_can_be_read() -> None:
    for ground in ("#FFFFFF", PALE):
        for text in (INK, GREY_TEXT, NAVY):
            assert contrast(text, ground) >= 4.5
    assert round(contrast("#000000", "#FFFFFF"), 1) == 21
    assert look(None, ()) == Look()


def test_a_template_of_ones_own_replaces_the_shipped_one(own: Path) -> None:
    (own / "attestation.typ").write_text(GOOD, encoding="utf-8")
    check_templates(own)
    content = attestation_pdf(attestation(3), own)
    assert read(content) == tight(
        "Attestation de fin de formation Modèle de la maison pour Camille Exemple-Martin"
    )
    assert faults(content) == []


def test_a_template_may_import_and_draw_what_is_beside_it(own: Path) -> None:
    (own / "commun.typ").write_text("#let salut = [Bonjour]", encoding="utf-8")
    (own / "signe.svg").write_text(LOGO, encoding="utf-8")
    more = '#import "commun.typ": salut\n#salut #image("signe.svg", alt: "Un rond")\n'
    (own / "attestation.typ").write_text(GOOD + more, encoding="utf-8")
    check_templates(own)
    assert "Bonjour" in read(attestation_pdf(attestation(1), own))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("#let x = (\n", "n'a pas pu être composé, ligne 4, colonne 10 : Typst répond « unclosed delimiter »"),
        ("\n  #donnees.piece.nimporte", "ligne 5, colonne 18 : Typst répond « dictionary does not contain key"),
        ("#faits(3)", "« attestation.typ » n'a pas pu être composé, ligne 4, colonne 2"),
        ('#import "@preview/cetz:0.4.0": *', "ligne 4, demande un paquet du réseau (@preview) : rien n'y est pris"),
        ('#import "@" + "preview/cetz:0.4.0": *', "demande un paquet qui n'est pas sur cette machine"),
        ('#import "@local/autre:1.0.0": *', "demande un paquet qui n'est pas sur cette machine"),
        ('#text(font: "Comic Sans")[x]', "demande la police « comic sans », qui n'est pas là"),
        ('#image("/absent.svg", alt: "x")', "Typst répond « file not found"),
        ('#read("/../../../../etc/passwd")', "ligne 4"),
        ("#image(bytes(donnees.sceau.qr))", "missing alt text"),
        ("== Trop bas\n", "ligne 4"),
        ("你", "1 signe sans police : « 你 » (U+4F60)"),
        ("#for une in donnees.piece.groupes.slice(1) { }\n#donnees.piece.groupes.last().titre", "ligne"),
    ],
)  # fmt: skip
def test_a_template_that_fails_is_refused_with_its_place(own: Path, more: str, said: str) -> None:
    (own / "attestation.typ").write_text(GOOD + more, encoding="utf-8")
    assert said in refused(own)


def test_what_fails_in_an_imported_file_is_told_with_that_file(own: Path) -> None:
    (own / "commun.typ").write_text("\n#let f() = nulle_part", encoding="utf-8")
    (own / "attestation.typ").write_text('#import "commun.typ": f\n' + GOOD + "#f()", encoding="utf-8")
    assert (
        "« attestation.typ » n'a pas pu être composé (fichier « commun.typ »), ligne 2, colonne 12"
        in refused(own)
    )


def test_a_name_in_capitals_is_not_passed_over(own: Path) -> None:
    (own / "Attestation.typ").write_text(GOOD, encoding="utf-8")
    assert "« Attestation.typ » ne serait pas pris : renommez-le « attestation.typ »" in refused(own)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "n'a pas pu être lu : il n'existe pas" in refused(tmp_path / "absent")


def test_a_font_that_cannot_be_read_is_told(own: Path) -> None:
    (own / "polices").mkdir()
    (own / "polices" / "maison.ttf").write_bytes(b"nothing")
    (own / "polices" / "LICENCE.txt").write_text("OFL", encoding="utf-8")
    assert "« maison.ttf » : ce n'est pas une police que le programme sait lire" in refused(own)


FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


@pytest.mark.skipif(not FONT.is_file(), reason="no font to try with")
def test_a_font_of_ones_own_gives_signs_that_were_missing(own: Path) -> None:
    sign = "\u2d63"
    with pytest.raises(TypesettingError):
        attestation_pdf(attestation(1, learner=sign), own)
    (own / "polices").mkdir()
    shutil.copy(FONT, own / "polices")
    check_templates(charter(own, 'police = "DejaVu Sans"'))
    content = attestation_pdf(attestation(1, learner=sign), own)
    assert sign in read(content) and faults(content) == []


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize(("paper", "words"), DESCRIBED, ids=[paper for paper, _ in DESCRIBED])
def test_shipped_templates_take_all_and_the_least_that_papers_say(
    paper: str, words: type, full: bool
) -> None:
    told = {"piece": example(words, full), "projet": None, "sceau": SEAL if full else None}
    assert faults(typeset(paper, told, dt.date(2024, 1, 1))) == []


def test_every_shipped_template_is_described() -> None:
    assert {path.stem for path in shipped_templates().glob("*.typ")} == {paper for paper, _ in DESCRIBED}


def test_exported_templates_are_a_start_that_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "gabarits"
    assert main(["gabarits", str(folder)]) == 0
    assert "fichiers écrits" in capsys.readouterr().out
    check_templates(folder)
    assert attestation_pdf(attestation(5), folder) == attestation_pdf(attestation(5))
    (folder / "attestation.typ").write_text(GOOD, encoding="utf-8")
    (folder / "charte.toml").unlink()
    written, kept = export_templates(folder)
    assert [path.name for path in written] == ["charte.toml"]
    assert folder / "attestation.typ" in kept
    assert (folder / "attestation.typ").read_text("utf-8") == GOOD
    assert main(["gabarits", str(folder)]) == 0
    assert "attestation.typ : déjà là, laissé tel quel" in capsys.readouterr().out.replace("\u00a0", " ")


def test_every_line_of_the_exported_charter_can_be_used(own: Path) -> None:
    export_templates(own)
    lines = (own / "charte.toml").read_text("utf-8").splitlines()[1:]
    (own / "logo.svg").write_text(LOGO, encoding="utf-8")
    charter(own, "\n".join(line.removeprefix("# ") for line in lines))
    check_templates(own)
    assert {line.removeprefix("# ").partition(" ")[0] for line in lines} == set(KEYS)


def test_the_example_of_the_documentation_is_taken(own: Path) -> None:
    page = papers_page(DESCRIBED, Look)
    [text] = re.findall(r"```typst\n(.*?)```", page, re.DOTALL)
    (own / "attestation.typ").write_text(text, encoding="utf-8")
    check_templates(own)
    for count in (0, 5, 60):
        content = attestation_pdf(attestation(count), own, SEAL)
        assert faults(content) == []
    assert "C60" in read(attestation_pdf(attestation(60), own))


def test_the_page_tells_every_field_that_a_template_finds() -> None:
    page = papers_page(DESCRIBED, Look).replace("\\", "")
    for key in KEYS:
        assert f"| `{key}` |" in page
    for name in (
        "personne.lignes[][].libelle",
        "groupes[].blocs[].lignes[].evaluation",
        "heures.total.realisee",
    ):
        assert f"| `{name}` |" in page
    for row in page.partition("## Les champs")[2].splitlines():
        if row.startswith("| `"):
            assert row.split("|")[2].strip(), row


class PanickingCompiler:
    """Fails as Rust does, with what is no `Exception`."""

    def __init__(self, **_: object) -> None: ...

    def compile_with_warnings(self, **_: object) -> None:
        raise type("PanicException", (BaseException,), {})


def test_a_fault_of_the_compiler_ends_in_a_sentence_and_another_compiler(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typesetting._workshop.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(typst, "Compiler", PanickingCompiler)
        with pytest.raises(TypesettingError, match="Typst s'est arrêté"):
            attestation_pdf(attestation(1))
    assert faults(attestation_pdf(attestation(1))) == []


def test_the_compiler_takes_no_font_of_the_machine() -> None:
    assert set(typst.Fonts(include_system_fonts=False).families()) == {
        "DejaVu Sans Mono",
        "Libertinus Serif",
        "New Computer Modern",
        "New Computer Modern Math",
    }
