"""Writes `docs/performance.md`: the machine, the contenders, the ratios against the targets."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata

from benchmarks import turns
from benchmarks.chart import Bar, chart
from benchmarks.further import Further
from benchmarks.machine import Machine
from benchmarks.measuring import Measure
from benchmarks.scale import MANY
from benchmarks.scale import rows as scale_rows
from benchmarks.sizes import COMPETENCES, CONTRACTS, DOCUMENTS, EVALUATIONS, MODULES, TUTORS
from benchmarks.targets import UNKNOWN, targets
from benchmarks.turns import ALONE, LABELS, TWO, VALIDATING, Turns
from proexp_batch.model.wording import number, percent, plural, typo

PICTURE = "images/performance.svg"
_LIBRARIES = ("pandas", "pandera", "python-calamine", "openpyxl", "xlsxwriter", "frictionless")

_WHAT_THEY_DO = """\
- **Traitement complet** : la commande `traiter --sans-pdf`, telle qu'elle est livrée, démarrage compris ; toutes les règles,
  classeurs annotés, attestations, synthèse et rapport.
- **Script ordinaire** : ce qu'on écrit en un après-midi avec les mêmes bibliothèques
  (`benchmarks/contenders/naive.py`) ; une vingtaine de contrôles, un dossier après l'autre, cellules colorées et
  commentées, attestations simples.
- **frictionless** : déduit les types des feuilles et les valide ; rien n'est annoté ni écrit.
- **Plancher** : lit toutes les cellules avec calamine, recopie l'archive entrée par entrée, écrit cinq feuilles de la
  taille d'une attestation avec XlsxWriter ; rien n'est contrôlé."""


@dataclass(frozen=True)
class Options:
    """What a run was asked for; `large` is 0 where large deposits were left out."""

    dossiers: int
    faulty: float
    seed: int
    turns: int
    evaluations: int
    large: int


def page(options: Options, machine: Machine, found: Turns, beside: Further) -> str:
    """The page in Markdown."""
    sections = [
        "# Performance",
        "Cette page est écrite par `python3 run.py banc`. Les concurrents passent chacun à leur tour, dans la même "
        "exécution et sur les mêmes dossiers ; chaque chiffre est une médiane, avec le plus petit et le plus grand "
        "entre parenthèses. Les rapports sont formés tour par tour.",
        _circumstances(options, machine),
        "## Les concurrents",
        _contenders(found),
        f"![Temps de calcul par dossier]({PICTURE})",
        _WHAT_THEY_DO if VALIDATING in found.measures else _without_frictionless(),
        "## Les objectifs",
        _targets(found, beside),
        f"Le temps de calcul (CPU) est celui de tous les processus d'une commande. La lecture du classeur de "
        f"{number(beside.evaluations)} évaluations est mesurée seule, dans un processus qui a déjà lu un petit classeur.",
        _growth(options, beside),
    ]
    return "\n".join(map(_typeset, "\n\n".join(sections).splitlines())) + "\n"


def picture(found: Turns) -> str:
    """The chart that the page shows, as SVG; without bars where CPU was not measured."""
    bars = []
    for name, measures in found.measures.items():
        each = [1000 * value / found.dossiers for value in turns.figures(measures, turns.cpu)]
        if each:
            bars.append(
                Bar(typo(LABELS[name]), statistics.median(each), min(each), max(each), name in (ALONE, TWO))
            )
    return chart("Temps de calcul par dossier, en millisecondes de CPU", bars)


def _typeset(line: str) -> str:
    """French typography, except inside code."""
    return "`".join(text if at % 2 else typo(text) for at, text in enumerate(line.split("`")))


def _circumstances(options: Options, machine: Machine) -> str:
    versions = [f"{name} {version}" for name in _LIBRARIES if (version := _version(name))]
    size = (
        f"{CONTRACTS} contrats, {COMPETENCES} compétences, {MODULES} modules, {EVALUATIONS} évaluations, "
        f"{TUTORS} tuteurs, {DOCUMENTS} pièces"
    )
    rows = (
        (
            "Dossiers",
            f"{number(options.dossiers)}, dont {percent(options.faulty)} avec fautes ; graine {options.seed}",
        ),
        ("Un dossier", size),
        ("Tours", str(options.turns)),
        ("Machine", f"{machine.processor} ; {plural(machine.cores, 'cœur')} ; {machine.memory}"),
        ("Système", f"{machine.system} ; Python {machine.python}"),
        ("Bibliothèques", " ; ".join(versions)),
    )
    return _table(("Mesuré sur", ""), rows)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _contenders(found: Turns) -> str:
    header = ("Concurrent", "Durée", "CPU", "CPU par dossier", "Mémoire du plus gros processus")
    rows = []
    for name, measures in found.measures.items():
        rows.append(
            (
                LABELS[name],
                _spread(turns.figures(measures, turns.wall), " s", 1),
                _figure(measures, turns.cpu, " s", 1),
                _figure(measures, turns.cpu, " ms", 0, 1000 / found.dossiers),
                _figure(measures, turns.memory, " Mo", 0),
            )
        )
    return _table(header, rows)


def _figure(
    measures: Sequence[Measure],
    of: Callable[[Measure], float | None],
    unit: str,
    digits: int,
    times: float = 1,
) -> str:
    return _spread([times * value for value in turns.figures(measures, of)], unit, digits)


def _spread(values: Sequence[float], unit: str, digits: int) -> str:
    """The median, the least and the greatest."""
    if not values:
        return UNKNOWN
    middle = f"{number(statistics.median(values), digits)}{unit}"
    if len(values) == 1:
        return middle
    return f"{middle} ({number(min(values), digits)} à {number(max(values), digits)})"


def _without_frictionless() -> str:
    kept = _WHAT_THEY_DO.splitlines()
    at = next(at for at, line in enumerate(kept) if line.startswith("- **frictionless**"))
    kept[at] = "- **frictionless** n'était pas installé : il n'a pas été mesuré."
    return "\n".join(kept)


def _targets(found: Turns, beside: Further) -> str:
    rows = [
        (target.label, target.goal, _spread(target.values, target.unit, 2), target.verdict)
        for target in targets(found, beside)
    ]
    return _table(("Mesure", "Objectif", "Mesuré", "Verdict"), rows)


def _growth(options: Options, beside: Further) -> str:
    """What large deposits took, or that none was measured."""
    if not beside.large:
        return (
            "Les grands lots n'ont pas été mesurés : `python3 run.py banc --grand 1000` compare en plus "
            "1 000 et 10 000 dossiers (mémoire et temps par dossier)."
        )
    rows = [
        (
            number(count),
            f"{number(measure.wall, 0)} s",
            f"{number(1000 * measure.cpu / count, 0)} ms" if measure.cpu else UNKNOWN,
            f"{number(1000 * measure.wall / count, 0)} ms",
            f"{number(measure.memory, 0)} Mo" if measure.memory else UNKNOWN,
        )
        for count, measure in sorted(beside.large.items())
    ]
    header = ("Dossiers", "Durée", "CPU par dossier", "Durée par dossier", "Mémoire du plus gros processus")
    parts = ["## Les grands lots", "Avec 2 processus, une seule fois.", _table(header, rows)]
    if beside.scale is not None and beside.scale.measure.cpu is not None:
        parts += [
            "## Un million de dossiers",
            f"Calculé à partir du lot de {number(beside.scale.dossiers)} dossiers ci-dessus. Avec plusieurs machines "
            "([à grande échelle](grande-echelle.md)), la part des travailleurs se partage ; "
            "celle de la machine qui lance, non.",
            _table(("", "Un dossier", f"{number(MANY)} dossiers"), scale_rows(beside.scale)),
            "La mémoire du plus gros processus reste celle du tableau précédent ; la machine qui lance garde en plus "
            "la liste des fichiers, un kilo-octet pour chacun.",
        ]
    return "\n\n".join(parts)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
