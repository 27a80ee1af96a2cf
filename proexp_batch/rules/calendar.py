"""Rules on what must be done by a certain day: sending, positionnement, report of an early end."""

from __future__ import annotations

from proexp_batch.model.expressions import TODAY, MonthsLater, Shown, parameter
from proexp_batch.model.fields import documents, evaluations, learners
from proexp_batch.model.sheets.learners import LATEST_SENDING, REAL_END
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import STEP
from proexp_batch.rules.engine.formulas import on_a_row
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import earlier, in_the_future
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.course import with_unsure_positioning
from proexp_batch.rules.facts.measures import DATES_HOLD, EARLY_END_IS_OUTSIDE, LONG_ENOUGH, OUT_OF_THE_SCHEME

_LATEST_POSITIONING = MonthsLater(learners.start, parameter("months_to_position", learners.start))

LATEST_REPORT = learners.early_end + parameter("days_to_report_early_end", learners.early_end)
"""The last day on which an early end may be reported (D6325-5)."""

UNREPORTED = learners.early_end_reported.empty & ~EARLY_END_IS_OUTSIDE
"""Nothing says that the early end, if there is one, was reported."""


# Of a contract that is over nothing is left to validate; one that was sent is judged by its date of sending.
_UNDER_WAY_UNSENT = (
    (learners.start < TODAY)
    & (REAL_END >= TODAY)
    & learners.sent_to_opco.empty
    & ~(OUT_OF_THE_SCHEME | in_the_future(learners.signed))
)


@rule(
    "APP-058",
    "Validation demandée après le début",
    WARNING,
    3,
    learners.start,
    message="Le dossier est déposé pour valider le contrat, alors que l'action a déjà commencé.",
    detail="Début le {start:date} ; envoi à l'Opco au plus tard le {latest:date}.",
    fix="Prévenez votre conseiller ; si le contrat a déjà été envoyé, indiquez la date d'envoi, ou choisissez l'étape où "
    "en est le dossier.",
    why="Le dossier complet est validé avant le début ; le contrat est adressé à l'Opco au plus tard dans les 5 jours "
    "qui le suivent.",
    wrong="Étape 3 déposée le 10/03/2023 pour un début le 09/01/2023",
    right="Étape 3 déposée le 20/12/2022 pour un début le 09/01/2023",
    sources=("D6325-1",),
    parameters=("days_to_send",),
    live=lambda cells, field: f"IF({STEP}=3,{on_a_row(_UNDER_WAY_UNSENT)},FALSE)",
)
def deposited_after_the_start(b: Batch) -> Hits:
    """Step 3 is deposited while the contract runs, and nothing says that the contract was sent."""
    late = masks.mask(_UNDER_WAY_UNSENT, b, "learners") & b.spread("learners", b.step).eq(3)
    # Contracts that begin together are late together.
    return hits(
        late,
        group=b[learners.start].dt.strftime("%Y-%m-%d"),
        latest=masks.values(LATEST_SENDING, b, "learners"),
    )


row_rule(
    "APP-050",
    "Contrat envoyé tard à l'Opco",
    WARNING,
    4,
    learners.sent_to_opco,
    learners.sent_to_opco > LATEST_SENDING,
    values={"latest": LATEST_SENDING, "limit": Shown("days_to_send", learners.start)},
    message="Le contrat a été envoyé à l'Opco plus de {limit} après son début.",
    detail="Début le {start:date}, envoi le {sent_to_opco:date} ; au plus tard le {latest:date}.",
    fix="Vérifiez la date d'envoi ; si elle est juste, prévenez votre conseiller.",
    why="Le contrat et son document annexé sont adressés à l'Opco dans les 5 jours qui suivent le début.",
    wrong="Début le 09/01/2023, envoi le 15/01/2023",
    right="Début le 09/01/2023, envoi le 14/01/2023",
    sources=("D6325-1",),
    parameters=("days_to_send",),
)


row_rule(
    "APP-051",
    "Contrat envoyé avant sa signature",
    WARNING,
    4,
    learners.sent_to_opco,
    earlier(learners.sent_to_opco, than=learners.signed)
    & ~(OUT_OF_THE_SCHEME | earlier(learners.start, than=learners.signed)),
    message="L'envoi à l'Opco précède la signature du contrat.",
    detail="Signature le {signed:date}, envoi le {sent_to_opco:date}.",
    fix="Vérifiez les deux dates.",
    why="C'est le contrat signé qui est envoyé.",
    wrong="Signé le 02/01/2023, envoyé le 20/12/2022",
    right="Signé le 02/01/2023, envoyé le 03/01/2023",
    sources=("D6325-1",),
)


row_rule(
    "APP-052",
    "Positionnement tardif",
    WARNING,
    5,
    learners.positioning,
    DATES_HOLD & (learners.positioning > _LATEST_POSITIONING) & ~(learners.positioning > REAL_END),
    values={"latest": _LATEST_POSITIONING, "limit": Shown("months_to_position", learners.start)},
    message="Le positionnement a eu lieu plus de {limit} après le début.",
    detail="Début le {start:date}, positionnement le {positioning:date} ; au plus tard le {latest:date}.",
    fix="Vérifiez la date ; si elle est juste, prévenez votre conseiller.",
    why="Dans les 2 mois qui suivent le début, l'employeur examine avec l'apprenant si le programme convient à ses acquis.",
    wrong="Début le 09/01/2023, positionnement le 20/03/2023",
    right="Début le 09/01/2023, positionnement le 20/01/2023",
    sources=("D6325-13",),
    parameters=("months_to_position",),
)


@rule(
    "APP-053",
    "Positionnement absent",
    WARNING,
    5,
    learners.positioning,
    message="Le positionnement devait avoir lieu dans les {limit} qui suivent le début ; sa date n'est pas indiquée.",
    detail="Début le {start:date} ; au plus tard le {latest:date}.",
    fix="Indiquez la date du positionnement, ou faites-le sans tarder.",
    why="L'employeur examine avec l'apprenant si le programme convient à ses acquis.",
    wrong="Case vide un an après le début",
    right="Positionnement le 20/01/2023",
    sources=("D6325-13",),
    parameters=("months_to_position",),
    silent="It waits until every evaluation names a known contract and a kind, which the template does not keep.",
)
def not_positioned(b: Batch) -> Hits:
    """No positionnement although the time limit is over and the contract lasted until then."""
    latest, missing = awaited_positioning(b)
    limit = b.parameters.shown_at("months_to_position", b[learners.start])
    return hits((latest < b.today) & missing, latest=latest, limit=limit)


def awaited_positioning(b: Batch) -> tuple[Series, Series]:
    """The last day for the positionnement of each contract (D6325-13), and the contracts that lack it.

    The day is missing where dates do not hold; a contract that ended before that day lacks nothing.
    """
    latest = masks.values(_LATEST_POSITIONING, b, "learners").where(measures.dates_hold(b))
    found = b.match("evaluations", "contract", "learners")[b[evaluations.kind].eq("POSITIONING")]
    done = b["learners"].index.isin(found) | b["learners"]["dossier"].isin(with_unsure_positioning(b))
    lasted = latest <= measures.real_end(b)
    return latest, lasted & ~b.is_filled(learners.positioning) & ~done


row_rule(
    "APP-054",
    "Positionnement après la fin",
    WARNING,
    5,
    learners.positioning,
    LONG_ENOUGH & (learners.positioning > REAL_END),
    values={"stop": REAL_END},
    message="Le positionnement est daté d'après la fin du contrat.",
    detail="Fin le {stop:date}, positionnement le {positioning:date}.",
    fix="Vérifiez l'année du positionnement.",
    why="Le positionnement sert à ajuster le parcours à son début.",
    wrong="Fin le 08/01/2024, positionnement le 20/01/2024",
    right="Positionnement le 20/01/2023",
    sources=("D6325-13",),
)


row_rule(
    "APP-055",
    "Rupture non signalée",
    WARNING,
    3,
    learners.early_end_reported,
    earlier(LATEST_REPORT, than=TODAY) & UNREPORTED,
    values={"latest": LATEST_REPORT, "limit": Shown("days_to_report_early_end", learners.early_end)},
    message="La rupture devait être signalée à l'Opco dans les {limit} ; la date du signalement n'est pas indiquée.",
    detail="Rupture le {early_end:date} ; signalement au plus tard le {latest:date}.",
    fix="Indiquez la date du signalement, ou signalez la rupture sans tarder.",
    why="La rupture est signalée dans les 30 jours à l'Opco et à l'administration.",
    wrong="Rupture le 15/09/2023, case vide",
    right="Rupture le 15/09/2023, signalée le 20/09/2023",
    sources=("D6325-5",),
    parameters=("days_to_report_early_end",),
)


row_rule(
    "APP-056",
    "Rupture signalée tard",
    WARNING,
    3,
    learners.early_end_reported,
    (learners.early_end_reported > LATEST_REPORT) & ~EARLY_END_IS_OUTSIDE,
    values={"latest": LATEST_REPORT, "limit": Shown("days_to_report_early_end", learners.early_end)},
    message="La rupture a été signalée plus de {limit} après sa date.",
    detail="Rupture le {early_end:date}, signalement le {early_end_reported:date} ; au plus tard le {latest:date}.",
    fix="Vérifiez les deux dates ; si elles sont justes, prévenez votre conseiller.",
    why="La rupture est signalée dans les 30 jours à l'Opco et à l'administration.",
    wrong="Rupture le 15/09/2023, signalée le 20/11/2023",
    right="Rupture le 15/09/2023, signalée le 20/09/2023",
    sources=("D6325-5",),
    parameters=("days_to_report_early_end",),
)


row_rule(
    "APP-057",
    "Rupture signalée sans date ou avant elle",
    BLOCKING,
    3,
    learners.early_end_reported,
    learners.early_end_reported.known
    & (
        learners.early_end.empty
        | (earlier(learners.early_end_reported, than=learners.early_end) & ~EARLY_END_IS_OUTSIDE)
    ),
    message="Un signalement de rupture est daté, mais la rupture n'a pas de date ou lui est postérieure.",
    detail="Rupture le {early_end:date}, signalement le {early_end_reported:date}.",
    fix="Indiquez la date de la rupture, corrigez celle du signalement, ou effacez-la s'il n'y a pas eu de rupture.",
    why="Les deux dates se contredisent : on ne sait pas si le contrat est allé à son terme.",
    wrong="Signalée le 20/09/2023, sans date de rupture",
    right="Rupture le 15/09/2023, signalée le 20/09/2023",
    sources=("D6325-5",),
)


@rule(
    "PIE-015",
    "CERFA daté longtemps après la signature",
    WARNING,
    3,
    documents.date,
    message="Le CERFA est daté de plus de {limit} après la signature du contrat.",
    detail="Signature le {signed:date}, CERFA daté du {date:date}.",
    fix="Vérifiez les deux dates ; si elles sont justes, prévenez votre conseiller.",
    why="Le CERFA est le contrat lui-même : il porte la date de sa signature et part à l'Opco dans les 5 jours du début.",
    wrong="Signé le 02/01/2023, CERFA daté du 15/06/2023",
    right="Signé le 02/01/2023, CERFA daté du 02/01/2023",
    sources=("L6325-5", "D6325-1"),
    parameters=("days_from_signature_to_cerfa",),
    silent="It compares a document with its contract, or with the last one signed of all: too much for one formula.",
)
def cerfa_long_after_the_signature(b: Batch) -> Hits:
    """The CERFA of a contract, or of all of them, is dated long after the signature, or the last of the signatures."""
    contracts = b["learners"]
    signed = b[learners.signed].where(~measures.out_of_the_scheme(b))
    known = signed.notna().groupby(contracts["dossier"]).transform("all")
    last = signed.where(known).groupby(contracts["dossier"]).max()
    rows = b["documents"]
    found = b.match("documents", "contract", "learners")
    own = signed.reindex(found.where(found >= 0)).set_axis(rows.index)
    day = own.where(b.is_filled(documents.contract), b.spread("documents", last))
    limit = b.parameters.at("days_from_signature_to_cerfa", day)
    late = (b[documents.date] - day).dt.days > limit
    return hits(
        late & b[documents.kind].eq("CERFA") & (b[documents.date] <= b.today),
        signed=day,
        limit=b.parameters.shown_at("days_from_signature_to_cerfa", day),
    )
