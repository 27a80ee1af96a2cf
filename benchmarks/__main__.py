"""Measures the program against others and against its targets, and writes the page about it: `run.py banc`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import dossiers
from benchmarks.further import further
from benchmarks.machine import this_machine
from benchmarks.measuring import ROOT, FailedCommandError
from benchmarks.page import PICTURE, Options, page, picture
from benchmarks.turns import compete
from proexp_batch.model.wording import typo

INTERRUPTED = 130
PAGE = ROOT / "docs" / "performance.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    given = _parser().parse_args(arguments)
    options = Options(given.dossiers, given.fautes, given.graine, given.tours, given.evaluations, given.grand)
    try:
        text, drawing = run(options)
    except FailedCommandError as error:
        say(f"Une commande mesurée a échoué : {error}")
        return 1
    except KeyboardInterrupt:
        say("Interrompu.")
        return INTERRUPTED
    if given.sans_page:
        print(text)
        return 0
    given.page.parent.mkdir(parents=True, exist_ok=True)
    image = given.page.parent / PICTURE
    image.parent.mkdir(exist_ok=True)
    given.page.write_text(text, encoding="utf-8", newline="\n")
    image.write_text(drawing, encoding="utf-8", newline="\n")
    say(f"Page : {given.page}")
    return 0


def run(options: Options) -> tuple[str, str]:
    """Make the dossiers, measure, and return the page and its picture."""
    with tempfile.TemporaryDirectory(prefix="banc-") as name:
        deposit = Path(name) / "depot"
        made = dossiers.write(deposit, options.dossiers, options.faulty, options.seed)
        say(
            f"{made.dossiers} dossiers, dont {made.faulty} avec fautes ; {made.attestations} attestations attendues"
        )
        found = compete(deposit, options.dossiers, options.turns, say)
        beside = further(deposit, options.turns, options.evaluations, options.large, options.seed, say)
    return page(options, this_machine(), found, beside), picture(found)


def say(text: str) -> None:
    """Tell how far the benchmark is."""
    print(typo(text), file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run.py banc",
        description="Mesure le programme et écrit docs/performance.md.",
        allow_abbrev=False,
    )
    parser.add_argument("--dossiers", type=_count, default=200, help="nombre de dossiers (200)")
    parser.add_argument(
        "--fautes", type=_share, default=dossiers.FAULTY, help="part de dossiers avec fautes, de 0 à 1 (0.5)"
    )
    parser.add_argument(
        "--graine", type=int, default=dossiers.SEED, help="la même graine, les mêmes dossiers (1)"
    )
    parser.add_argument("--tours", type=_count, default=5, help="nombre de tours (5)")
    parser.add_argument(
        "--evaluations", type=_count, default=20_000, help="taille du grand classeur, en évaluations (20000)"
    )
    parser.add_argument(
        "--grand", type=_count, default=0, metavar="N", help="compare aussi N et 10 N dossiers ; long (non)"
    )
    parser.add_argument("--page", type=Path, default=PAGE, help="la page à écrire (docs/performance.md)")
    parser.add_argument("--sans-page", action="store_true", help="affiche la page au lieu de l'écrire")
    return parser


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("au moins 1")
    return count


def _share(text: str) -> float:
    share = float(text.replace(",", "."))
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("une part de 0 à 1")
    return share


if __name__ == "__main__":
    sys.exit(main())
