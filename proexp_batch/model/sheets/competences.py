"""Sheet `Compétences`: the référentiel of the job, one row per competence."""

from proexp_batch.model.columns import Kind, column, sheet


class Competences:
    """One row per competence."""

    code = column(
        "Code de la compétence",
        Kind.CODE,
        "Court et unique, par exemple C1. Il est repris dans les feuilles Modules et Évaluations.",
        "EXEMPLE-C1",
        required_from=1,
        aliases=("Code", "Code compétence", "N° de compétence", "Réf. compétence"),
        width=16,
        unique=True,
    )
    bloc = column(
        "Bloc de compétences",
        Kind.TEXT,
        "Le groupe auquel la compétence appartient ; écrivez-le de la même façon sur chaque ligne.",
        "Conduite des machines",
        required_from=1,
        aliases=("Bloc", "Nom du bloc", "Intitulé du bloc"),
        width=28,
    )
    title = column(
        "Intitulé de la compétence",
        Kind.TEXT,
        "Commencez par un verbe d'action : « Régler une imprimante 3D ».",
        "Régler une imprimante 3D selon le dossier de fabrication",
        required_from=1,
        aliases=("Compétence", "Intitulé", "Libellé", "Libellé de la compétence"),
        width=46,
    )
    certifying = column(
        "Certifiante",
        Kind.YES_NO,
        "Oui si la compétence appartient à un bloc d'une certification enregistrée (RNCP ou RS).",
        "Non",
        required_from=1,
        aliases=("Bloc certifiant", "Certifiant", "Certifiante ?"),
        width=14,
    )
    certification = column(
        "Code RNCP ou RS",
        Kind.CERTIFICATION,
        "Pour une compétence certifiante : RNCP34126BC02 pour un bloc, RS5801 pour le répertoire spécifique.",
        None,
        aliases=("Code RNCP/RS", "RNCP", "Code RNCP", "RNCP ou RS", "RS"),
        width=18,
    )
    objective = column(
        "Objectif pédagogique",
        Kind.TEXT,
        "Ce que l'apprenant saura faire à la fin.",
        "Obtenir une pièce conforme au plan, seul, en une heure",
        required_from=1,
        aliases=("Objectif", "Objectifs", "Objectifs pédagogiques"),
        width=46,
    )
    criterion = column(
        "Critère d'évaluation",
        Kind.TEXT,
        "Ce que l'on observe pour dire que la compétence est acquise.",
        "Trois pièces de suite dans la tolérance du plan",
        required_from=1,
        aliases=("Critère", "Critères", "Critères d'évaluation"),
        width=46,
    )


COMPETENCES = sheet(
    Competences,
    "Compétences",
    intro="Le référentiel métier : une ligne par compétence, regroupées en blocs.",
    identifier=Competences.code,
    required_from=1,
    aliases=("Compétence", "Référentiel", "Référentiel métier", "Référentiel de compétences"),
)
