"""Where the tests of the whole find the samples, and the day on which they check them."""

import datetime as dt
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEPOSIT = ROOT / "samples" / "depot"
TODAY = dt.date(2026, 11, 24)
RIGHT = DEPOSIT / "Delmotte remorques - étape 3.xlsx"
CLOSED = DEPOSIT / "Opco 2i" / "Strate et Volume - bilan final.xlsx"
FAULTY = DEPOSIT / "Opco 2i" / "Chaudronnerie du Val - dossier v2.xlsx"
LOCKED = DEPOSIT / "Boulangerie Kervadec (protégé).xlsx"
