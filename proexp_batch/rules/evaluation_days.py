"""Rules on the days of evaluations: inside the contract, after the training has begun, not in the future."""

from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, rule
from proexp_batch.rules.facts.course import first_start, has_its_day, last_start, span


@rule(
    "EVA-004",
    "Évaluation avant le début du contrat",
    BLOCKING,
    5,
    "evaluations.date",
    message="L'évaluation est datée d'avant le début du contrat.",
    detail="Évaluation le {date:date}, début le {from_day:date}.",
    fix="Corrigez la date de l'évaluation ; seul un positionnement peut précéder le début.",
    why="Les compétences évaluées sont acquises pendant le contrat.",
    wrong="Formative le 20/12/2022 pour un début le 09/01/2023",
    right="Formative le 31/03/2023",
)
def evaluated_before_start(b: Batch) -> Hits:
    """Before the start, a positionnement apart."""
    frame = b["evaluations"]
    start, _ = span(b)
    other = frame["kind"].notna() & frame["kind"].ne("POSITIONING")
    return hits((frame["date"] < start) & other, from_day=start)


@rule(
    "EVA-005",
    "Évaluation après la fin du contrat",
    BLOCKING,
    5,
    "evaluations.date",
    message="L'évaluation est datée d'après la fin du contrat.",
    detail="Évaluation le {date:date}, fin le {to_day:date}.",
    fix="Corrigez la date de l'évaluation, ou celle de la fin ou de la rupture du contrat.",
    why="Les compétences évaluées sont acquises pendant le contrat.",
    wrong="Sommative le 20/02/2024 pour une fin le 08/01/2024",
    right="Sommative le 05/01/2024",
)
def evaluated_after_end(b: Batch) -> Hits:
    """After the real end, a final assessment apart."""
    frame = b["evaluations"]
    _, end = span(b)
    past = frame["date"] <= b.today
    other = frame["kind"].notna() & frame["kind"].ne("FINAL")
    return hits((frame["date"] > end) & other & past, to_day=end)


@rule(
    "EVA-006",
    "Bilan après la fin du contrat",
    WARNING,
    5,
    "evaluations.date",
    message="Le bilan final est daté d'après la fin du contrat.",
    detail="Bilan le {date:date}, fin le {to_day:date}.",
    fix="Vérifiez la date du bilan ; s'il a bien eu lieu après la fin, prévenez votre conseiller.",
    why="Le bilan final se fait avec l'apprenant, avant son départ.",
    wrong="Bilan le 20/01/2024 pour une fin le 08/01/2024",
    right="Bilan le 05/01/2024",
)
def final_after_end(b: Batch) -> Hits:
    """A final assessment after the real end."""
    frame = b["evaluations"]
    _, end = span(b)
    past = frame["date"] <= b.today
    return hits((frame["date"] > end) & frame["kind"].eq("FINAL") & past, to_day=end)


@rule(
    "EVA-007",
    "Évaluation à venir",
    BLOCKING,
    5,
    "evaluations.date",
    message="L'évaluation est datée d'après le jour du contrôle.",
    detail="Évaluation le {date:date}.",
    fix="Corrigez la date, ou attendez que l'évaluation ait eu lieu pour l'inscrire.",
    why="Un résultat ne peut pas être connu d'avance.",
    wrong="Une évaluation du mois prochain",
    right="Une évaluation passée",
)
def evaluated_in_the_future(b: Batch) -> Hits:
    """After the day of processing."""
    return hits(b["evaluations"]["date"] > b.today)


@rule(
    "EVA-008",
    "Résultat final avant la formation",
    BLOCKING,
    5,
    "evaluations.date",
    message="Cette évaluation finale précède le début du dernier module qui vise la compétence.",
    detail="Évaluation le {date:date} ; le dernier module commence le {begins:date}.",
    fix="Corrigez la date de l'évaluation ou celle du module ; ou choisissez le type Formative.",
    why="Un résultat final se constate après que la formation a commencé.",
    wrong="Sommative le 01/03/2023, dernier module à partir du 15/05/2023",
    right="Sommative le 30/06/2023",
)
def final_before_last_module(b: Batch) -> Hits:
    """A summative or final result before the last module that aims at the competence has begun."""
    frame = b["evaluations"]
    begins = last_start(b)
    inside = has_its_day(b)
    return hits(frame["kind"].isin(["SUMMATIVE", "FINAL"]) & (frame["date"] < begins) & inside, begins=begins)


@rule(
    "EVA-009",
    "Évaluation formative avant la formation",
    WARNING,
    5,
    "evaluations.date",
    message="Cette évaluation formative précède le début du premier module qui vise la compétence.",
    detail="Évaluation le {date:date} ; le premier module commence le {begins:date}.",
    fix="Vérifiez la date de l'évaluation ou celle du module ; ou choisissez le type Positionnement.",
    why="Une évaluation formative suit un début de formation.",
    wrong="Formative le 01/03/2023, premier module à partir du 15/05/2023",
    right="Formative le 01/06/2023",
)
def formative_before_first_module(b: Batch) -> Hits:
    """A formative result before any module that aims at the competence has begun."""
    frame = b["evaluations"]
    begins = first_start(b)
    inside = has_its_day(b)
    return hits(frame["kind"].eq("FORMATIVE") & (frame["date"] < begins) & inside, begins=begins)
