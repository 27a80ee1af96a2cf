"""What learners have already, from the deposited workbook to the words of the attestation."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

import openpyxl
import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.migrate.migration import migrated
from proexp_batch.model.wording import NBSP
from proexp_batch.pipeline.way import Outcome, process
from proexp_batch.settings.run import settings
from tests.making.draft import Draft
from tests.making.plain import D, plain, with_competences, with_evaluation, with_path
from tests.making.workbooks import xlsx
from tests.whole.places import TODAY

START, END = D(2023, 1, 9), D(2024, 1, 8)


def deposited(folder: Path, content: bytes) -> Outcome:
    (folder / "depot").mkdir(parents=True)
    (folder / "depot" / "dossier.xlsx").write_bytes(content)
    return process(
        [folder / "depot"], folder / "sortie", settings(TODAY), Processes(1), lambda done, total: None
    )


def closed(**learner: object) -> Draft:
    """A contract that is over: modules on C1, C2 and C3, nothing on C4, all that is taught acquired at the end."""
    draft = with_competences(plain(6, start=START, **learner), 4)
    draft = with_path(draft, M1=("C1", None), M2=("C2;C3", None))
    draft.rows["evaluations"] = [one for one in draft.evaluations if one["kind"] != "FINAL"]
    for code in ("C1", "C2", "C3"):
        with_evaluation(draft, END, "FINAL", competence=code, result="ACQUIRED")
    return draft


def codes(outcome: Outcome) -> set[str]:
    return {finding.code for one in outcome.decisions for finding in one.findings}


def said(folder: Path) -> list[str]:
    """The texts of the only attestation."""
    book = openpyxl.load_workbook(folder / "sortie" / "dossiers" / "dossier" / "attestations.xlsx")
    [page] = book.worksheets
    return [str(cell.value).replace(NBSP, " ") for row in page for cell in row if cell.value is not None]


def below(heading: str, texts: list[str]) -> Iterator[str]:
    """The competences under a heading, by their codes, and what is said of each."""
    headings = (
        "Compétences développées",
        "Compétences déjà acquises avant le parcours",
        "Autres compétences",
    )
    rest = iter(texts[texts.index(heading) + 1 :])
    for text in rest:
        if text.startswith(headings):
            return
        if text.startswith("C") and " – " in text[:6]:
            next(rest)
            yield f"{text[:2]} {next(rest)}"


HAD = "Compétences déjà acquises avant le parcours"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, list[str]]:
    folder = tmp_path_factory.mktemp("acquis")
    draft = closed(prior_experience="C4", prior_certification="C3;C4")
    return deposited(folder, xlsx(draft)), said(folder)


def test_a_competence_that_is_had_needs_no_module(told: tuple[Outcome, list[str]], tmp_path: Path) -> None:
    assert "COM-006" not in codes(told[0])
    assert "COM-006" in codes(deposited(tmp_path, xlsx(closed())))


def test_the_attestation_tells_what_was_had_from_what_was_acquired(told: tuple[Outcome, list[str]]) -> None:
    texts = told[1]
    assert list(below("Compétences développées", texts)) == [
        "C1 acquise le 08/01/2024 (bilan final)",
        "C2 acquise le 08/01/2024 (bilan final)",
    ]
    assert list(below(HAD, texts)) == [
        "C3 déjà acquise avant le parcours (certification), confirmée le 08/01/2024",
        "C4 déjà acquise avant le parcours (expérience et certification)",
    ]
    assert any("en développant 2 compétences en 1 bloc" in text for text in texts)


def test_what_the_positionnement_contradicts_is_not_said_to_have_been_had(tmp_path: Path) -> None:
    draft = closed(prior_experience="C3;C4")
    with_evaluation(draft, START, "POSITIONING", competence="C3", result="NOT_ACQUIRED")
    outcome = deposited(tmp_path, xlsx(draft))
    assert "COM-022" in codes(outcome)
    texts = said(tmp_path)
    assert "C3 acquise le 08/01/2024 (bilan final)" in below("Compétences développées", texts)
    assert list(below(HAD, texts)) == ["C4 déjà acquise avant le parcours (expérience)"]


def test_nothing_is_said_of_it_where_nothing_was_had(tmp_path: Path) -> None:
    draft = closed()
    draft.competences.pop()
    deposited(tmp_path, xlsx(draft))
    assert HAD not in said(tmp_path)


def test_the_finding_names_the_contracts_without_it_and_a_code_one_slip_away(tmp_path: Path) -> None:
    learners = [{"start": START, "prior_experience": "C4"}, {"start": START}]
    draft = with_path(with_competences(plain(learners=learners), 4), M1=("C1;C2;C3", None))
    [decision] = deposited(tmp_path / "un", xlsx(draft)).decisions
    [found] = [finding for finding in decision.findings if finding.code == "COM-006"]
    assert found.detail.replace(NBSP, " ") == "Compétence « C4 » ; ne l'ont pas déjà : 2023-0002."
    draft.learners[0]["prior_experience"] = "C4;CC1"
    [decision] = deposited(tmp_path / "deux", xlsx(draft)).decisions
    [found] = [finding for finding in decision.findings if finding.code == "COM-020"]
    assert found.cell == draft.cell("learners", "prior_experience")
    assert found.detail.startswith("Code inconnu")


def test_all_of_them_may_be_named_by_a_word_or_a_range(tmp_path: Path) -> None:
    draft = closed(prior_experience="C3 à C4")
    assert "COM-006" not in codes(deposited(tmp_path / "suite", xlsx(draft)))
    assert len(list(below(HAD, said(tmp_path / "suite")))) == 2
    everything = closed(prior_experience="toutes")
    assert "COM-023" in codes(deposited(tmp_path / "toutes", xlsx(everything)))


def test_an_older_template_is_read_and_moved_without_these_columns(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(xlsx(closed(prior_experience="C4"))))
    page = book["Apprenants"]
    moved_in = migrated(_content(book), PurePosixPath("dossier.xlsx")).content
    after = openpyxl.load_workbook(BytesIO(moved_in))["Apprenants"]
    assert _under(after, "Déjà acquises par expérience") == "C4"
    for header in (
        "Déjà acquises par expérience",
        "Déjà acquises par certification",
        "Déjà acquises au positionnement",
    ):
        page.delete_cols(next(cell.column for cell in page[2] if cell.value == header))
    outcome = deposited(tmp_path, _content(book))
    assert codes(outcome) & {"COM-006"} == {"COM-006"}
    assert not {code for code in codes(outcome) if code.startswith("LEC")}


def _under(page, header: str) -> object:
    return page.cell(3, next(cell.column for cell in page[2] if cell.value == header)).value


def _content(book: openpyxl.Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def test_the_number_of_an_attestation_changes_with_it(tmp_path: Path) -> None:
    numbers = set()
    for folder, had in (("rien", None), ("C3", "C3"), ("rien encore", None)):
        draft = closed(prior_experience=had)
        draft.competences.pop()
        [contract] = deposited(tmp_path / folder, xlsx(draft)).decisions[0].contracts
        assert contract.attestation is not None
        numbers.add(contract.attestation.number)
    assert len(numbers) == 2
