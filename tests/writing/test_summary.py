import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from pathlib import PurePosixPath
from string import ascii_uppercase
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.decision.facts import DossierDecision, Status, TutoringHelp, Written
from proexp_batch.documents.catalogue import of_dossier
from proexp_batch.documents.summary import links
from proexp_batch.documents.summary.deadlines import Nearest
from proexp_batch.documents.summary.figures import Counting, Figures
from proexp_batch.documents.summary.next_action import next_action
from proexp_batch.documents.summary.words import MOST_ROWS
from proexp_batch.documents.summary.workbook import write_summary
from proexp_batch.drawing.palette import AMBER, GREEN, GREY, RED, argb
from proexp_batch.model.deadlines import Deadline, DeadlineKind
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.wording import typo
from proexp_batch.rules.catalogue import CATALOGUE
from tests.writing.facts import RUN, attestation, batch, bloc_of, competence, contract, dossier, finding

SHEETS = ["Synthèse", "Dossiers", "Contrats", "Échéances", "Constats", "Règles", "Tutorat"]


def summary(decisions: Sequence[DossierDecision], written: Sequence[Written], most: int = MOST_ROWS) -> bytes:
    file = BytesIO()
    write_summary(file, RUN, list(zip(decisions, written, strict=True)), of_dossier(), most)
    return file.getvalue()


def opened(*facts, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(summary(*facts)), data_only=values)


def figures(decisions: Sequence[DossierDecision]) -> Figures:
    counting = Counting()
    for decision in decisions:
        counting.add(decision)
    return counting.figures()


def table_rows(ref: str) -> int:
    """The last row of a table."""
    return int(ref.split(":")[1].lstrip(ascii_uppercase))


def column(sheet: Worksheet, header: str) -> list[object]:
    (index,) = [cell.column for cell in sheet[4] if cell.value == header]
    (table,) = sheet.tables.values()
    return [cell.value for cell in next(sheet.iter_cols(index, index, 5, table_rows(table.ref)))]


def everywhere(book: Workbook) -> list[str]:
    return [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_the_help_for_tutoring_stands_by_dossier_and_in_all() -> None:
    decisions = [
        dossier("a.xlsx", tutoring=TutoringHelp(14.0, 210.0, 6, 1380.0)),
        dossier("b.xlsx"),
        dossier("c.xlsx", tutoring=TutoringHelp(40.0, 600.5, 3, 1035.0)),
    ]
    book = opened(decisions, [Written()] * 3)
    assert column(book["Tutorat"], "Fichier") == ["a.xlsx", "c.xlsx"]
    assert column(book["Tutorat"], "Ensemble") == [1590, 1635.5]
    told = [text.replace("\u00a0", " ") for text in everywhere(book)]
    assert "Aides au tutorat, au plus : 3 225,50 €" in told
    assert "54 h de formation de tuteurs (810,50 €), 9 mois de tutorat (2 415,00 €)." in told


def test_one_row_per_dossier_contract_finding_and_rule() -> None:
    decisions, written = batch()
    book = opened(decisions, written)
    assert book.sheetnames == SHEETS
    assert column(book["Dossiers"], "Fichier") == [str(decision.file) for decision in decisions]
    assert column(book["Dossiers"], "Statut") == [decision.status.label for decision in decisions]
    assert column(book["Dossiers"], "Étape")[0] == "1 - Formaliser le besoin"
    assert len(column(book["Contrats"], "Contrat")) == 10
    assert column(book["Contrats"], "Attestation").count("oui") == 5
    assert column(book["Contrats"], "Début")[0] == dt.datetime(2022, 4, 1)
    assert len(column(book["Constats"], "Code")) == sum(len(decision.findings) for decision in decisions)
    counts = column(book["Règles"], "Constats")
    assert counts == sorted(counts, reverse=True)


def test_why_there_is_no_attestation_is_said_and_no_birth_date() -> None:
    refused = contract(status=Status.TO_CORRECT, reason="Le contrat n'est pas terminé.")
    book = opened([dossier(contracts=(refused, contract("7")))], [Written()])
    assert column(book["Contrats"], "Pourquoi il n'y en a pas") == ["Le contrat n'est pas terminé.", None]
    assert column(book["Contrats"], "N° d'attestation") == [None, "AFF-7K3M-92QX"]
    said = everywhere(book)
    assert not [text for text in said if "2001" in text or "Camille" in text]


def test_problems_failures_and_ignored_files_are_told() -> None:
    locked = dossier("a.xlsx", Status.UNREADABLE)
    sheet = opened([locked], [Written(failure="Le disque est plein.")])["Dossiers"]
    assert column(sheet, "Remarque") == ["Le fichier est protégé par un mot de passe.\nLe disque est plein."]
    below = [sheet.cell(row, 1).value for row in range(7, 10)]
    assert below == ["2\u00a0fichiers du dépôt laissés de côté", "lettre.docx", "Été/~$dossier.xlsx"]


def deadline(day: dt.date, number: str = "7", kind: DeadlineKind = DeadlineKind.SENDING) -> Deadline:
    state = kind.state(day, RUN.today, 14)
    assert state is not None
    return Deadline(number, kind, day, state, "code du travail, art. D6325-1")


def test_deadlines_stand_by_day_with_a_link_to_their_dossier() -> None:
    today = RUN.today
    late, near, far = today - dt.timedelta(1), today, today + dt.timedelta(15)
    decisions = [
        dossier("a.xlsx", deadlines=(deadline(far, "7"), deadline(late, "8"))),
        dossier("b.xlsx", deadlines=(deadline(near, "9"),)),
    ]
    book = opened(decisions, [Written({"annotated": PurePosixPath("a/annote.xlsx")}), Written()])
    sheet = book["Échéances"]
    assert column(sheet, "Contrat") == ["8", "9", "7"]
    assert column(sheet, "État") == ["en retard", "proche", "plus tard"]
    assert column(sheet, "Échéance")[0] == dt.datetime(2023, 4, 4)
    assert column(sheet, "Dossier") == ["a.xlsx", "b.xlsx", "a.xlsx"]
    assert [sheet.cell(row, 6).hyperlink is not None for row in (5, 6, 7)] == [True, False, True]
    grounds = [sheet.cell(row, 2).fill.fgColor.rgb for row in (5, 6, 7)]
    assert grounds == [argb(tint.ground) for tint in (RED, AMBER, GREY)]


def test_a_list_of_deadlines_that_ends_keeps_the_nearest_ones() -> None:
    days = [RUN.today + dt.timedelta(days) for days in (-900, 40, -2, 3, 1, -1, 400)]
    decisions = [
        dossier(f"{number}.xlsx", deadlines=(deadline(day, str(number)),)) for number, day in enumerate(days)
    ]
    sheet = load_workbook(BytesIO(summary(decisions, [Written()] * 7, most=4)))["Échéances"]
    assert column(sheet, "Contrat") == ["2", "5", "4", "3"]
    said = "La liste s'arrête aux 4 plus proches échéances, sur 7 ; rapport.json les donne toutes."
    assert sheet["A2"].value == typo(said)


def test_no_more_deadlines_are_kept_than_the_list_holds() -> None:
    nearest = Nearest(RUN.today, 10)
    for number in range(1000):
        some = (deadline(RUN.today + dt.timedelta(number % 97)), deadline(RUN.today - dt.timedelta(number)))
        nearest.add(dossier(deadlines=some), Written(), "annotated")
        assert len(list(nearest.by_day())) <= 10
    assert nearest.count == 2000
    # 11 of the first kind and 1 of the second are of today itself: those that came first.
    assert {kept.deadline.day for kept in nearest.by_day()} == {RUN.today}


def test_links_are_relative_and_escaped() -> None:
    decisions, written = batch()
    sheet = opened(decisions, written)["Dossiers"]
    targets = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(targets) == 11 + 5
    assert targets[0].replace("\\", "/") == (
        "Région%20Sud/Été%20100%25%20n°0%20%23bis/entreprise%200/annoté%20%231%20à%20100%25.xlsx"
    )


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("a", "external:./a"),
        ("c:d.xlsx", "external:./c%3Ad.xlsx"),
        ("100%25.xlsx", "external:./100%2525.xlsx"),
        ("été/[1].xlsx", "external:./été/%5B1%5D.xlsx"),
    ],
)
def test_awkward_paths_as_links(path: str, link: str) -> None:
    assert links.external(PurePosixPath(path)) == link


def test_a_path_too_long_for_a_link_stays_a_text() -> None:
    long = PurePosixPath("é" * 2100)
    assert links.external(long) is None
    sheet = opened([dossier()], [Written({"annotated": long})])["Dossiers"]
    assert column(sheet, "Classeur annoté") == [str(long)]


def test_a_text_never_becomes_a_formula() -> None:
    odd = finding(detail="=1+1", fix="http://exemple.test", message="@x", sheet="=A1", column="-1")
    book = opened([dossier("=2+2.xlsx", company="=3", findings=(odd,))], [Written()])
    for name in ("Contrats", "Constats", "Règles"):
        cells = [cell for row in book[name].iter_rows(min_row=4) for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert column(book["Constats"], "Détail") == ["=1+1"]


def test_formulas_carry_the_values_they_compute() -> None:
    decisions, written = batch()
    formulas, values = opened(decisions, written), opened(decisions, written, values=True)
    tiles = [values["Synthèse"].cell(5, 2 * index + 1).value for index in range(6)]
    assert tiles == [12, 10, 5, 5, 0.75, pytest.approx(301.5 / 315)]
    for name in ("Dossiers", "Règles"):
        for cell in formulas[name][3]:
            if cell.data_type == "f" and "109" in cell.value:
                shown = column(values[name], values[name].cell(4, cell.column).value)
                assert values[name].cell(3, cell.column).value == sum(shown)
    sheet, again = formulas["Synthèse"], values["Synthèse"]
    counted = [
        cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" and "COUNTIF" in cell.value
    ]
    assert len(counted) == 1 + 2 * len(Status) + len(Severity) + 6
    for cell in counted[1:]:
        name, cells = cell.value.removeprefix("=COUNTIF(").split(",")[0].split("!")
        label = sheet[cell.value.rstrip(")").rsplit(",", 1)[1].replace("$", "")].value
        texts = [row[0].value for row in values[name][cells.replace("$", "")]]
        assert texts.count(label) == again[cell.coordinate].value


def test_every_sheet_is_ready_to_read_and_to_print() -> None:
    book = opened(*batch())
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert not sheet.sheet_view.showGridLines
    for name in SHEETS[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "B5"
        assert sheet.print_title_rows == "$4:$4"
        (table,) = sheet.tables.values()
        assert table.autoFilter.ref == table.ref


def test_statuses_are_coloured() -> None:
    sheet = opened(*batch())["Dossiers"]
    fills = {sheet.cell(row, 3).value: sheet.cell(row, 3).fill.fgColor.rgb for row in range(5, 17)}
    assert fills["accepté"] == argb(GREEN.ground)
    assert len(set(fills.values())) == len(Status)


def test_charts_are_native() -> None:
    with ZipFile(BytesIO(summary(*batch()))) as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 3
        for name in charts:
            assert etree.fromstring(file.read(name)) is not None


def test_nothing_at_all_still_makes_a_workbook() -> None:
    assert opened([], []).sheetnames == SHEETS


def test_lists_end_at_a_stated_number_with_the_true_total() -> None:
    found = tuple(finding(cells=(f"D{row}",)) for row in range(5, 15))
    decisions = [dossier(f"{name}.xlsx", findings=found, contracts=(contract(),)) for name in "abcde"]
    book = load_workbook(BytesIO(summary(decisions, [Written()] * 5, most=4)))
    assert len(column(book["Constats"], "Cellules")) == 4
    intro = "La liste s'arrête aux 4 premiers {}, sur {} ; rapport.json les donne tous."
    for name, count in (("Dossiers", 5), ("Contrats", 5), ("Constats", 50)):
        assert book[name]["A2"].value == typo(intro.format(name.lower(), count))
    figures = {row[0].value: row[3].value for row in book["Synthèse"].iter_rows(8, 30) if row[3].value}
    assert (figures["bloquant"], figures["accepté"]) == (50, 5)


def test_same_facts_give_the_same_bytes() -> None:
    assert summary(*batch()) == summary(*batch())


def test_the_gravest_severity_of_a_rule_is_told() -> None:
    mild, grave = finding(severity=Severity.INFO), finding(severity=Severity.BLOCKING)
    (rule,) = figures([dossier(findings=(mild,)), dossier("b.xlsx", findings=(grave, grave))]).rules
    assert (rule.severity, rule.findings, rule.dossiers) == (Severity.BLOCKING, 3, 2)


def missing(label: str, message: str = "") -> Finding:
    return finding(code="SAI-001", column=label, message=message or f"« {label} » n'est pas rempli.")


def test_a_rule_that_says_one_thing_of_each_column_has_a_line_for_each() -> None:
    said = tuple(map(missing, ("Nom", "Prénom", "Nom")))
    rules = figures([dossier(findings=said), dossier("b.xlsx", findings=said[:1])]).rules
    assert [(rule.column, rule.message, rule.findings, rule.dossiers) for rule in rules] == [
        ("Nom", "« Nom » n'est pas rempli.", 3, 2),
        ("Prénom", "« Prénom » n'est pas rempli.", 1, 1),
    ]
    book = opened([dossier(findings=said)], [Written()])
    assert column(book["Règles"], "Code") == ["SAI-001", "SAI-001"]
    assert column(book["Règles"], "Colonne") == ["Nom", "Prénom"]
    assert column(book["Règles"], "Constats") == [2, 1]
    assert [book["Règles"].cell(row, 7).value for row in (5, 6)] == ["SAI-001 Nom", "SAI-001 Prénom"]
    assert book["Règles"].column_dimensions["G"].hidden


def test_where_it_does_not_always_say_the_same_its_title_is_told() -> None:
    (rule,) = figures([dossier(findings=(missing("Nom", "Une"), missing("Nom", "Autre")))]).rules
    assert rule.message == typo(f"{CATALOGUE['SAI-001'].title} : « Nom »")
    twice = tuple(finding(code="APP-040", message=said) for said in ("Une", "Autre"))
    (rule,) = figures([dossier(findings=twice)]).rules
    assert (rule.message, rule.column) == (CATALOGUE["APP-040"].title, None)


def test_each_finding_says_whose_it_is() -> None:
    alone, several = finding(), finding(contracts=("1", "2"))
    whole = finding(contracts=())
    sheet = opened([dossier(findings=(alone, several, whole))], [Written()])["Constats"]
    assert column(sheet, "Entreprise") == ["Atelier Fictif du Rhône"] * 3
    assert column(sheet, "Contrat") == ["2022-0451", "1, 2", None]


def test_each_dossier_says_what_is_done_next() -> None:
    decisions, written = batch()
    told = column(opened(decisions, written)["Dossiers"], "À faire")
    assert told == [next_action(one, at) for one, at in zip(decisions, written, strict=True)]


def test_the_time_is_said_to_be_that_of_paris() -> None:
    said = opened([], [])["Synthèse"]["A2"].value.replace("\u00a0", " ")
    assert said.endswith("Traitement du 05/04/2023 à 09:30:00 au 05/04/2023 à 09:30:42 (heure de Paris).")


def test_links_and_charts_beside_lists_are_not_printed() -> None:
    book = opened(*batch())
    for name, last in (
        ("Dossiers", "Remarque"),
        ("Contrats", "Pourquoi il n'y en a pas"),
        ("Règles", "Dossiers"),
    ):
        sheet = book[name]
        (index,) = [cell.column for cell in sheet[4] if cell.value == last]
        (table,) = sheet.tables.values()
        bottom = table_rows(table.ref) + (4 if name == "Dossiers" else 0)
        assert sheet.print_area == f"'{name}'!$A$1:${get_column_letter(index)}${bottom}"
    assert book["Dossiers"].cell(20, 1).value == "Été/~$dossier.xlsx"


def test_what_was_had_before_the_path_counts_neither_as_acquired_nor_as_missing() -> None:
    known = competence(0, prior=("EXPERIENCE",))
    facts = attestation(blocs=(bloc_of(known, competence(1), competence(2, "IN_PROGRESS")),))
    counted = figures([dossier(contracts=(contract(attestation=facts),))])
    assert (counted.acquired, counted.competences) == (1, 2)


def test_a_text_that_looks_like_xml_is_a_text() -> None:
    said = "<r>Dupont & Fils</r>"
    book = opened([dossier(company=said, findings=(finding(detail=said),))], [Written()])
    assert column(book["Dossiers"], "Entreprise") == [f"{said} "]
    assert column(book["Constats"], "Détail") == [f"{said} "]
