"""Correct référentiels and training paths."""

import datetime as dt
import math
import random

from tests.making.contracts import Group
from tests.making.draft import Row, codes
from tests.making.law import days
from tests.making.people import Names

_BLOCS = ("Préparer", "Produire", "Contrôler")
_VERBS = ("Régler", "Choisir", "Mesurer", "Expliquer", "Ranger", "Réparer", "Monter", "Noter")
_PROVIDERS = {
    "Institut des procédés": "44670012367",
    "Centre du Rhin": "2A680045678",
    "Formapôle": "11754321098",
}
AFEST = ("afest_analysis", "afest_trainer", "afest_reflection", "afest_evaluation")
FOAD = ("foad_assistance", "foad_information", "foad_evaluation")


def competences(rng: random.Random) -> list[Row]:
    """Competences in blocs, certifying or not as a whole."""
    rows: list[Row] = []
    count = rng.randint(2, 8)
    blocs = _BLOCS[: rng.randint(1, min(3, count))]
    certifications = {bloc: _certification(rng, number) for number, bloc in enumerate(blocs, start=1)}
    for number in range(count):
        bloc = blocs[number * len(blocs) // count]
        rows.append(
            {
                "code": f"C{number + 1}",
                "bloc": bloc,
                "title": f"{_VERBS[number]} une machine de type {number + 1}",
                "certifying": certifications[bloc] is not None,
                "certification": certifications[bloc],
                "objective": f"Obtenir seul une pièce conforme, cas {number + 1}",
                "criterion": "Trois pièces de suite dans la tolérance du plan",
            }
        )
    return rows


def _certification(rng: random.Random, number: int) -> str | None:
    return rng.choice((None, f"RNCP{rng.randrange(10_000, 40_000)}BC{number:02d}", f"RS{5800 + number}"))


def modules(
    rng: random.Random, groups: list[Group], known: list[Row], company: Row, step: int, names: Names
) -> list[Row]:
    """Modules for each group: their hours add up, and the first group's aim at every competence."""
    rows: list[Row] = []
    for_all = len(groups) == 1 and rng.random() < 0.5
    for position, group in enumerate(groups):
        aimed = [row["code"] for row in known]
        if position:
            aimed = rng.sample(aimed, rng.randint(1, len(aimed)))
        contracts = None if for_all or step < 3 else codes(*(row["contract"] for row in group.learners))
        done = step >= 5 and (rng.random() < 0.5 or step == 6)
        for hours, start, end, aims in _parts(rng, group, aimed):
            row = {
                "code": f"M{len(rows) + 1}",
                "title": f"Module {len(rows) + 1}",
                "hours": hours,
                "hours_done": hours if done else None,
                "start": start if step >= 3 else None,
                "end": end if step >= 3 else None,
                "competences": codes(*aims),
                "contracts": contracts,
            }
            rows.append(row | modality(rng, company, names))
    return rows


def _parts(
    rng: random.Random, group: Group, aimed: list[str]
) -> list[tuple[float, dt.date, dt.date, list[str]]]:
    """Hours, dates and competences of a group's modules, one after the other; the first begins at once."""
    count = rng.randint(1, min(5, len(aimed)))
    aims: list[list[str]] = [[] for _ in range(count)]
    for number, code in enumerate(rng.sample(aimed, len(aimed))):
        aims[number % count].append(code)
        if rng.random() < 0.2 and count > 1:
            aims[(number + 1) % count].append(code)
    span = (group.end - group.start).days
    left, parts = group.hours, []
    for number in range(count):
        hours = left if number == count - 1 else round(group.hours / count)
        left -= hours
        start = group.start + days(int(span * 0.7 * number / count))
        # A week of 35 h, and the two that begin and end within others.
        needed = 7 * (math.ceil(hours / 35) + 1)
        end = min(start + days(max(needed, rng.randint(1, max(1, span // count)))), group.end)
        parts.append((hours, start, end, sorted(set(aims[number]))))
    return parts


def modality(rng: random.Random, company: Row, names: Names) -> Row:
    modality = rng.choice(("EXTERNAL", "AFEST", "FOAD", "INTERNAL"))
    if modality == "INTERNAL" and not company["training_service"]:
        modality = "EXTERNAL"
    row: Row = {"modality": modality}
    own = company["training_service"] and rng.random() < 0.5
    if modality == "EXTERNAL" or (modality != "INTERNAL" and not own):
        provider = rng.choice(list(_PROVIDERS))
        row |= {"provider": provider, "nda": _PROVIDERS[provider], "qualiopi": True}
        if rng.random() < 0.1:
            row |= {"qualiopi": rng.choice((False, None)), "deemed_certified": True}
    if modality == "AFEST" or "provider" not in row:
        row["trainer"] = names.staff()
    if modality == "AFEST":
        row |= dict.fromkeys(AFEST, True)
    if modality == "FOAD":
        row |= dict.fromkeys(FOAD, True)
    return row
