"""Puts the path of a contract, or of a dossier without contracts, into words."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from proexp_batch.decision.contents import UNCODED, Competence, Contents, Contract, Module
from proexp_batch.decision.gathering import AFEST, FOAD
from proexp_batch.documents import phrases
from proexp_batch.documents.papers.common import (
    UNSAID,
    BlocWords,
    blocs_of,
    company_pairs,
    count_of,
    draft_reason,
    named,
    told,
)
from proexp_batch.documents.papers.path_words import (
    CalendarRow,
    ConditionsRow,
    ConditionsWords,
    HoursRow,
    HoursWords,
    ModuleWords,
    PathWords,
    PriorLearningWords,
    PriorWords,
    SignatureWords,
)
from proexp_batch.documents.phrases import BY_HAND, Pair
from proexp_batch.model import wording
from proexp_batch.model.columns import Column
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import NBSP, typo

_MODALITIES = SHEETS["modules"].columns["modality"]
_RESULTS = SHEETS["evaluations"].columns["result"]


def path_words(
    contents: Contents, contract: Contract | None, draft: str | None, step: int | None
) -> PathWords:
    """All that the path of a contract says, or that of the dossier where there is no contract."""
    modules = [contents.modules[place] for place in contract.modules] if contract else list(contents.modules)
    prior = {one.competence for one in contract.prior} if contract else set()
    aimed = {code for module in modules for code in module.competences}
    known = _by_code(contents.competences)
    targets = [one for code, one in known.items() if code in aimed and code not in prior]
    blocs = blocs_of(targets, contents.competences)
    return PathWords(
        title="Parcours de formation",
        mark=f"contrat n°{NBSP}{contract.number}" if contract else told(contents.company),
        legal=_legal(contract),
        reserve=draft_reason(draft, step, contract is not None),
        identity=(*company_pairs(contents), *_identity(contents, contract)),
        objective=_objective(blocs, targets, bool(aimed)),
        blocs=blocs,
        prior=_prior(contents, contract) if contract and contract.prior else None,
        modules=tuple(_module(one, known, prior) for one in modules),
        hours=_hours(modules, contract),
        organisation=tuple(_organisation(contents, contract, modules)),
        conditions=tuple(_conditions(modules)),
        calendar=tuple(_calendar(modules, contract)),
        evaluation=tuple(_evaluation(contract)),
        sanction=tuple(_sanction(targets)),
        made=f"Fait à {BY_HAND}, le {BY_HAND}",
        signatures=(
            SignatureWords("L'employeur", _signing(contents.company)),
            SignatureWords("L'apprenant", _signing(contract.learner if contract else UNCODED)),
        ),
    )


def _by_code(competences: Iterable[Competence]) -> dict[str, Competence]:
    """The competences by their codes; what names a code that stands there twice means the first, as for the rules."""
    found: dict[str, Competence] = {}
    for one in competences:
        found.setdefault(one.code, one)
    return found


def _signing(name: str) -> str:
    return BY_HAND if name == UNCODED else name


def _objective(blocs: Sequence[BlocWords], targets: Sequence[Competence], aimed: bool) -> str:
    if targets:
        return f"Exercer le métier préparé en développant {count_of(blocs, targets)}."
    rest = "toutes les compétences visées sont déjà acquises" if aimed else f"compétences visées {UNSAID}es"
    return typo(f"Exercer le métier préparé ; {rest}.")


def _legal(contract: Contract | None) -> str:
    what = (
        f"Document annexé au contrat de professionnalisation n°{NBSP}{contract.number}"
        if contract
        else ("Document à annexer à chaque contrat de professionnalisation")
    )
    return typo(
        f"{what} (code du travail, article D6325-11) : objectifs, programme et modalités d'organisation, d'évaluation "
        "et de sanction de la formation."
    )


def _identity(contents: Contents, contract: Contract | None) -> Iterator[Pair]:
    if contract is None:
        return
    of_what = "de l'action" if contract.kind == "CDI" else "du contrat"
    yield Pair("Apprenant", told(contract.learner))
    yield Pair("Contrat n°", contract.number)
    yield Pair("Nature du contrat", contract.kind or UNSAID)
    yield Pair("Signé le", _day(contract.signed))
    yield Pair(f"Période {of_what}", _period(contract.start, contract.end))
    yield Pair(
        "Durée du travail",
        f"{wording.hours(contract.weekly_hours)} par semaine" if contract.weekly_hours else UNSAID,
    )


def _day(day: dt.date | None) -> str:
    return wording.long_date(day) if day else UNSAID


def _period(start: dt.date | None, end: dt.date | None) -> str:
    if start is None and end is None:
        return UNSAID
    return (
        f"du {_day(start)} au {_day(end)}"
        if start and end
        else typo(f"début : {_day(start)} ; fin : {_day(end)}")
    )


def _prior(contents: Contents, contract: Contract) -> PriorLearningWords:
    """What is known already, and which modules of the dossier a contract does not follow that aim at nothing else."""
    known = {one.competence for one in contract.prior}
    by_code = _by_code(contents.competences)
    rows = tuple(
        PriorWords(
            named(one.competence, by_code[one.competence].title),
            wording.listing([phrases.GROUNDS[ground] for ground in one.grounds]),
        )
        for one in contract.prior
        if one.competence in by_code
    )
    others = [one for place, one in enumerate(contents.modules) if place not in contract.modules]
    spared = [one for one in others if one.competences and known.issuperset(one.competences)]
    less = "Le parcours n'a pas pour objet de les développer."
    if spared:
        names = wording.listing([f"{_title(one)} ({_hours_of(one)})" for one in spared], len(spared))
        less = f"Modules du dossier qui ne visent que ces compétences, et que ce contrat ne comprend pas : {names}."
    return PriorLearningWords(rows, typo(less))


def _title(module: Module) -> str:
    return named(module.code, module.title)


def _hours_of(module: Module) -> str:
    return UNSAID if module.hours is None else wording.hours(module.hours)


def _module(module: Module, known: Mapping[str, Competence], prior: Collection[str]) -> ModuleWords:
    aims = [one for code, one in known.items() if code in module.competences]
    return ModuleWords(
        name=_title(module),
        aims=tuple(
            named(one.code, one.title) + (" (déjà acquise)" if one.code in prior else "") for one in aims
        )
        or (UNSAID,),
        hours=_hours_of(module),
        modality=_MODALITIES.label_of(module.modality) if module.modality else UNSAID,
        givers=_sentence(wording.listing(list(_givers(module)))),
        trainer=module.trainer or UNSAID,
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _givers(module: Module) -> Iterator[str]:
    """Who gives a module: the company in house or at work, or where it gives training at a distance by itself."""
    if module.modality in ("INTERNAL", "AFEST") or (module.modality == "FOAD" and not module.provider):
        yield "l'entreprise"
    if module.provider:
        name = phrases.provider(module.provider, module.nda)
        declared = "" if module.nda else f" (déclaration d'activité {UNSAID}e)"
        yield f"{name}{declared}, {_quality(module)}"
    elif module.modality in ("EXTERNAL", None):
        yield f"organisme {UNSAID}"


def _quality(module: Module) -> str:
    if module.deemed_certified:
        return "réputé certifié Qualiopi"
    if module.qualiopi is None:
        return f"certification Qualiopi {UNSAID}e"
    return "certifié Qualiopi" if module.qualiopi else "non certifié Qualiopi"


def _hours(modules: Sequence[Module], contract: Contract | None) -> HoursWords:
    known = [(one, one.hours) for one in modules if one.hours is not None]
    total = sum(hours for _, hours in known)
    by_modality: dict[str | None, float] = {}
    for one, hours in known:
        by_modality[one.modality] = by_modality.get(one.modality, 0.0) + hours
    order = [*(choice.code for choice in _MODALITIES.choices), None]
    rows = tuple(
        HoursRow(
            phrases.MODALITIES[code] if code else f"Modalité {UNSAID}e",
            wording.hours(by_modality[code]),
            wording.percent(by_modality[code] / total) if total else "",
        )
        for code in order
        if code in by_modality
    )
    missing = len(modules) - len(known)
    label = "Total des modules"
    if missing:
        label += f" (sans {wording.plural(missing, 'module dont la durée est', 'modules dont la durée est')} {UNSAID}e)"
    whole = HoursRow(label, wording.hours(total), wording.percent(1) if total else "")
    return HoursWords(typo(_duration(contract, total)), rows, whole)


def _duration(contract: Contract | None, modules: float) -> str:
    """How long the training lasts, and the part of the contract that it is (L6325-13)."""
    if contract is None:
        return f"Les modules durent {wording.hours(modules)} par apprenant."
    if contract.hours_planned is None:
        return f"Heures de formation prévues au contrat : {UNSAID}."
    planned = f"{wording.hours(contract.hours_planned)} de formation prévues au contrat"
    if contract.training_share is None or contract.total_hours is None:
        return f"{planned} ; leur part de la durée totale n'est pas calculée, faute de dates ou de durée du travail sûres."
    whole = "de l'action de professionnalisation" if contract.kind == "CDI" else "du contrat"
    return (
        f"{planned}, soit {wording.percent(contract.training_share)} de la durée totale {whole} "
        f"({wording.hours(contract.total_hours)})."
    )


def _organisation(contents: Contents, contract: Contract | None, modules: Sequence[Module]) -> Iterator[Pair]:
    """Who accompanies, with what means and where; the workbook has no room for some of what D6325-11 asks."""
    if any(one.modality == "INTERNAL" for one in modules):
        yield Pair("Service de formation", _answer(contents.training_service))
    if contract is not None:
        yield Pair("Tuteur", _tutor(contents, contract))
    if any(one.provider or one.modality == "EXTERNAL" for one in modules):
        yield Pair("Conventions de formation", typo(_conventions(contents, contract)))
    yield Pair(
        "Lieux, horaires et moyens", typo(f"Non renseignés dans le classeur, à préciser : {BY_HAND * 3}")
    )


def _answer(value: bool | None) -> str:
    return UNSAID if value is None else "oui" if value else "non"


def _tutor(contents: Contents, contract: Contract) -> str:
    if not contract.tutor:
        return UNSAID
    functions = (
        one.function for one in contents.tutors if wording.fold(one.name) == wording.fold(contract.tutor)
    )
    function = next(filter(None, functions), None)
    return f"{contract.tutor}, {function}" if function else contract.tutor


def _conventions(contents: Contents, contract: Contract | None) -> str:
    numbers = (None, contract.number if contract else None)
    found = [one.file for one in contents.pieces if one.kind == "CONVENTION" and one.contract in numbers]
    files = ", ".join(found) if found else f"{UNSAID}es"
    return f"Une avec chaque organisme (article D6325-12) : {files}"


def _conditions(modules: Sequence[Module]) -> Iterator[ConditionsWords]:
    """What the law asks of training at work and at a distance, module by module."""
    at_work = [(one, one.afest) for one in modules if one.modality == "AFEST"]
    distant = [(one, one.foad) for one in modules if one.modality == "FOAD"]
    if at_work:
        yield _asked("Formation en situation de travail (article D6313-3-2)", AFEST, at_work)
    if distant:
        yield _asked("Formation à distance (article D6313-3-1)", FOAD, distant)


def _asked(
    title: str, columns: Iterable[Column], modules: Sequence[tuple[Module, tuple[bool | None, ...]]]
) -> ConditionsWords:
    questions = (column.label.partition(" : ")[2] for column in columns)
    return ConditionsWords(
        title=title,
        questions=tuple(map(_sentence, questions)),
        rows=tuple(ConditionsRow(_title(one), tuple(map(_answer, answers))) for one, answers in modules),
    )


def _calendar(modules: Sequence[Module], contract: Contract | None) -> Iterator[CalendarRow]:
    """What happens when, in the order of the days; what has no day comes last."""
    rows = [(one.start, one.end, _title(one), _hours_of(one)) for one in modules]
    if contract is not None:
        whole = "de l'action" if contract.kind == "CDI" else "du contrat"
        rows = [
            (contract.start, None, f"Début {whole}", ""),
            *([(contract.positioning, None, "Positionnement", "")] if contract.positioning else ()),
            *rows,
            *([(contract.review, None, "Bilan final", "")] if contract.review else ()),
            (contract.end, None, f"Fin {whole}", ""),
        ]
    rows.sort(key=lambda row: (row[0] or dt.date.max, row[1] or dt.date.max if row[3] else dt.date.min))
    for start, end, what, hours in rows:
        yield CalendarRow(_when(start, end, bool(hours)), what, hours)


def _when(start: dt.date | None, end: dt.date | None, lasts: bool) -> str:
    if not lasts:
        return wording.date(start) if start else UNSAID
    if start is None and end is None:
        return UNSAID
    first, last = (wording.date(day) if day else UNSAID for day in (start, end))
    return f"du{NBSP}{first} au{NBSP}{last}"


def _evaluation(contract: Contract | None) -> Iterator[Pair]:
    """How the competences are evaluated, from the positionnement (D6325-13) to the final review."""
    positioning = contract.positioning if contract else None
    what = "Examen du programme au regard des acquis de l'apprenant (article D6325-13)"
    undated = "après le début du contrat"
    yield Pair("Positionnement", f"{what}, {f'le {_day(positioning)}' if positioning else undated}.")
    results = wording.listing([f"« {choice.label} »" for choice in _RESULTS.choices])
    yield Pair(
        "Compétences",
        typo(
            "Chacune est évaluée selon le critère qui accompagne son objectif ; le résultat est "
            f"{results}, et le dernier compte."
        ),
    )
    review = contract.review if contract else None
    yield Pair(
        "Bilan final", f"Avec l'apprenant, {f'le {_day(review)}' if review else 'à la fin du parcours'}."
    )


def _sanction(targets: Sequence[Competence]) -> Iterator[str]:
    """What the training ends with: an attestation (L6313-7), and what a certifier may give besides."""
    yield typo(
        "À la fin de la formation, l'entreprise remet à l'apprenant une attestation de fin de formation, dont il peut se "
        "prévaloir (code du travail, article L6313-7, dernier alinéa)."
    )
    codes = list(dict.fromkeys(one.certification for one in targets if one.certifying and one.certification))
    if codes:
        yield typo(
            f"Des compétences visées relèvent de certifications enregistrées : {', '.join(codes)}. L'attestation n'en tient "
            "pas lieu ; seul le certificateur les délivre."
        )
