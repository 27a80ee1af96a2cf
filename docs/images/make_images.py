"""Makes the pictures of the documentation from the samples; run it as `python docs/images/make_images.py`.

It needs LibreOffice (`soffice`) and poppler (`pdftoppm`). Look at the pictures before committing them.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

from proexp_batch.cli import main as proexp_batch  # noqa: E402

TODAY = "2026-03-02"
# It seals nothing but these pictures, which are to be the same each time.
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32)).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
MANY_FAULTS = "dossiers/Opco 2i/Chaudronnerie du Val - dossier v2/annote.xlsx"
CLOSED = "dossiers/Opco 2i/Strate et Volume - bilan final"


@dataclass(frozen=True)
class Picture:
    """A part of the first page of a sheet: left, top, width and height in points, then dots per inch."""

    name: str
    source: str
    top: str
    area: tuple[int, int, int, int]
    resolution: int


PICTURES = (
    Picture("controle.png", MANY_FAULTS, "Contrôle", (20, 30, 800, 400), 105),
    Picture("feuille-annotee.png", MANY_FAULTS, "Évaluations", (20, 36, 800, 290), 95),
    Picture(
        "attestation.png", f"{CLOSED}/attestation-PE-2022-1107.pdf", "Attestation", (30, 18, 535, 816), 88
    ),
    Picture("parcours.png", f"{CLOSED}/parcours-PE-2022-1107.pdf", "Parcours", (30, 18, 535, 816), 66),
    Picture("bilan.png", f"{CLOSED}/bilan-PE-2022-1107.pdf", "Bilan", (30, 18, 535, 816), 66),
    Picture("synthese.png", "synthese.xlsx", "Synthèse", (24, 34, 796, 430), 95),
)


def main() -> None:
    """Process the samples on a fixed day and cut the pictures out of what is given back."""
    with tempfile.TemporaryDirectory() as folder:
        output, key = Path(folder, "sortie"), Path(folder, "sceau.pem")
        key.write_bytes(KEY)
        deposit, options = (
            ROOT / "samples" / "depot",
            ("--documents", "--cle", str(key), "--aujourdhui", TODAY),
        )
        proexp_batch(["traiter", str(deposit), "--sortie", str(output), *options])
        for picture in PICTURES:
            cut(picture, printed(output / picture.source, Path(folder)))


def printed(workbook: Path, folder: Path) -> Path:
    """Print a workbook to PDF with LibreOffice, once; a PDF is printed already."""
    if workbook.suffix == ".pdf":
        return workbook
    made = folder / f"{workbook.stem}.pdf"
    if not made.exists():
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, str(workbook)], check=True, stdout=subprocess.DEVNULL)
    return made


def page_of(pdf: Path, top: str) -> int:
    """The number of the first page whose text begins so."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    pages = [text.strip() for text in told.stdout.split("\f")]
    return next(number for number, text in enumerate(pages, start=1) if text.startswith(top))


def cut(picture: Picture, pdf: Path) -> None:
    """Write a part of a page as a picture."""
    page = str(page_of(pdf, picture.top))
    sides = [str(round(points * picture.resolution / 72)) for points in picture.area]
    box = [word for pair in zip(("-x", "-y", "-W", "-H"), sides, strict=True) for word in pair]
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(picture.resolution), "-f", page, "-l", page]
    subprocess.run([*command, *box, str(pdf), str((HERE / picture.name).with_suffix(""))], check=True)


if __name__ == "__main__":
    main()
