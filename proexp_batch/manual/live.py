"""The page of the documentation on what the template shows while it is typed."""

from collections.abc import Iterator

from proexp_batch.manual.texts import escaped, table, tidy
from proexp_batch.model.pages import REVIEW_HEADER
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import typo
from proexp_batch.template.live import CHECKS, REVIEW_ROWS, LiveCheck

_INTRODUCTION = (
    "Le modèle signale la plupart des erreurs pendant la saisie, par des formules, sans macro. Il n'y a rien à "
    "activer. Cela fonctionne avec Excel 2016 et plus récent et avec LibreOffice, en français comme en anglais.",
)

_SEEN = (
    "**Une couleur sur la case** : un cadre rouge en pointillé pour une information obligatoire qui manque, un fond "
    "rouge clair pour un point bloquant, un fond orange clair pour un point à vérifier. Les couleurs ont le même sens "
    "que dans la feuille Lisez-moi et dans le classeur qui revient après le contrôle.",
    f"**Des mots au bout de la ligne** : la dernière colonne, « {REVIEW_HEADER} », dit le premier point à revoir de la "
    "ligne, le plus grave d'abord ; corrigez-le, le suivant apparaît. Cette colonne n'est pas lue au contrôle.",
    "**Le Tableau de bord**, deuxième feuille : étape par étape et feuille par feuille, il compte les informations "
    "obligatoires qui manquent, les lignes remplies, les lignes à revoir, et dit où en est chaque étape (à faire, en "
    "cours, prêt). L'étape du dépôt est surlignée : c'est celle de la feuille Entreprise, ou à défaut celle que montrent "
    "les feuilles remplies. En bas, les pièces attendues et celles qui sont inscrites.",
)

_LIMITS = (
    "Une formule se tait quand elle n'est pas sûre : une date ou un nombre écrit comme un texte, un mot hors de la liste, "
    "« tous », « C1 à C4 » ou « C1/C2 » à la place de codes, un code en double dans l'autre feuille. Le contrôle du "
    "dépôt comprend ces écritures et juge alors.",
    "Une case sans couleur n'est donc pas une promesse : le contrôle du dépôt applique toutes les règles, celles-ci "
    "et les autres.",
    "Les règles entre plusieurs dossiers, les salaires, le contenu des fichiers joints et la régularité des évaluations "
    "ne sont vus qu'au contrôle.",
    "Les valeurs (150 h, 15 %, 25 %, 26 ans...) sont celles du logiciel au moment où le modèle a été fabriqué ; elles "
    "sont dans la feuille masquée Calculs. Un Opco qui les remplace par ses propres paramètres n'en change pas le modèle.",
    "Une copie collée depuis un autre classeur peut remplacer les couleurs : collez les valeurs seules (collage spécial).",
)


def live_page() -> str:
    """The page: what one sees, the rules that are live, sheet by sheet, and the limits."""
    rows = ", ".join(f"{SHEETS[key].title} {count}" for key, count in REVIEW_ROWS.items())
    depth = (
        "Les couleurs suivent les 500 premières lignes. Les mots s'arrêtent plus tôt, pour que le classeur s'ouvre et se "
        f"relise vite ; en nombre de lignes : {rows}. Le tableau de bord compte les lignes à revoir jusque-là."
    )
    parts = [
        "# Le modèle signale les erreurs pendant la saisie\n",
        *(tidy(text) + "\n" for text in _INTRODUCTION),
        "## Ce que l'on voit\n",
        "\n".join(f"- {tidy(text)}" for text in _SEEN) + "\n",
        "## Les règles signalées\n",
        tidy(
            "La règle [SAI-001](regles/etape-1.md#sai-001), information obligatoire absente, vaut pour toutes les "
            "colonnes marquées d'une étoile, à partir de l'étape que dit la note de l'en-tête. Les autres :"
        )
        + "\n",
        *_tables(),
        "## Limites\n",
        "\n".join(f"- {tidy(text)}" for text in (*_LIMITS, depth)) + "\n",
    ]
    return "\n".join(parts)


def _tables() -> Iterator[str]:
    for sheet in SHEETS.values():
        checks = [check for check in CHECKS.values() if check.sheet == sheet.key]
        by_code: dict[str, list[LiveCheck]] = {}
        for check in checks:
            by_code.setdefault(check.code, []).append(check)
        yield f"### {sheet.title}\n"
        yield table(
            ("Règle", "Ce qui est signalé", "Colonne", "Gravité", "Étape"), map(_line, by_code.values())
        )


def _line(checks: list[LiveCheck]) -> tuple[str, ...]:
    rule = checks[0].rule
    columns = ", ".join(SHEETS[check.sheet].columns[check.field].label for check in checks)
    link = f"[{rule.code}](regles/etape-{rule.step}.md#{rule.code.lower()})"
    return link, escaped(rule.title), escaped(typo(columns)), rule.severity.label, str(rule.step)
