"""Makes the invented deposit `samples/depot`; run it as `python samples/make_samples.py [folder]`.

What needs LibreOffice, and the protected workbook, come out different each time: they are made only where
they are missing, unless `--all` asks for it; without LibreOffice or msoffcrypto, what is there stays.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from building import load
from faults import faulty
from filling import filled, saved, settled
from openpyxl import Workbook
from own_manner import own_manner

DEPOT = Path(__file__).parent / "depot"
PASSWORD = "kervadec"

REMORQUES = "Delmotte remorques - étape 3.xlsx"


def main() -> None:
    """Make every file of the deposit."""
    arguments = argparse.ArgumentParser(description="Fabrique les classeurs d'exemple.")
    arguments.add_argument("folder", nargs="?", type=Path, default=DEPOT, help="dossier de sortie")
    arguments.add_argument("--all", action="store_true", help="refaire aussi ce qui n'est jamais identique")
    options = arguments.parse_args()
    for name, make in steady().items():
        _write(options.folder / name, make())
    for name, convert in varying().items():
        if options.all or not (options.folder / name).exists():
            content = convert()
            if content is not None:
                _write(options.folder / name, content)


def steady() -> dict[str, Callable[[], bytes]]:
    """The files that come out the same each time, by their path in the deposit."""
    workshop = saved(filled(load("remorques"), example=True))
    return {
        REMORQUES: lambda: workshop,
        f"Opco Mobilités/Copie de {REMORQUES}": lambda: workshop,
        "Opco Mobilités/Messagerie Hurtevent - rupture.xlsx": lambda: saved(filled(load("messagerie"))),
        "Opco 2i/Strate et Volume - bilan final.xlsx": lambda: saved(filled(load("impression_3d"))),
        "Opco 2i/Chaudronnerie du Val - dossier v2.xlsx": lambda: saved(faulty(load("chaudronnerie"))),
        "Opco Atlas/Pixelande - 5 contrats.xlsx": lambda: saved(filled(load("logiciel"), example=True)),
        "Menuiserie Ostreval.xlsx": lambda: saved(own_manner(load("menuiserie"))),
        "Résidence Les Tamaris - étape 6.xlsx": lambda: saved(filled(load("residence"))),
        "Auberge du Lac - référentiel.xlsx": lambda: saved(filled(load("auberge"))),
        "Budget formation 2023.xlsx": budget,
        "envoi interrompu.xlsx": lambda: workshop[: len(workshop) * 2 // 3],
        "Classeur1.xlsx": lambda: saved(Workbook()),
    }


def varying() -> dict[str, Callable[[], bytes | None]]:
    """The files that come out different each time; `None` where the tool is missing."""
    return {
        "Boulangerie Kervadec (protégé).xlsx": lambda: protect(saved(filled(load("boulangerie")))),
        "Salon Alizarine - parcours.xlsx": lambda: through_libreoffice(saved(filled(load("salon"))), "xlsx"),
        "Jardins de Brocéane.xls": lambda: through_libreoffice(saved(filled(load("jardins"))), "xls"),
    }


def budget() -> bytes:
    """A workbook that has nothing to do with the scheme."""
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = "Budget 2023"
    page.append(["Poste", "T1", "T2", "T3", "T4", "Total"])
    for row, name in enumerate(("Salles", "Déplacements", "Intervenants", "Matériel"), start=2):
        page.append([name, 400 * row, 350 * row, 200 * row, 500 * row, f"=SUM(B{row}:E{row})"])
    return saved(workbook)


def protect(content: bytes) -> bytes | None:
    """Encrypt a workbook as Excel does when a password is needed to open it."""
    try:
        from msoffcrypto.format.ooxml import OOXMLFile
    except ImportError:
        return None
    result = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(PASSWORD, result)
    return result.getvalue()


def through_libreoffice(content: bytes, extension: str) -> bytes | None:
    """Open a workbook with LibreOffice and save it in the format of `extension`."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source" / "dossier.xlsx"
        source.parent.mkdir()
        source.write_bytes(content)
        command = [soffice, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += ["--convert-to", extension, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        result = (folder / f"dossier.{extension}").read_bytes()
    return settled(result) if extension == "xlsx" else result


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
