"""Faults of what holds for every sheet, and of the company."""

from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.catalogue import CATALOGUE
from tests.making.contracts import real_end
from tests.making.draft import Draft
from tests.rules.faults import At, Inject, fault, put

_CLOSING = ("hours_done", "review", "signatory", "place")


def _from(step: int | None) -> range:
    return range(step or 1, 7)


_TUTORING = {"is_employer", "experience", "volunteer"}
"""What is asked of tutors alone, not of the trainers in the same sheet."""


def _empty(sheet: str, name: str) -> Inject:
    def inject(draft: Draft) -> At | None:
        rows = draft.rows[sheet]
        over = [at for at, row in enumerate(rows) if name not in _CLOSING or real_end(row) <= draft.today]
        if name in _TUTORING:
            over = [at for at in over if rows[at].get(name) is not None]
        if not over:
            return None
        rows[over[-1]][name] = None
        return sheet, name, over[-1]

    return inject


def _take_out(sheet: str, name: str) -> Inject:
    def inject(draft: Draft) -> At | None:
        if name in _CLOSING and not any(real_end(row) <= draft.today for row in draft.learners):
            return None
        draft.without.add((sheet, name))
        return (sheet, None, 0) if draft.rows[sheet] else None

    return inject


_LEFT = ("à compléter", "À DÉFINIR", "xxx")

for _sheet, _name in CATALOGUE["SAI-001"].places:
    _column = SHEETS[_sheet].columns[_name]
    _steps = _from(_column.required_from)
    fault("SAI-001", steps=_steps, variant=f"{_sheet}.{_name}")(_empty(_sheet, _name))
for _sheet, _name in CATALOGUE["SAI-002"].places:
    _column = SHEETS[_sheet].columns[_name]
    _steps = _from(_column.required_from)
    # Without the day of signature, age is judged at the start.
    _also = {"APP-005": "older at the start"} if _name == "signed" else {}
    fault("SAI-002", steps=_steps, variant=f"{_sheet}.{_name}", also=_also)(_take_out(_sheet, _name))
for _number, (_sheet, _name) in enumerate(CATALOGUE["SAI-003"].places):
    _steps = _from(SHEETS[_sheet].columns[_name].required_from)
    _text = _LEFT[_number % len(_LEFT)]
    fault("SAI-003", steps=_steps, variant=f"{_sheet}.{_name}")(put(_sheet, _name, _text))


for _sheet, _name in (
    ("company", "job_title"),
    ("competences", "title"),
    ("competences", "objective"),
    ("competences", "criterion"),
    ("modules", "title"),
):
    _steps = _from(SHEETS[_sheet].columns[_name].required_from)
    for _text in ("?", "-", "…", "x", "0", "12", "n/a", "Néant"):
        fault("SAI-003", steps=_steps, variant=f"{_sheet}.{_name}: {_text}")(put(_sheet, _name, _text))
for _sheet, _name, _text in (
    ("company", "name", "?"),
    ("competences", "bloc", "-"),
    ("learners", "last_name", "…"),
    ("learners", "first_name", "???"),
):
    _steps = _from(SHEETS[_sheet].columns[_name].required_from)
    fault("SAI-003", steps=_steps, variant=f"{_sheet}.{_name}: {_text}")(put(_sheet, _name, _text))


def _no_rows(sheet: str) -> Inject:
    def inject(draft: Draft) -> At:
        draft.rows[sheet].clear()
        return sheet, None, 0

    return inject


for _code, _sheet in (
    ("APP-001", "learners"),
    ("COM-001", "competences"),
    ("MOD-001", "modules"),
    ("TUT-001", "tutors"),
    ("EVA-001", "evaluations"),
    ("PIE-001", "documents"),
):
    fault(_code, steps=_from(SHEETS[_sheet].required_from))(_no_rows(_sheet))


@fault("ENT-002")
def _one_digit_off(draft: Draft) -> At:
    siret = draft.company["siret"]
    draft.company["siret"] = siret[:-1] + str((int(siret[-1]) + 1) % 10)
    return "company", "siret", 0


for _zeros in ("0" * 14, "00000000000018", "99912345800000"):
    fault("ENT-002", variant=_zeros)(put("company", "siret", _zeros))
fault("ENT-001")(put("company", "siret", "999123458"))
fault("ENT-003")(put("company", "naf", "6201"))
fault("ENT-004")(put("company", "idcc", "SYNTEC"))
fault("ENT-005")(put("company", "rome", "2503H"))
fault("ENT-014")(put("company", "contact_email", "a.morel@atelier"))
fault("ENT-014", variant="no address")(put("company", "contact_email", "voir avec Alex Morel"))
fault("ENT-015")(put("company", "contact_phone", "03 53 01"))
fault("ENT-006")(put("company", "open_to_alternance", False))
fault("ENT-010")(put("company", "step", None))
fault("ENT-011", steps=range(3, 7))(put("company", "weekly_hours", 151.67))


fault("ENT-002", variant="zeros")(put("company", "siret", "0" * 14))
fault("ENT-013")(put("company", "name", "EXEMPLE Atelier Martin"))
fault("ENT-013", variant="job")(put("company", "job_title", "exemple : chef d'atelier"))


def _numbered(sheet: str, name: str) -> Inject:
    def inject(draft: Draft) -> At | None:
        named = [at for at, row in enumerate(draft.rows[sheet]) if row.get(name)]
        if not named:
            return None
        row = draft.rows[sheet][named[-1]]
        for learner in draft.learners if sheet == "tutors" else []:
            if learner.get("tutor") == row[name]:
                learner["tutor"] = "0612345678"
        row[name] = "0612345678"
        return sheet, name, named[-1]

    return inject


for _sheet, _name in CATALOGUE["SAI-006"].places:
    fault("SAI-006", variant=f"{_sheet}.{_name}")(_numbered(_sheet, _name))


@fault("ENT-007")
def _hours_of_nobody(draft: Draft) -> At:
    draft.company.update({"facilitator": None, "facilitator_hours": 14.0})
    return "company", "facilitator", 0


@fault("ENT-008")
def _facilitator_without_hours(draft: Draft) -> At:
    draft.company.update({"facilitator": "Conseil Compétences Est", "facilitator_hours": None})
    return "company", "facilitator_hours", 0


@fault("ENT-009")
def _ten_times_the_hours(draft: Draft) -> At:
    draft.company.update({"facilitator": "Conseil Compétences Est", "facilitator_hours": 140.0})
    return "company", "facilitator_hours", 0


@fault("ENT-012")
def _no_sheet_of_the_company(draft: Draft) -> At:
    draft.absent.add("company")
    return "company", None, 0
