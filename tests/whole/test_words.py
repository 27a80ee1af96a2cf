"""What people read: cells as they were typed, the step that was taken, what could not be judged, what must be given."""

from pathlib import Path

import openpyxl
import pytest

from proexp_batch.cli import main
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.making.draft import Draft
from tests.making.plain import plain
from tests.making.workbooks import xlsx
from tests.whole.places import TODAY

Output = pytest.CaptureFixture[str]


def deposited(folder: Path, draft: Draft, name: str = "dossier.xlsx") -> DossierDecision:
    (folder / "depot").mkdir()
    (folder / "depot" / name).write_bytes(xlsx(draft))
    outcome = process(
        [folder / "depot"], folder / "sortie", settings(TODAY), Processes(1), lambda done, total: None
    )
    return outcome.decisions[0]


def told(decision: DossierDecision, code: str) -> str:
    [finding] = [finding for finding in decision.findings if finding.code == code]
    return f"{finding.message} {finding.detail} {finding.fix}".replace("\u00a0", " ")


def said(capsys: Output) -> str:
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).replace("\u00a0", " ").split())


def control_of(folder: Path) -> list[list[str]]:
    """The texts of the sheet Contrôle, line by line."""
    page = openpyxl.load_workbook(folder / "sortie" / "dossiers" / "dossier" / "annote.xlsx")["Contrôle"]
    lines = [[str(cell.value).replace("\u00a0", " ") for cell in row if cell.value] for row in page]
    return [line for line in lines if line]


def test_a_refused_code_is_shown_as_it_was_typed(tmp_path: Path) -> None:
    draft = plain(step=3)
    draft.company["naf"] = "25.5 (forge)"
    draft.modules[0]["contracts"] = None
    draft.documents[0]["contract"] = "pe 915"
    decision = deposited(tmp_path, draft)
    assert "Lu : « 25.5 (forge) »" in told(decision, "ENT-003")
    assert "Lu : « pe 915 »" in told(decision, "PIE-006")


def test_what_was_understood_says_as_what(tmp_path: Path) -> None:
    draft = plain(step=3)
    draft.learners[0]["weekly_hours"] = "35h"
    assert "« 35h » a été lu comme le nombre 35." in told(deposited(tmp_path, draft), "LEC-102")


def test_names_noted_in_advance_bring_no_step(tmp_path: Path) -> None:
    draft = plain(step=2)
    draft.company["step"] = None
    draft.learners[:] = [{"last_name": "Martin", "first_name": "Camille"}]
    draft.tutors[:] = [{"name": "Dominique Leroy"}]
    draft.evaluations[:] = [{"evaluator": "Dominique Leroy"}]
    decision = deposited(tmp_path, draft)
    assert decision.step == 2
    assert "Étape retenue : 2 - Construire le parcours, la dernière remplie à plus de la moitié (" in told(
        decision, "ENT-010"
    )


def test_a_signatory_and_a_place_filled_down_do_not_close_the_contracts(tmp_path: Path) -> None:
    draft = plain(step=3)
    draft.company["step"] = None
    for learner in draft.learners:
        learner |= {"signatory": "A. Morel", "place": "Lille", "review": None, "hours_done": None}
    assert deposited(tmp_path, draft).step == 3


def test_control_says_what_could_not_be_judged_and_why(tmp_path: Path, capsys: Output) -> None:
    draft = plain(step=3)
    draft.learners[0]["end"] = "fin mars"
    decision = deposited(tmp_path, draft)
    [left] = decision.unjudged
    cell = draft.cell("learners", "end")
    assert left.cells == (cell,)
    assert {"durée", "salaire", "heures de formation", "modules"} <= set(left.subjects)
    sentence = left.sentence.replace("\u00a0", " ")
    assert sentence.startswith("Non contrôlé : ")
    assert sentence.endswith(f", car {cell} est illisible (feuille Apprenants).")
    assert [sentence] in control_of(tmp_path)
    main(["verifier", str(tmp_path / "depot" / "dossier.xlsx"), "--aujourdhui", TODAY.isoformat()])
    assert sentence in said(capsys)


def test_missing_and_impossible_values_are_reasons_too(tmp_path: Path) -> None:
    draft = plain(step=3)
    draft.learners[0] |= {"birth_date": None, "weekly_hours": -35}
    sentences = [one.sentence for one in deposited(tmp_path, draft).unjudged]
    assert any("âge" in one and "est vide" in one for one in sentences)
    assert any("salaire" in one and "est hors limites" in one for one in sentences)


def test_a_right_dossier_leaves_nothing_unjudged(tmp_path: Path) -> None:
    assert deposited(tmp_path, plain(step=3)).unjudged == ()


def test_control_lists_the_gravest_first(tmp_path: Path) -> None:
    draft = plain(step=3)
    draft.rows["company"][0] |= {"naf": "6201", "step": None}
    draft.documents[0]["contract"] = "PE-UNKNOWN"
    deposited(tmp_path, draft)
    lines = control_of(tmp_path)
    start = next(at for at, line in enumerate(lines) if line[0] == "Gravité")
    graveness = ("bloquant", "avertissement", "information")
    order = [line[0] for line in lines[start + 1 :] if line[0] in graveness]
    assert order == sorted(order, key=graveness.index)
    assert len(set(order)) == 3


def test_a_line_of_totals_beside_the_codes_is_said_to_be_none(tmp_path: Path) -> None:
    draft = plain(step=3)
    draft.modules.append({"title": "TOTAL", "hours": 300})
    decision = deposited(tmp_path, draft)
    assert "« TOTAL »" in told(decision, "LEC-106")
    assert not any(finding.code == "SAI-001" for finding in decision.findings)


_OWN = """
from proexp_batch.rules.rule import WARNING, hits, rule

@rule("BRW-001", "Titre", WARNING, 1, "company.name", message="Message.", detail="{detail}",
      fix="Corrigez.", why="Parce que.", wrong="a", right="b")
def test(batch):
    return hits(batch["company"]["name"].notna())
"""


@pytest.mark.parametrize(
    ("code", "detail", "reason"),
    [
        ("BRW-001", "Métier : {metier}.", "« metier » n'est ni une colonne de sa feuille"),
        ("BRW-002", "Nom : {name:euros}.", "« {name:euros} » ne convient pas à la valeur à montrer"),
        ("BRW-003", "Nom : {name.", "accolade mal fermée"),
        ("BRW-004", "Nom : {}.", "accolade mal fermée ou sans nom"),
    ],
)
def test_a_sentence_that_cannot_be_filled_stops_everything(
    code: str, detail: str, reason: str, tmp_path: Path, capsys: Output
) -> None:
    rules = tmp_path / f"{code}.py"
    rules.write_text(_OWN.replace("BRW-001", code).replace("{detail}", detail), "utf-8")
    (tmp_path / "dossier.xlsx").write_bytes(xlsx(plain(step=3)))
    output = tmp_path / "sortie"
    day = ["--aujourdhui", TODAY.isoformat(), "--regles", str(rules)]
    assert main(["traiter", str(tmp_path / "dossier.xlsx"), "--sortie", str(output), *day]) == 3
    words = said(capsys)
    assert code in words
    assert reason in words
    assert not output.exists() or not list(output.iterdir())
    assert main(["verifier", str(tmp_path / "dossier.xlsx"), *day]) == 3
    assert code in said(capsys)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["traiter"], "Indiquez le dossier ou le fichier à contrôler."),
        (["traiter", "x"], "Indiquez --sortie DOSSIER : le dossier où écrire les résultats."),
        (["verifier"], "Indiquez le classeur à contrôler."),
        (["expliquer"], "Indiquez le code d'une règle, par exemple APP-004."),
    ],
)
def test_what_must_be_given_is_said_in_words(arguments: list[str], sentence: str, capsys: Output) -> None:
    assert main(arguments) == 2
    assert said(capsys).startswith(sentence)
