"""The text of attestations, from deposited files: what they say must be what the workbook says, and no more."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.model.wording import NBSP, hours, long_date
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.making.contracts import real_end
from tests.making.correct import correct
from tests.making.draft import Draft, Row, listed
from tests.making.plain import D, plain
from tests.making.workbooks import xlsx
from tests.whole.altering import altered
from tests.whole.places import CLOSED, DEPOSIT, TODAY

BROKEN = DEPOSIT / "Opco Mobilités" / "Messagerie Hurtevent - rupture.xlsx"
CARE = DEPOSIT / "Résidence Les Tamaris - étape 6.xlsx"
MODALITIES = {"INTERNAL": "interne", "EXTERNAL": "externe", "AFEST": "(AFEST)", "FOAD": "(FOAD)"}
RANKS = ("POSITIONING", "FORMATIVE", "SUMMATIVE", "FINAL")

Pages = Mapping[str, Sequence[tuple[str, ...]]]
"""The texts of each attestation, row by row, by contract."""


def attested(folder: Path, files: Mapping[str, bytes], today: dt.date = TODAY) -> Pages:
    """Deposit workbooks and read all the attestations that come back."""
    deposit, output = folder / "depot", folder / "sortie"
    deposit.mkdir(parents=True)
    for name, content in files.items():
        (deposit / name).write_bytes(content)
    process([deposit], output, settings(today), Processes(1), lambda done, total: None)
    return {
        sheet.title: [
            tuple(str(value).replace(NBSP, " ") for value in row if value is not None)
            for row in sheet.iter_rows(values_only=True)
        ]
        for path in sorted(output.rglob("attestations.xlsx"))
        for sheet in openpyxl.load_workbook(path)
    }


def one(folder: Path, content: bytes, today: dt.date = TODAY) -> Sequence[tuple[str, ...]]:
    """The rows of the only attestation of a workbook."""
    [page] = attested(folder, {"dossier.xlsx": content}, today).values()
    return page


def said(page: Sequence[tuple[str, ...]]) -> str:
    return "\n".join("\t".join(row) for row in page)


def test_the_samples_say_what_their_workbooks_say(tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in (CLOSED, BROKEN, CARE)}
    pages = {contract: said(page) for contract, page in attested(tmp_path, files).items()}
    assert set(pages) == {"PE-2022-1107", "PE-2022-0655", "PE-2021-0302"}
    for words in (
        "représentée par Hadrien Quillévéré, président, atteste que Maëlys Aubrac (date de naissance : 14 mars 1999)",
        "Nature du contrat\tCDI\tPériode de l'action\tdu 3 octobre 2022 au 2 octobre 2023",
        "Dispensée par\tL'entreprise, Protolab Formation (déclaration d'activité n° 44680745568) et Horizon",
        "Action de formation en situation de travail (AFEST)\t126 h\t122 h",
        "Produire en impression 3D – bloc non certifiant\n",
        "Animer l'atelier – bloc certifiant (RNCP34126BC02) – 1 compétence sur 2",
        "acquise le 29/09/2023 (bilan final)",
    ):
        assert words in pages["PE-2022-1107"]
    for words in (
        "atteste qu'Oriane Lestrade (date de naissance : 11 février 2003)",
        "Fin du contrat\tLe contrat, prévu jusqu'au 6 novembre 2023, a pris fin le 16 juin 2023.",
        "Formation externe, par un organisme\t400 h\t274 h",
    ):
        assert words in pages["PE-2022-0655"]


def decided(draft: Draft, contract: str) -> dict[str, Row]:
    """The deciding evaluation of each competence of a contract."""
    own = [row for row in draft.evaluations if row["contract"] == contract]
    ordered = sorted(own, key=lambda row: (row["date"], RANKS.index(row["kind"])))
    return {row["competence"]: row for row in ordered}


def modules_of(draft: Draft, contract: str) -> list[Row]:
    return [row for row in draft.modules if not row["contracts"] or contract in listed(row["contracts"])]


def expected_blocs(draft: Draft, contract: str) -> dict[str, str]:
    """The heading of each bloc of which something is acquired."""
    results = {code: row["result"] for code, row in decided(draft, contract).items()}
    headings = {}
    for bloc in dict.fromkeys(row["bloc"] for row in draft.competences):
        rows = [row for row in draft.competences if row["bloc"] == bloc]
        count = sum(results.get(row["code"]) == "ACQUIRED" for row in rows)
        code = rows[0]["certification"]
        heading = f"{bloc} – bloc certifiant ({code})" if code else f"{bloc} – bloc non certifiant"
        if count < len(rows):
            heading += f" – {count} compétence{'s' * (count > 1)} sur {len(rows)}"
        if count:
            headings[bloc] = heading
    return headings


def expected_hours(draft: Draft, learner: Row) -> dict[str, tuple[str, str]]:
    """Hours planned and done of each modality; those done only where they make up the total."""
    planned: dict[str, float] = {}
    done: dict[str, float] = {}
    known = True
    for row in modules_of(draft, learner["contract"]):
        later = row["start"] > real_end(learner)
        known &= later or row["hours_done"] is not None
        planned[row["modality"]] = planned.get(row["modality"], 0) + row["hours"]
        done[row["modality"]] = done.get(row["modality"], 0) + (row["hours_done"] or 0)
    known &= abs(sum(done.values()) - learner["hours_done"]) <= 1
    return {
        modality: (hours(planned[modality]), hours(done[modality]) if known else "non détaillée")
        for modality in planned
    }


@pytest.fixture(scope="module")
def correct_drafts(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Draft], Pages]:
    drafts = [correct(seed, step=6) for seed in range(7100, 7116)]
    for number, draft in enumerate(drafts):
        for row in draft.learners:
            renamed = f"{number}-{row['contract']}"
            _rename(draft, row["contract"], renamed)
    files = {f"{number}.xlsx": xlsx(draft) for number, draft in enumerate(drafts)}
    return drafts, attested(tmp_path_factory.mktemp("justes"), files)


def _rename(draft: Draft, old: str, new: str) -> None:
    """Give a contract a number that no other draft has."""
    for rows in draft.rows.values():
        for row in rows:
            if row.get("contract") == old:
                row["contract"] = new
            if row.get("contracts"):
                row["contracts"] = ";".join(new if one == old else one for one in listed(row["contracts"]))


def test_every_contract_that_ended_has_its_attestation(correct_drafts: tuple[list[Draft], Pages]) -> None:
    drafts, pages = correct_drafts
    ended = {row["contract"] for draft in drafts for row in draft.learners if real_end(row) <= TODAY}
    assert set(pages) == ended
    assert len(ended) > 30


def test_a_contract_that_is_blocked_has_none_and_the_others_keep_theirs(tmp_path: Path) -> None:
    draft = next(one for one in (correct(seed, step=6) for seed in range(7100, 7200)) if len(_ended(one)) > 1)
    before = attested(tmp_path / "juste", {"dossier.xlsx": xlsx(draft)})
    blocked, *others = _ended(draft)
    next(row for row in draft.evaluations if row["contract"] == blocked)["competence"] = "C99"
    after = attested(tmp_path / "faute", {"dossier.xlsx": xlsx(draft)})
    assert set(before) == {blocked, *others}
    assert after == {number: before[number] for number in others}


def _ended(draft: Draft) -> list[str]:
    return [row["contract"] for row in draft.learners if real_end(row) <= TODAY]


def test_blocs_are_called_what_they_are(correct_drafts: tuple[list[Draft], Pages]) -> None:
    drafts, pages = correct_drafts
    seen = set()
    for draft in drafts:
        for row in draft.learners:
            if row["contract"] not in pages:
                continue
            rows = [cells[0] for cells in pages[row["contract"]] if cells and " – bloc " in cells[0]]
            expected = expected_blocs(draft, row["contract"])
            assert rows == list(expected.values())
            assert ("Compétences développées",) in pages[row["contract"]] or not expected
            seen |= {(heading.split(" – ")[1][:15], " sur " in heading) for heading in rows}
            seen |= {"nothing acquired"} if not rows else set()
    kinds = ("bloc certifiant", "bloc non certif")
    assert seen == {*((kind, half) for kind in kinds for half in (True, False)), "nothing acquired"}


def test_results_stand_with_their_day_and_kind(correct_drafts: tuple[list[Draft], Pages]) -> None:
    drafts, pages = correct_drafts
    kinds = {"FINAL": "bilan final", "SUMMATIVE": "évaluation sommative", "FORMATIVE": "évaluation formative"}
    words = {
        "ACQUIRED": "acquise le",
        "IN_PROGRESS": "en cours d'acquisition au",
        "NOT_ACQUIRED": "évaluée le",
    }
    for draft in drafts:
        for contract in {row["contract"] for row in draft.learners} & set(pages):
            last = {cells[0].split(" – ")[0]: cells[-1] for cells in pages[contract] if len(cells) == 3}
            for code, row in decided(draft, contract).items():
                kind = kinds.get(row["kind"], "positionnement")
                assert last[code] == f"{words[row['result']]} {row['date']:%d/%m/%Y} ({kind})"


def test_hours_stand_by_modality_where_they_make_up_the_total(
    correct_drafts: tuple[list[Draft], Pages],
) -> None:
    drafts, pages = correct_drafts
    detailed = set()
    for draft in drafts:
        for row in draft.learners:
            page = pages.get(row["contract"], ())
            expected = expected_hours(draft, row) if page else {}
            for modality, amounts in expected.items():
                [line] = [
                    cells
                    for cells in page
                    if len(cells) == 3 and MODALITIES[modality] in cells[0].split(",")[0]
                ]
                assert line[1:] == tuple(amount.replace(NBSP, " ") for amount in amounts)
                detailed.add((modality, amounts[1] != "non détaillée"))
    assert {modality for modality, _ in detailed} == set(MODALITIES)
    assert {known for _, known in detailed} == {True, False}


def test_what_ends_is_the_contract_or_the_action(correct_drafts: tuple[list[Draft], Pages]) -> None:
    drafts, pages = correct_drafts
    seen = set()
    for draft in drafts:
        for row in draft.learners:
            if row["contract"] not in pages:
                continue
            text, early = said(pages[row["contract"]]), bool(row.get("early_end"))
            is_cdi = row["contract_kind"] == "CDI"
            assert ("Période de l'action" if is_cdi else "Période du contrat") in text
            dates = f"du {long_date(row['start'])} au {long_date(real_end(row))}".replace(NBSP, " ")
            assert dates in text
            subject = "L'action de professionnalisation, prévue" if is_cdi else "Le contrat, prévu"
            assert (f"{subject} jusqu'au" in text) == early
            assert text.count("prévue jusqu'au") == (is_cdi and early)
            seen.add((row["contract_kind"], early))
    assert len(seen) == 4


def test_the_day_is_that_of_the_workbook_or_left_to_the_signatory(
    correct_drafts: tuple[list[Draft], Pages],
) -> None:
    drafts, pages = correct_drafts
    seen = set()
    for draft in drafts:
        for row in draft.learners:
            if row["contract"] in pages:
                day = row["attestation_date"]
                written = long_date(day).replace(NBSP, " ") if day else "…"
                assert f"Fait à Strasbourg, le {written}" in said(pages[row["contract"]])
                seen.add(bool(day))
    assert seen == {True, False}


def test_providers_are_named(correct_drafts: tuple[list[Draft], Pages]) -> None:
    drafts, pages = correct_drafts
    for draft in drafts:
        for row in draft.learners:
            if row["contract"] in pages and not row.get("early_end"):
                text = said(pages[row["contract"]])
                for module in modules_of(draft, row["contract"]):
                    if module.get("provider"):
                        assert f"{module['provider']} (déclaration d'activité n° {module['nda']})" in text


def with_blocs(*rows: Row, results: Mapping[str, str], **learner: Any) -> bytes:
    """A closed dossier whose competences are these, the last result of each given by its code."""
    draft = plain(6, **learner)
    first = draft.competences[0]
    draft.competences[:] = [first | {"title": f"Tenir le poste {row['code']}"} | row for row in rows]
    draft.modules[0]["competences"] = ";".join(row["code"] for row in rows)
    last = max(row["date"] for row in draft.evaluations)
    model = draft.evaluations.pop()
    for code, result in results.items():
        final = {"competence": code, "date": last, "kind": "FINAL", "result": result, "evidence": "bilan.pdf"}
        draft.evaluations.append(model | final)
    draft.documents.append({"kind": "EVIDENCE", "file": "bilan.pdf"})
    return xlsx(draft)


RELATION = {"bloc": "Relation", "certifying": True, "certification": "RNCP34126BC02"}


def test_a_bloc_of_which_half_is_acquired_says_so(tmp_path: Path) -> None:
    rows = ({"code": "C1", **RELATION}, {"code": "C2", **RELATION, "bloc": "relation"})
    page = one(tmp_path, with_blocs(*rows, results={"C1": "ACQUIRED", "C2": "IN_PROGRESS"}))
    assert ("Relation – bloc certifiant (RNCP34126BC02) – 1 compétence sur 2",) in page
    [other] = [row for row in page if row and row[0].startswith("C2")]
    assert page.index(other) > page.index(("Autres compétences abordées",))


def test_a_bloc_of_which_the_path_aims_at_half_says_so(tmp_path: Path) -> None:
    draft = plain(6)
    draft.competences[0] = draft.competences[0] | RELATION
    draft.competences.append(draft.competences[0] | {"code": "C2", "title": "Expliquer une panne"})
    draft.modules.append(draft.modules[0] | {"code": "M2", "competences": "C2", "contracts": "2023-0002"})
    draft.learners.append(draft.learners[0] | {"contract": "2023-0002", "last_name": "Durand"})
    draft.evaluations[-1]["result"] = "ACQUIRED"
    pages = attested(tmp_path, {"dossier.xlsx": xlsx(draft)})
    assert ("Relation – bloc certifiant (RNCP34126BC02) – 1 compétence sur 2",) in pages["2023-0001"]


def test_a_bloc_that_is_certifying_in_part_is_not_called_certifying(tmp_path: Path) -> None:
    rows = ({"code": "C1", **RELATION}, {"code": "C2", "bloc": "Relation"})
    page = one(tmp_path, with_blocs(*rows, results={"C1": "ACQUIRED", "C2": "ACQUIRED"}))
    assert ("Relation – bloc en partie certifiant (RNCP34126BC02)",) in page


def test_nothing_acquired_makes_no_heading_of_what_was_developed(tmp_path: Path) -> None:
    page = one(tmp_path, with_blocs({"code": "C1"}, results={"C1": "NOT_ACQUIRED"}))
    assert "ompétences développées" not in said(page).replace("\n", " ")
    assert ("Compétences abordées",) in page
    assert "non acquis" not in said(page).lower()


def test_a_cdi_that_ended_early_has_an_action_and_what_never_began_is_apart(tmp_path: Path) -> None:
    draft = plain(6, contract_kind="CDI", early_end=D(2023, 8, 31), early_end_reported=D(2023, 9, 5))
    draft.competences.append(draft.competences[0] | {"code": "C2", "title": "Expliquer une panne"})
    half = {"hours": draft.learners[0]["hours_planned"] / 2}
    draft.modules[0] |= {**half, "hours_done": half["hours"], "end": D(2023, 8, 31)}
    later = {
        "code": "M2",
        "competences": "C2",
        "start": D(2023, 9, 4),
        "hours_done": None,
        "provider": "Autre",
    }
    draft.modules.append(draft.modules[0] | later | {"end": D(2024, 1, 8)})
    draft.learners[0]["hours_done"] = half["hours"]
    page = one(tmp_path, xlsx(draft))
    text = said(page)
    assert (
        "L'action de professionnalisation, prévue jusqu'au 8 janvier 2024, a pris fin le 31 août 2023" in text
    )
    assert "Le contrat" not in text
    amounts = (draft.learners[0]["hours_planned"], half["hours"])
    planned, done = (hours(amount).replace(NBSP, " ") for amount in amounts)
    assert ("Formation externe, par un organisme", planned, done) in page
    assert "Institut des procédés" in text and "Autre (" not in text
    assert page.index(("Compétences prévues et non abordées",)) < page.index(
        next(row for row in page if row and row[0].startswith("C2 "))
    )


def test_hours_that_contradict_the_total_are_not_detailed(tmp_path: Path) -> None:
    draft = plain(6, early_end=D(2023, 8, 31), early_end_reported=D(2023, 9, 5), hours_done=80.0)
    draft.modules[0]["hours_done"] = draft.modules[0]["hours"]
    page = one(tmp_path, xlsx(draft))
    assert page[page.index(next(r for r in page if r and r[0] == "Total"))][-1] == "80 h"
    assert next(row for row in page if row and row[0].startswith("Formation externe"))[-1] == "non détaillée"


def test_the_same_facts_give_the_same_bytes_on_any_day(tmp_path: Path) -> None:
    days = (TODAY, TODAY + dt.timedelta(days=17))
    for today in days:
        process(
            [CLOSED, BROKEN, CARE],
            tmp_path / f"{today}",
            settings(today),
            Processes(1),
            lambda done, total: None,
        )
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("attestations.xlsx")}
        for folder in (tmp_path / f"{today}" for today in days)
    )
    assert first == second
    assert len(first) == 3


def test_the_number_follows_the_facts_and_not_the_day_of_the_signature(tmp_path: Path) -> None:
    changes = (
        {},
        {("Apprenants", "Date du positionnement"): dt.datetime(2022, 10, 12)},
        {("Apprenants", "Heures de formation réalisées"): 411},
    )
    files = [altered(CLOSED, tmp_path / str(n) / "d.xlsx", cells) for n, cells in enumerate(changes)]
    numbers = []
    for number, file in enumerate(files):
        page = one(tmp_path / f"lot{number}", file.read_bytes())
        numbers.append(page[0][-1])
    assert numbers[0] == numbers[1] != numbers[2]
    drafts = [plain(6, attestation_date=day) for day in (None, D(2024, 1, 8), D(2024, 1, 9))]
    signed = [one(tmp_path / f"jour{n}", xlsx(draft)) for n, draft in enumerate(drafts)]
    assert len({page[0][-1] for page in signed}) == 1
    assert len({said(page) for page in signed}) == 3
