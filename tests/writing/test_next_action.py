"""One sentence says what is done next about a dossier."""

from typing import Any

import pytest

from proexp_batch.decision.facts import Status, Written
from proexp_batch.documents.summary.next_action import next_action
from proexp_batch.model.findings import Severity
from tests.writing.facts import contract, dossier, finding

GRAVE = finding()
MILD = finding("MOD-013", Severity.WARNING, sheet="Modules", cells=(), message="Une chose à voir.")
OVER = "L'action de professionnalisation n'est pas terminée."


@pytest.mark.parametrize(
    ("status", "changes", "said"),
    [
        (Status.TO_CORRECT, {"findings": (GRAVE, MILD)},
         "Rendez le classeur annoté à l'entreprise : 1 point bloquant à corriger, feuille Apprenants, D5:D7 "
         "(La personne n'a pas l'âge requis à la date de signature)."),
        (Status.TO_CORRECT, {"findings": (GRAVE, GRAVE)},
         "Rendez le classeur annoté à l'entreprise : 2 points bloquants à corriger, d'abord feuille Apprenants, D5:D7 "
         "(La personne n'a pas l'âge requis à la date de signature)."),
        (Status.ACCEPTED_WITH_WARNINGS, {"findings": (MILD,), "step": 3},
         "Examinez 1 avertissement, feuille Modules (Une chose à voir) ; ensuite, le prochain dépôt attendu est celui de "
         "l'étape 4 (Former les tuteurs et formateurs)."),
        (Status.ACCEPTED_WITH_WARNINGS, {"findings": (MILD,), "contracts": (contract(),)},
         "Examinez 1 avertissement, feuille Modules (Une chose à voir) ; ensuite, transmettez 1 attestation à "
         "l'entreprise."),
        (Status.ACCEPTED, {"step": 1},
         "Rien à corriger : le prochain dépôt attendu est celui de l'étape 2 (Construire le parcours)."),
        (Status.ACCEPTED, {"contracts": (contract("1"), contract("2"))},
         "Rien à corriger : transmettez 2 attestations à l'entreprise."),
        (Status.ACCEPTED, {"contracts": (contract("1"), contract("2", attestation=None, reason=OVER))},
         "Rien à corriger : transmettez 1 attestation à l'entreprise, 1 contrat n'en a pas (L'action de "
         "professionnalisation n'est pas terminée)."),
        (Status.ACCEPTED, {"contracts": (contract("2", attestation=None, reason=OVER),)},
         "Rien à corriger : 1 contrat n'a pas d'attestation (L'action de professionnalisation n'est pas terminée)."),
        (Status.ACCEPTED, {"contracts": ()}, "Rien à corriger."),
        (Status.UNREADABLE, {},
         "Demandez un autre fichier à l'entreprise (Le fichier est protégé par un mot de passe)."),
        (Status.DUPLICATE, {"problem": "Ce fichier est la copie exacte de « a.xlsx »."},
         "Rien à faire (Ce fichier est la copie exacte de « a.xlsx »)."),
    ],
)  # fmt: skip
def test_it_says_what_is_done_next(status: Status, changes: dict[str, Any], said: str) -> None:
    assert next_action(dossier(status=status, **changes), Written()).replace("\u00a0", " ") == said


def test_what_was_not_written_is_done_again() -> None:
    told = next_action(dossier(), Written(failure="Le disque est plein."))
    assert told.startswith("Relancez le traitement")


def test_it_is_one_line_however_long_the_finding() -> None:
    cells = tuple(f"D{row}" for row in range(5, 60, 2))
    odd = finding(cells=cells, message="Une\nphrase.", sheet="Une\nfeuille")
    told = next_action(dossier(status=Status.TO_CORRECT, findings=(odd,)), Written())
    assert "\n" not in told
    assert "feuille Une feuille, D5, D7, D9 et 25 autres (Une phrase)" in told
