"""Files opened with LibreOffice and saved again, and its macros."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
MISSING = "LibreOffice (soffice) is not installed here"


def converted(paths: Sequence[Path], extension: str, folder: Path) -> list[Path]:
    """Save files in another format, all in one run; give back the new ones, in `folder`."""
    if not paths:
        return []  # it would wait for ever to be given one
    command = ("--convert-to", extension, "--outdir", str(folder), *map(str, paths))
    run_libreoffice(folder / "profile", *command)
    return [folder / f"{path.stem}.{extension}" for path in paths]


def run_libreoffice(profile: Path, *arguments: str) -> None:
    """Run LibreOffice to its end."""
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=900)
