"""What a good developer writes in an afternoon with the same libraries: some twenty checks, one dossier after the other.

openpyxl opens the workbook and keeps it, pandera validates a frame for each sheet, openpyxl colours and annotates the
cells at fault, saves, and writes the attestations of the contracts of which nothing was said.
"""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pandera.pandas as pa
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from stdnum.fr import siret

from benchmarks.sizes import TODAY

HEADER, FIRST = 2, 3
FORM = "Entreprise"
RED = PatternFill("solid", fgColor="FFF9C9CB")
LINE = Border(*(Side(style="thin", color="FFBFBFBF") for _ in range(4)))

_TEXT = pa.Column(str, required=True, coerce=True)
_DAY = pa.Column("datetime64[ns]", coerce=True)


def _one_of(*values: str) -> pa.Column:
    return pa.Column(str, pa.Check.isin(values), coerce=True)


SCHEMAS = {
    FORM: pa.DataFrameSchema(
        {
            "Raison sociale": _TEXT,
            "SIRET": pa.Column(str, pa.Check(siret.is_valid, element_wise=True), coerce=True),
            "Opco": _TEXT,
            "Code NAF": pa.Column(str, pa.Check.str_matches(r"^\d\d\.\d\d[A-Z]$"), nullable=True),
        }
    ),
    "Apprenants": pa.DataFrameSchema(
        {
            "Numéro de contrat": pa.Column(str, unique=True),
            "Nom": _TEXT,
            "Date de naissance": _DAY,
            "Date de signature": _DAY,
            "Début de l'action": _DAY,
            "Fin de l'action": _DAY,
            "Heures de formation prévues": pa.Column(float, pa.Check.ge(150), coerce=True),
            "Salaire brut mensuel": pa.Column(float, pa.Check.ge(400), coerce=True),
            "Nature du contrat": _one_of("CDI", "CDD"),
        }
    ),
    "Compétences": pa.DataFrameSchema({"Code de la compétence": pa.Column(str, unique=True)}),
    "Modules": pa.DataFrameSchema(
        {"Heures prévues": pa.Column(float, pa.Check.gt(0), coerce=True), "Début du module": _DAY}
    ),
    "Évaluations": pa.DataFrameSchema(
        {
            "Date de l'évaluation": pa.Column(
                "datetime64[ns]", pa.Check.le(pd.Timestamp(TODAY)), coerce=True
            ),
            "Résultat": _one_of("Acquis", "En cours d'acquisition", "Non acquis"),
        }
    ),
    "Tuteurs": pa.DataFrameSchema({"Années d'expérience": pa.Column(float, pa.Check.ge(2), coerce=True)}),
    "Pièces": pa.DataFrameSchema({"Type de pièce": _TEXT, "Nom du fichier": _TEXT}),
}

Fault = tuple[str, int, str, str]
"""Sheet, row in Excel, column, what is wrong."""


def frame(workbook: Workbook, title: str) -> pd.DataFrame:
    """The rows of a sheet under its headers; the index is the row in Excel."""
    page = workbook[title]
    if title == FORM:
        answers = {_label(row[0]): row[1] for row in page.iter_rows(min_row=FIRST, values_only=True)}
        return pd.DataFrame([answers], index=[FIRST])
    header, *rows = page.iter_rows(min_row=HEADER, values_only=True)
    found = pd.DataFrame(
        rows, columns=[_label(cell) for cell in header], index=range(FIRST, FIRST + len(rows))
    )
    return found.drop(columns="À revoir").dropna(how="all")


def _label(cell: Any) -> str:
    return str(cell).replace("\xa0", " ").removesuffix(" *")


def check(frames: dict[str, pd.DataFrame]) -> list[Fault]:
    """Everything that is wrong in a dossier."""
    faults: list[Fault] = []
    for title, schema in SCHEMAS.items():
        try:
            schema.validate(frames[title], lazy=True)
        except pa.errors.SchemaErrors as errors:
            cases = errors.failure_cases.dropna(subset=["index"])
            faults += [
                (title, int(case["index"]), case["column"], case["check"]) for _, case in cases.iterrows()
            ]
    learners, evaluations = frames["Apprenants"], frames["Évaluations"]
    start, end = (
        pd.to_datetime(learners[name], errors="coerce") for name in ("Début de l'action", "Fin de l'action")
    )
    signed = pd.to_datetime(learners["Date de signature"], errors="coerce")
    sent = pd.to_datetime(learners["Envoi du contrat à l'Opco"], errors="coerce")
    contracts, codes = set(learners["Numéro de contrat"]), set(frames["Compétences"]["Code de la compétence"])
    aims = frames["Modules"]["Compétences visées"].astype(str).str.split(r"\s*;\s*")
    files, per_tutor = set(frames["Pièces"]["Nom du fichier"]), Counter(learners["Tuteur"])
    many = learners["Tuteur"].map(lambda name: per_tutor[name] > 3)
    evidence = evaluations["Pièce justificative"]
    for title, column, mask, text in (
        ("Apprenants", "Fin de l'action", end < start, "La fin précède le début."),
        ("Apprenants", "Date de signature", signed > start, "Signé après le début."),
        (
            "Apprenants",
            "Envoi du contrat à l'Opco",
            (sent - start).dt.days > 5,
            "Envoyé plus de 5 jours après.",
        ),
        (
            "Apprenants",
            "Tuteur",
            ~learners["Tuteur"].isin(frames["Tuteurs"]["Nom et prénom"]),
            "Tuteur inconnu.",
        ),
        ("Apprenants", "Tuteur", many, "Ce tuteur suit plus de trois apprenants."),
        ("Modules", "Compétences visées", aims.map(lambda some: not codes.issuperset(some)), "Code inconnu."),
        (
            "Évaluations",
            "Numéro de contrat",
            ~evaluations["Numéro de contrat"].isin(contracts),
            "Contrat inconnu.",
        ),
        (
            "Évaluations",
            "Code de la compétence",
            ~evaluations["Code de la compétence"].isin(codes),
            "Code inconnu.",
        ),
        ("Évaluations", "Pièce justificative", evidence.notna() & ~evidence.isin(files), "Pièce absente."),
    ):
        faults += [(title, int(row), column, text) for row in mask.index[mask]]
    return faults


def mark(workbook: Workbook, frames: dict[str, pd.DataFrame], faults: list[Fault]) -> None:
    """Colour each cell at fault and say in a note what is wrong."""
    for title, row, column, text in faults:
        at = list(frames[title].columns).index(column)
        cell = workbook[title].cell(FIRST + at, 2) if title == FORM else workbook[title].cell(row, at + 1)
        cell.fill = RED
        cell.comment = Comment(str(text), "Contrôle")


def attestations(frames: dict[str, pd.DataFrame], faults: list[Fault]) -> Workbook | None:
    """A sheet for each contract without fault, `None` where there is none."""
    general = any(title not in ("Apprenants", "Évaluations") for title, *_ in faults)
    at_fault = {row for title, row, *_ in faults if title == "Apprenants"}
    numbers = frames["Évaluations"]["Numéro de contrat"]
    evaluated = {numbers[row] for title, row, *_ in faults if title == "Évaluations"}
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for row, learner in frames["Apprenants"].iterrows():
        if not general and row not in at_fault and learner["Numéro de contrat"] not in evaluated:
            attest(workbook.create_sheet(learner["Numéro de contrat"]), frames, learner)
    return workbook if workbook.worksheets else None


def attest(page: Any, frames: dict[str, pd.DataFrame], learner: "pd.Series[Any]") -> None:
    """Write one attestation."""
    company, modules = frames[FORM].iloc[0], frames["Modules"]
    own = frames["Évaluations"][frames["Évaluations"]["Numéro de contrat"] == learner["Numéro de contrat"]]
    last = own.sort_values("Date de l'évaluation").drop_duplicates("Code de la compétence", keep="last")
    facts = frames["Compétences"].merge(last, on="Code de la compétence", how="left")
    rows: list[list[Any]] = [["Attestation de fin de formation"], ["Entreprise", company["Raison sociale"]]]
    rows += [["SIRET", company["SIRET"]], ["Métier préparé", company["Intitulé du métier"]]]
    rows += [
        [name, _shown(learner[name])] for name in ("Nom", "Prénom", "Date de naissance", "Nature du contrat")
    ]
    rows += [["Période", *(_shown(learner[name]) for name in ("Début de l'action", "Fin de l'action"))]]
    rows += [
        [kind, f"{hours} h"] for kind, hours in modules.groupby("Modalité")["Heures prévues"].sum().items()
    ]
    rows += [
        ["Total", f"{learner['Heures de formation réalisées']} h"],
        ["Bloc", "Compétence", "Objectif", "Résultat"],
    ]
    for _, fact in facts.iterrows():
        cells = ("Bloc de compétences", "Intitulé de la compétence", "Objectif pédagogique", "Résultat")
        rows.append([*(fact[name] for name in cells), _shown(fact["Date de l'évaluation"])])
    rows.append(["Fait à", learner["Lieu de l'attestation"], "par", learner["Signataire de l'attestation"]])
    for cells in rows:
        page.append(cells)
    for line in page.iter_rows(max_col=5):
        for cell in line:
            cell.border, cell.alignment = LINE, Alignment(wrap_text=True, vertical="top")
        line[0].font = Font(bold=True)
    for column in range(1, 6):
        page.column_dimensions[get_column_letter(column)].width = 24


def _shown(value: Any) -> Any:
    return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else value


def run(deposit: Path, output: Path) -> None:
    """Check a deposit and write what is given back."""
    for path in sorted(deposit.glob("*.xlsx")):
        folder = output / path.stem
        folder.mkdir(parents=True, exist_ok=True)
        workbook = openpyxl.load_workbook(path)
        frames = {title: frame(workbook, title) for title in SCHEMAS}
        faults = check(frames)
        mark(workbook, frames, faults)
        workbook.save(folder / "annote.xlsx")
        attested = attestations(frames, faults)
        if attested:
            attested.save(folder / "attestations.xlsx")
