"""Certificats de réalisation: what they hold, when there is none and what the company is told of it."""

import datetime as dt
import io
import re
from typing import Any

import pikepdf
import pytest

from proexp_batch.decision.facts import DossierDecision
from proexp_batch.documents.papers.certificate import Certificate, CertificateWords
from proexp_batch.documents.papers.givers import givers
from proexp_batch.documents.papers.paper import Sheet
from proexp_batch.settings.run import settings
from tests.making.correct import correct
from tests.making.draft import Draft, Row
from tests.papers.decided import contents_of, decided, files, refusals
from tests.papers.dossiers import said
from tests.papers.drafts import CONTRACT, END, followed, module, with_another

CERTIFICATE = Certificate()


def words(decision: DossierDecision) -> dict[str, CertificateWords]:
    found = {}
    for one in CERTIFICATE.sheets(decision, settings(contents_of(decision).today)):
        if isinstance(one, Sheet):
            assert isinstance(one.words, CertificateWords)
            found[one.label] = one.words
    return found


def changed(at: int, **changes: Any) -> Draft:
    """The usual dossier, with a module of its path changed: 0 external, 1 AFEST in house, 2 at a distance."""
    draft = followed()
    draft.modules[at].update(changes)
    return draft


def hours_of(text: str) -> float:
    """The hours that a French text begins with or names first."""
    found = re.search(r"(\d[\d\u00a0]*(?:,\d+)?)\u00a0h", text)
    assert found is not None
    return float(found[1].replace("\u00a0", "").replace(",", "."))


def test_each_giver_has_one() -> None:
    told = words(decided(followed()))
    assert {label: one.giver for label, one in told.items()} == {
        f"{CONTRACT}/1": "Centre du Rhin",
        f"{CONTRACT}/2": "Atelier Martin",
        f"{CONTRACT}/3": "Formapôle",
    }


def test_it_says_each_fact_of_the_model() -> None:
    text = said(files(CERTIFICATE, decided(followed()))[f"{CONTRACT}/1"])
    for fact in (
        "Certificat de réalisation",
        "Je soussigné(e) …",
        "représentant légal du dispensateur de l'action concourant au développement des compétences",
        "Centre du Rhin",
        "déclaration d'activité n° 2A680045678",
        "Zoé O'Brien-Lefèvre",
        "salarié(e) de l'entreprise Atelier Martin, a suivi l'action",
        "Formation au métier « Menuisier poseur »",
        "action de formation (case cochée)",
        "bilan de compétences",
        "action de VAE",
        "action de formation par apprentissage",
        "du 9 janvier 2023 au 30 novembre 2023",
        "pour une durée de 140 h effectivement suivies",
        "M1 – Module M1 Externe du 09/01/2023 au 30/11/2023 140 h",
        "je m'engage à conserver l'ensemble des pièces justificatives",
        "pendant une durée de 3 ans à compter de la fin de l'année du dernier paiement",
        "Fait à …",
        "Cachet et signature du responsable du dispensateur de formation",
        "projet de transition professionnelle",
        "formations à distance",
    ):
        assert fact in text, fact


def test_it_is_no_proof_before_it_is_signed() -> None:
    for content in files(CERTIFICATE, decided(followed())).values():
        assert "sans cela, ce document ne prouve rien" in said(content)


def test_one_kind_of_action_is_ticked() -> None:
    for one in words(decided(followed())).values():
        assert [kind.name for kind in one.kinds if kind.is_this] == ["action de formation"]


def test_the_company_certifies_what_it_gave_itself() -> None:
    draft = followed()
    draft.modules.append(module("M4", "INTERNAL", 20.0, "C1", trainer="Alix Keller"))
    draft.modules[0].update(hours=120.0, hours_done=120.0)
    text = said(files(CERTIFICATE, decided(draft))[f"{CONTRACT}/2"])
    assert "Je soussigné(e) Sacha Petit, gérante, pour le dispensateur" in text
    assert "employeur de la personne formée, SIRET 999 627 672 00051" in text
    assert "pour une durée de 100 h effectivement suivies" in text
    assert "Formation interne, par l'entreprise 20 h" in text
    assert "Action de formation en situation de travail (AFEST) 80 h" in text
    assert "Fait au Mans, le …" in text


def test_a_provider_named_in_two_spellings_has_one() -> None:
    told = words(decided(changed(2, provider="CENTRE DU RHIN", nda=None)))
    assert told[f"{CONTRACT}/1"].giver == "Centre du Rhin"
    assert hours_of(told[f"{CONTRACT}/1"].hours) == 240
    assert len(told) == 2


def test_the_company_named_as_provider_is_the_company() -> None:
    told = words(decided(changed(2, provider="ATELIER MARTIN")))
    assert {one.giver for one in told.values()} == {"Centre du Rhin", "Atelier Martin"}


# What is missing.


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({"hours_done": None}, "« Heures réalisées »"),
        ({"start": None}, "« Début du module »"),
        ({"end": None}, "« Fin du module »"),
        ({"nda": None}, "« Numéro de déclaration d'activité »"),
        ({"modality": None}, "« Modalité »"),
    ],
)
def test_a_missing_fact_is_told_with_its_place(change: Row, asked: str) -> None:
    # That the dossier lacks it is no blocking finding in these tests: what a certificate needs, it asks for itself.
    decision = unblocked(decided(changed(0, **change)))
    [told] = refusals(CERTIFICATE, decision)
    assert told.startswith(f"Contrat {CONTRACT}, organisme Centre du Rhin : ")
    assert asked in told and "M1" in told and "feuille « Modules »" in told
    assert set(words(decision)) == {f"{CONTRACT}/2", f"{CONTRACT}/3"}


def unblocked(decision: DossierDecision) -> DossierDecision:
    """The same decision, as if nothing blocked."""
    import dataclasses

    from proexp_batch.decision.facts import Status

    contracts = tuple(dataclasses.replace(one, status=Status.ACCEPTED) for one in decision.contracts)
    return dataclasses.replace(decision, status=Status.ACCEPTED, contracts=contracts)


def test_an_external_module_without_a_provider_is_told() -> None:
    decision = unblocked(decided(changed(0, provider=None)))
    [told] = refusals(CERTIFICATE, decision)
    assert told.startswith(f"Contrat {CONTRACT}, module externe M1 : ")
    assert "« Organisme de formation » (feuille « Modules »)" in told
    assert {one.giver for one in words(decision).values()} == {"Atelier Martin", "Formapôle"}


def test_an_in_house_module_with_a_provider_is_nobody_s_yet() -> None:
    draft = followed()
    draft.modules[0].update(modality="INTERNAL", trainer="Alix Keller")
    [told] = refusals(CERTIFICATE, unblocked(decided(draft)))
    assert "La modalité du module M1 est « Interne », mais un organisme est nommé" in told


def test_blocking_findings_come_first() -> None:
    draft = followed()
    draft.learners[0]["birth_date"] = None
    decision = decided(draft)
    assert files(CERTIFICATE, decision) == {}
    [told] = refusals(CERTIFICATE, decision)
    assert told.startswith(f"Contrat {CONTRACT} : ") and "points bloquants" in told


def test_a_training_that_goes_on_has_none_yet() -> None:
    draft = followed(step=5)
    draft.today = dt.date(2023, 9, 15)
    draft.rows["evaluations"] = [row for row in draft.evaluations if row["date"] <= draft.today]
    for row in draft.modules:
        row["hours_done"] = None
    draft.modules[0].update(end=dt.date(2023, 6, 30), hours_done=140.0)
    decision = decided(draft)
    assert {one.giver for one in words(decision).values()} == {"Centre du Rhin"}
    assert refusals(CERTIFICATE, decision) == [
        f"Contrat {CONTRACT}, {who} : le certificat de réalisation n'est pas établi. La formation s'achève le 30/11/2023 : "
        "il s'établit à partir de ce jour."
        for who in ("entreprise Atelier Martin", "organisme Formapôle")
    ]


def test_a_later_module_of_the_same_provider_is_waited_for() -> None:
    draft = followed(step=5)
    draft.today = dt.date(2023, 9, 15)
    draft.rows["evaluations"] = [row for row in draft.evaluations if row["date"] <= draft.today]
    for row in draft.modules:
        row["hours_done"] = None
    draft.modules[0].update(end=dt.date(2023, 6, 30), hours_done=140.0)
    draft.modules[2].update(provider="Centre du Rhin", nda="2A680045678", start=dt.date(2023, 10, 2))
    told = [one for one in refusals(CERTIFICATE, decided(draft)) if "Centre du Rhin" in one]
    assert len(told) == 1 and "30/11/2023" in told[0]


def test_hours_that_contradict_the_total_are_certified_by_nobody() -> None:
    draft = followed()
    draft.learners[0]["hours_done"] = 300.0
    decision = decided(draft)
    assert files(CERTIFICATE, decision) == {}
    [told] = refusals(CERTIFICATE, decision)
    assert "font 320 h, mais « Heures de formation réalisées » dit 300 h" in told


def test_a_small_difference_is_no_contradiction() -> None:
    draft = followed()
    draft.learners[0]["hours_done"] = 319.5
    assert len(words(decided(draft))) == 3


# Contracts that end early.


def early(draft: Draft, day: dt.date, hours: float | None) -> Draft:
    draft.learners[0].update(early_end=day, early_end_reported=day, review=day, hours_done=hours)
    draft.rows["evaluations"] = [row for row in draft.evaluations if row["date"] <= day]
    return draft


def test_an_early_end_ends_the_training() -> None:
    draft = early(followed(), dt.date(2023, 8, 31), 200.0)
    for row, hours in zip(draft.modules, (90.0, 50.0, 60.0), strict=True):
        row["hours_done"] = hours
    told = words(unblocked(decided(draft)))
    assert [hours_of(one.hours) for one in told.values()] == [90, 50, 60]
    assert all(
        "au\u00a031\u00a0août\u00a02023".replace("au\u00a0", "au ") in one.period for one in told.values()
    )


def test_modules_after_an_early_end_are_not_certified_whatever_others_did() -> None:
    draft = followed()
    draft.modules[2].update(start=dt.date(2023, 10, 2))
    with_another(
        draft, early_end=dt.date(2023, 9, 29), early_end_reported=dt.date(2023, 9, 29), hours_done=220.0
    )
    draft.modules[0].update(end=dt.date(2023, 9, 15))
    draft.modules[1].update(end=dt.date(2023, 9, 15))
    told = words(unblocked(decided(draft)))
    assert [one.giver for label, one in told.items() if label.startswith("2023-0008/")] == [
        "Centre du Rhin",
        "Atelier Martin",
    ]
    assert [one.giver for label, one in told.items() if label.startswith(CONTRACT)] == [
        "Centre du Rhin",
        "Atelier Martin",
        "Formapôle",
    ]


def test_who_left_before_any_hour_has_none_and_nobody_is_blamed() -> None:
    draft = with_another(
        followed(), early_end=dt.date(2023, 1, 13), early_end_reported=dt.date(2023, 1, 16), hours_done=0.0
    )
    decision = unblocked(decided(draft))
    assert not [label for label in words(decision) if label.startswith("2023-0008")]
    assert refusals(CERTIFICATE, decision) == []


def test_an_early_end_within_a_module_needs_the_total() -> None:
    draft = early(followed(step=5), dt.date(2023, 8, 31), None)
    decision = unblocked(decided(draft))
    assert words(decision) == {}
    assert all(
        "« Heures de formation réalisées » (feuille « Apprenants »)" in one
        for one in refusals(CERTIFICATE, decision)
    )


# Whatever the dossier.


@pytest.mark.parametrize("step", [5, 6])
@pytest.mark.parametrize("first", range(0, 60, 20))
def test_never_more_hours_than_done_and_never_for_nothing(step: int, first: int) -> None:
    made = 0
    for seed in range(first, first + 20):
        decision = decided(correct(seed, step=step))
        contents = contents_of(decision)
        told = words(decision)
        for contract in contents.contracts:
            own = {label: one for label, one in told.items() if label.rpartition("/")[0] == contract.number}
            hours = {label: hours_of(one.hours) for label, one in own.items()}
            assert all(hours.values())
            if contract.hours_done is not None:
                assert sum(hours.values()) <= contract.hours_done + 1
            known = {contents.company} | {contents.modules[place].provider for place in contract.modules}
            assert {one.giver for one in own.values()} <= known
            gave = [giver for giver in givers(contents, contract, END) if giver.hours]
            assert len(own) <= len(gave)
            for one in own.values():
                assert sum(hours_of(row.hours) for row in one.modules) == pytest.approx(
                    hours_of(one.hours), abs=0.1
                )
            made += len(own)
    assert made


def test_the_structure_is_that_of_an_accessible_archive() -> None:
    content = files(CERTIFICATE, decided(followed()))[f"{CONTRACT}/1"]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        metadata = pdf.open_metadata()
        assert metadata["pdfaid:part"] == "2" and metadata["pdfuaid:part"] == "1"
        assert len(pdf.pages) == 1


def test_a_later_run_gives_the_same_bytes() -> None:
    now, later = followed(), followed()
    later.today = now.today + dt.timedelta(days=30)
    assert files(CERTIFICATE, decided(now)) == files(CERTIFICATE, decided(later))


def test_why_there_is_none_is_told() -> None:
    assert "l'étape 3" in CERTIFICATE.why_none(decided(followed(step=3)))
    assert "aucune heure de formation" in CERTIFICATE.why_none(decided(followed()))
