"""Correct companies."""

import random

from stdnum import luhn

from proexp_batch.model.sheets import choices
from tests.making.draft import Row

_NAMES = (
    "Atelier Martin",
    "Menuiserie des Vosges",
    "Jardins du Rhin",
    "Auberge du Lac",
    "Studio Logiciel Est",
)
_JOBS = ("Chef d'atelier en impression 3D", "Menuisier poseur", "Chargé d'accueil", "Testeur de logiciels")
_NAF = ("25.62B", "62.01Z", "01.30Z", "55.10Z")
_ROME = ("H2503", "F1607", "M1805", "G1703")


def siret(rng: random.Random) -> str:
    """An invented SIRET; one in twenty is of La Poste, whose establishments have a key of their own."""
    if rng.random() < 0.05:
        start = "356000000" + f"{rng.randrange(10_000):04d}"
        digit = next(d for d in range(10) if sum(map(int, f"{start}{d}")) % 5 == 0)
        return f"{start}{digit}"
    stem = f"999{rng.randrange(100_000):05d}"
    siren = stem + luhn.calc_check_digit(stem)
    establishment = siren + f"{rng.randrange(1, 30):04d}"
    return establishment + luhn.calc_check_digit(establishment)


def company(rng: random.Random, step: int) -> Row:
    """One company and its job, at a step."""
    common = rng.random() < 0.8
    row: Row = {
        "step": str(step),
        "name": rng.choice(_NAMES),
        "siret": siret(rng),
        "naf": rng.choice((*_NAF, None)),
        "idcc": rng.choice(("3248", "0044", "1486", None)),
        "opco": rng.choice(choices.OPCOS).code if step >= 3 else None,
        "employer_kind": "COMPANY" if common else rng.choice(choices.EMPLOYERS).code,
        "territory": rng.choices(("FRANCE", "MAYOTTE", None), (60, 5, 35))[0],
        "weekly_hours": rng.choice((35.0, 35.0, 37.0, 39.0, None)),
        "rome": rng.choice((*_ROME, None)),
        "job_title": rng.choice(_JOBS),
        "open_to_alternance": True,
        "training_service": rng.random() < 0.5,
        "agreement_24_months": rng.choice((True, False, False, None)),
        "agreement_over_25": rng.choice((True, False, False, None)),
    }
    if rng.random() < 0.3:
        row |= {"facilitator": "Conseil Compétences Est", "facilitator_hours": rng.choice((7.0, 14.0, 28.0))}
    return row
