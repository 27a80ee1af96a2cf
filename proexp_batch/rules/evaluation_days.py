"""Rules on the days of evaluations: inside the contract, after the training has begun, not in the future."""

from proexp_batch.model.expressions import ConditionFact, NamedQuantity, QuantityFact
from proexp_batch.model.fields import evaluations
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.excel import Cells, choice_name, last_day, parameter
from proexp_batch.rules.engine.formulas import helper
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import earlier, in_the_future
from proexp_batch.rules.facts.course import first_start, has_its_day, last_start, span, stays_on

_E, _L = Cells("evaluations"), Cells("learners")
_FOUND = helper("contrat_evalue", f"MATCH({_E('contract')},{_L.all('contract')},0)")


def _of_its_contract(field: str) -> str:
    return f"INDEX({_L.all(field)},{_FOUND})"


_START, _END, _EARLY = (_of_its_contract(field) for field in ("start", "end", "early_end"))
# Six months to the day; a contract that is refused for its dates judges no evaluation.
_HELD = helper(
    "contrat_evalue_sur",
    # MATCH takes * and ? for other signs, and the first of two like numbers: then nothing is sure.
    f"IFERROR(IF(AND({_of_its_contract('contract')}={_E('contract')},ISNUMBER({_START}),ISNUMBER({_END}),"
    f'OR(TRIM({_EARLY})="",ISNUMBER({_EARLY}))),'
    f"AND({_END}>={last_day(_START, parameter('months_minimum', _START))},"
    f"OR(N({_EARLY})=0,AND({_EARLY}<{_END},{_EARLY}>={_START}))),FALSE),FALSE)",
)

_FIRST_DAY = NamedQuantity(
    "debut_du_contrat_evalue", QuantityFact(lambda b: span(b)[0], f'IF({_HELD},{_START},"")')
)
_LAST_DAY = NamedQuantity(
    "fin_du_contrat_evalue",
    QuantityFact(lambda b: span(b)[1], f'IF({_HELD},IF(N({_EARLY})>0,{_EARLY},{_END}),"")'),
)
_LEAVES = ConditionFact(
    lambda b: ~stays_on(b),
    f"IFERROR({_of_its_contract('contract_kind')}={choice_name('learners', 'contract_kind', 'CDD')},FALSE)",
)
"""The learner of a contract with a term (CDD) leaves when it ends; of one without (CDI), only the action ends."""

_IS_AFTER_THE_END = earlier(_LAST_DAY, than=evaluations.date) & ~in_the_future(evaluations.date)


row_rule(
    "EVA-004",
    "Évaluation avant le début du contrat",
    BLOCKING,
    5,
    evaluations.date,
    earlier(evaluations.date, than=_FIRST_DAY) & evaluations.kind.among("FORMATIVE", "SUMMATIVE", "FINAL"),
    values={"from_day": _FIRST_DAY},
    message="L'évaluation est datée d'avant le début du contrat.",
    detail="Évaluation le {date:date}, début le {from_day:date}.",
    fix="Corrigez la date de l'évaluation ; seul un positionnement peut précéder le début.",
    why="Les compétences évaluées sont acquises pendant le contrat.",
    wrong="Formative le 20/12/2022 pour un début le 09/01/2023",
    right="Formative le 31/03/2023",
)


row_rule(
    "EVA-005",
    "Évaluation après la fin du contrat",
    BLOCKING,
    5,
    evaluations.date,
    _IS_AFTER_THE_END & evaluations.kind.among("POSITIONING", "FORMATIVE", "SUMMATIVE"),
    values={"to_day": _LAST_DAY},
    message="L'évaluation est datée d'après la fin du contrat.",
    detail="Évaluation le {date:date}, fin le {to_day:date}.",
    fix="Corrigez la date de l'évaluation, ou celle de la fin ou de la rupture du contrat.",
    why="Les compétences évaluées sont acquises pendant le contrat.",
    wrong="Sommative le 20/02/2024 pour une fin le 08/01/2024",
    right="Sommative le 05/01/2024",
)


row_rule(
    "EVA-006",
    "Bilan après la fin du contrat",
    WARNING,
    5,
    evaluations.date,
    _IS_AFTER_THE_END & evaluations.kind.among("FINAL") & _LEAVES,
    values={"to_day": _LAST_DAY},
    message="Le bilan final est daté d'après la fin du contrat.",
    detail="Bilan le {date:date}, fin le {to_day:date}.",
    fix="Vérifiez la date du bilan ; s'il a bien eu lieu après la fin, prévenez votre conseiller.",
    why="Le bilan final se fait avec l'apprenant, avant son départ ; en CDI, il ne part pas : seule l'action prend fin.",
    wrong="CDD, bilan le 20/01/2024 pour une fin le 08/01/2024",
    right="Bilan le 05/01/2024",
)


row_rule(
    "EVA-007",
    "Évaluation à venir",
    BLOCKING,
    5,
    evaluations.date,
    in_the_future(evaluations.date),
    message="L'évaluation est datée d'après le jour du contrôle.",
    detail="Évaluation le {date:date}.",
    fix="Corrigez la date, ou attendez que l'évaluation ait eu lieu pour l'inscrire.",
    why="Un résultat ne peut pas être connu d'avance.",
    wrong="Une évaluation du mois prochain",
    right="Une évaluation passée",
)


@rule(
    "EVA-008",
    "Résultat final avant la formation",
    BLOCKING,
    5,
    evaluations.date,
    message="Cette évaluation finale précède le début du dernier module qui vise la compétence.",
    detail="Évaluation le {date:date} ; le dernier module commence le {begins:date}.",
    fix="Corrigez la date de l'évaluation ou celle du module ; ou choisissez le type Formative.",
    why="Un résultat final se constate après que la formation a commencé.",
    wrong="Sommative le 01/03/2023, dernier module à partir du 15/05/2023",
    right="Sommative le 30/06/2023",
    silent="The last module is one of those that name both the contract and the competence in lists.",
)
def final_before_last_module(b: Batch) -> Hits:
    """A summative or final result before the last module that aims at the competence has begun."""
    begins = last_start(b)
    inside = has_its_day(b)
    return hits(
        b[evaluations.kind].isin(["SUMMATIVE", "FINAL"]) & (b[evaluations.date] < begins) & inside,
        begins=begins,
    )


@rule(
    "EVA-009",
    "Évaluation formative avant la formation",
    WARNING,
    5,
    evaluations.date,
    message="Cette évaluation formative précède le début du premier module qui vise la compétence.",
    detail="Évaluation le {date:date} ; le premier module commence le {begins:date}.",
    fix="Vérifiez la date de l'évaluation ou celle du module ; ou choisissez le type Positionnement.",
    why="Une évaluation formative suit un début de formation.",
    wrong="Formative le 01/03/2023, premier module à partir du 15/05/2023",
    right="Formative le 01/06/2023",
    silent="The first module is one of those that name both the contract and the competence in lists.",
)
def formative_before_first_module(b: Batch) -> Hits:
    """A formative result before any module that aims at the competence has begun."""
    begins = first_start(b)
    inside = has_its_day(b)
    return hits(b[evaluations.kind].eq("FORMATIVE") & (b[evaluations.date] < begins) & inside, begins=begins)
