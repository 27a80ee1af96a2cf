"""Faults of what learners have already before the path begins."""

from tests.making.draft import Draft, Row, listed
from tests.making.prior import contradicted, have, may_have, modules_for, without
from tests.rules.faults import At, fault, pick, put

SIGNED, RUNNING = range(3, 7), (5, 6)


def _codes(draft: Draft) -> list[str]:
    return [row["code"] for row in draft.competences]


def _unmentioned(draft: Draft, rows: list[Row], codes: list[str]) -> bool:
    """No positionnement speaks of these competences of these learners."""
    return not any(contradicted(draft, row, code) for row in rows for code in codes)


@fault("COM-006", steps=SIGNED, variant="had already by one of two")
def _no_module_for_the_other(draft: Draft) -> At | None:
    if len(draft.learners) < 2:
        return None
    for at, code in enumerate(_codes(draft)):
        aiming = [module for module in draft.modules if code in listed(module["competences"])]
        shared = all(len(listed(module["competences"])) > 1 for module in aiming)
        if shared and _unmentioned(draft, draft.learners[:1], [code]):
            for module in aiming:
                module["competences"] = ";".join(one for one in listed(module["competences"]) if one != code)
            have(draft.learners[0], code)
            return "competences", "code", at
    return None


for _ground in ("prior_positioning", "prior_certification", "prior_experience"):
    fault("COM-020", steps=SIGNED, variant=_ground)(put("learners", _ground, "C99"))


@fault("COM-021", steps=(3, 4))
def _found_at_no_positionnement(draft: Draft) -> At | None:
    at = pick(draft.learners, lambda row: may_have(draft, row))
    if at is None:
        return None
    row = draft.learners[at]
    have(row, may_have(draft, row)[0], "prior_positioning")
    return "learners", "prior_positioning", at


@fault("COM-022", steps=RUNNING)
def _contradicted(draft: Draft) -> At | None:
    at = pick(draft.evaluations, lambda row: row["kind"] == "POSITIONING")
    if at is None:
        return None
    found = draft.evaluations[at]
    [row] = [one for one in draft.learners if one["contract"] == found["contract"]]
    alone = any(listed(module["competences"]) == [found["competence"]] for module in modules_for(draft, row))
    if alone or len(draft.competences) == 1 or without(draft, found["competence"]):
        return None
    have(row, found["competence"])
    return "evaluations", "result", at


@fault("COM-023", steps=SIGNED)
def _nothing_left(draft: Draft) -> At | None:
    row = draft.learners[0]
    if any(without(draft, code) for code in _codes(draft)) or not _unmentioned(draft, [row], _codes(draft)):
        return None
    for code in _codes(draft):
        have(row, code, "prior_certification")
    return "learners", "contract", 0


@fault("COM-024", steps=SIGNED)
def _nobody_teaches_another(draft: Draft) -> At | None:
    for at, code in enumerate(_codes(draft)):
        row = draft.learners[0]
        taught = any(code in listed(module["competences"]) for module in modules_for(draft, row))
        alone = any(listed(module["competences"]) == [code] for module in modules_for(draft, row))
        if taught and not alone and without(draft, code) and _unmentioned(draft, [row], [code]):
            have(row, code)
            return "competences", "code", at
    return None


def _module_spared(draft: Draft, rows: list[Row]) -> At | None:
    """A module of the path is nothing new to some of its learners."""
    for at, module in enumerate(draft.modules):
        codes = listed(module["competences"])
        concerned = all(module in modules_for(draft, row) for row in rows)
        others = [listed(other["competences"]) for other in draft.modules if other is not module]
        spared = any(set(other) <= set(codes) for other in others)
        if not concerned or spared or len(codes) == len(draft.competences):
            continue
        if not any(without(draft, code) for code in codes) and _unmentioned(draft, rows, codes):
            for row in rows:
                for code in codes:
                    have(row, code)
            return "modules", "competences", at
    return None


@fault("COM-025", steps=SIGNED)
def _module_of_no_use(draft: Draft) -> At | None:
    return _module_spared(draft, draft.learners)


@fault("COM-026", steps=SIGNED)
def _module_of_no_use_to_one(draft: Draft) -> At | None:
    return _module_spared(draft, draft.learners[:1]) if len(draft.learners) > 1 else None
