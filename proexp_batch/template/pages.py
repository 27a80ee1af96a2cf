"""The first sheet of the template: what the scheme is and how to fill in the workbook."""

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from proexp_batch.drawing.palette import GREY_TEXT, MIST, NAVY, RULE, SEVERITIES, WHITE
from proexp_batch.model.findings import Severity
from proexp_batch.model.pages import READ_ME_TITLE
from proexp_batch.model.sheets import SHEETS, TEMPLATE_VERSION
from proexp_batch.model.sheets.choices import STEPS
from proexp_batch.model.wording import typo
from proexp_batch.template.looks import LINE_HEIGHT, Styles, lines_of

_MARGIN, _TERM, _TEXT, _SIDE = range(4)
_WIDTHS = (2, 30, 84, 34)

_SCHEME = (
    "Le contrat de professionnalisation expérimental forme une personne à un métier sans viser forcément un "
    "diplôme ou un titre : l'entreprise, l'Opco et le salarié conviennent des compétences à acquérir.",
    "L'entreprise décrit le métier en compétences, construit un parcours de modules, évalue la personne "
    "pendant le contrat et lui remet à la fin une attestation de ce qu'elle sait faire.",
)

_STEPS = {
    "1": "Décrire le métier : des compétences, regroupées en blocs, chacune avec objectif et critère.",
    "2": "Bâtir les modules qui mènent à ces compétences ; aucune ne reste sans module.",
    "3": "Réunir le dossier complet avant le début du contrat : apprenants, dates, heures, salaire, pièces.",
    "4": "Nommer un tuteur pour chaque contrat et former, si besoin, les tuteurs et les formateurs.",
    "5": "Former, évaluer régulièrement et garder une pièce de chaque évaluation.",
    "6": "Faire le bilan, indiquer les heures réalisées et qui signe l'attestation.",
}

_FILLING = (
    (
        "Un classeur qui vous suit",
        "Le même classeur sert du début à la fin : déposez-le à chaque étape, un peu plus rempli. Indiquez "
        "l'étape en haut de la feuille Entreprise ; les colonnes des étapes suivantes peuvent rester vides.",
    ),
    (
        "Une ligne, une chose",
        "Un métier par classeur, puis une ligne par contrat, compétence, module, évaluation…",
    ),
    (
        "La ligne d'exemple",
        "Elle est en gris et commence par EXEMPLE. Elle n'est jamais contrôlée : laissez-la ou effacez-la.",
    ),
    (
        "L'aide",
        "Passez la souris sur un en-tête : une note dit quoi écrire, à partir de quelle étape, et les choix.",
    ),
    (
        "Pendant la saisie",
        "Une case se colore si quelque chose manque ou ne va pas, et la colonne « À revoir » dit quoi : à côté de la "
        "réponse dans Entreprise, au bout de la ligne ailleurs, où ▶ marque aussi la première colonne. "
        "La feuille Tableau de bord compte ce qui reste à faire, étape par étape.",
    ),
    (
        "Ce qui est protégé",
        "Les en-têtes et les calculs, contre les fautes de frappe, sans mot de passe ; les cases à remplir sont libres. Si "
        "un collage verrouille une case : Révision, Ôter la protection de la feuille.",
    ),
    (
        "Vos propres notes",
        "Vous pouvez ajouter des colonnes ou des feuilles ; gardez les noms de celles du modèle.",
    ),
)

_VALUES = (
    ("Dates", "05/04/2023, c'est-à-dire jour, mois, année sur quatre chiffres."),
    (
        "Codes",
        "Courts, sans espace, écrits de la même façon partout : C1 dans Compétences, C1 dans Modules. "
        "Plusieurs codes dans une case se séparent par des points-virgules : C1;C2.",
    ),
    ("SIRET, NDA, IDCC", "Tous les chiffres, zéros du début compris ; les cases sont déjà au format texte."),
    ("Heures et euros", "Le nombre seul, avec une virgule : 17,5 et non 17 h 30 ; 1250,00 et non 1250 €."),
    (
        "Listes",
        "Une flèche apparaît à droite de la case : choisissez. Les réponses oui/non s'écrivent Oui ou Non.",
    ),
)

_RETURNED = (
    (
        "Votre classeur annoté",
        "Chaque case à revoir est colorée ; une note dit ce qui ne va pas et comment corriger.",
    ),
    (
        "Les attestations",
        "À l'étape 6, une attestation de fin de formation par contrat terminé sans point bloquant.",
    ),
)

_COLOURS = (
    (
        Severity.BLOCKING,
        "Rouge : bloquant",
        "À corriger : tant que ce point reste, le dossier ne peut être accepté.",
    ),
    (Severity.WARNING, "Orange : avertissement", "À vérifier : votre conseiller décide avec vous."),
    (Severity.INFO, "Bleu : information", "À savoir : rien n'est demandé."),
)

_PRIVACY = (
    "N'écrivez jamais de numéro de sécurité sociale : il ne sert à rien ici et le classeur serait refusé. "
    "Ni adresse ni téléphone de l'apprenant : seules sont demandées les données utiles aux contrôles et à l'attestation. "
    "Le contact de la feuille Entreprise est facultatif et professionnel : il ne sert qu'à vous écrire ou à vous appeler "
    "au sujet de ce dossier."
)


class _Page:
    """The sheet being written, line after line."""

    def __init__(self, page: Worksheet, styles: Styles) -> None:
        self.page = page
        self.styles = styles
        self.row = 0

    def line(self, cells: dict[int, tuple[str, Format]], *, extra: float = 9) -> None:
        """Write texts by column on the next row, as high as the longest needs."""
        lines = 1
        for index, (text, style) in cells.items():
            self.page.write_string(self.row, index, typo(text), style)
            lines = max(lines, lines_of(text, _WIDTHS[index] - 2))
        self.page.set_row(self.row, LINE_HEIGHT * lines + extra)
        self.row += 1

    def paragraph(self, text: str, style: Format) -> None:
        """Write a text across the page."""
        self.page.merge_range(self.row, _TERM, self.row, _SIDE, typo(text), style)
        self.page.set_row(self.row, LINE_HEIGHT * lines_of(text, sum(_WIDTHS[_TERM:])) + 12)
        self.row += 1

    def heading(self, text: str, side: str = "") -> None:
        """Write the heading of a section, underlined across the page, after a gap."""
        self.page.set_row(self.row, 10)
        self.row += 1
        bar = {"bottom": 2, "bottom_color": NAVY, "text_wrap": False}
        style = self.styles.text(bold=True, font_size=12, font_color=NAVY, **bar)
        quiet = self.styles.text(font_color=GREY_TEXT, **bar)
        self.line({_TERM: (text, style), _TEXT: ("", quiet), _SIDE: (side, quiet)}, extra=9)

    def entry(self, term: str, text: str, side: str = "", style: Format | None = None) -> None:
        """Write a term and what is said of it."""
        ruled = {"bottom": 1, "bottom_color": RULE}
        self.line(
            {
                _TERM: (term, style or self.styles.text(bold=True, **ruled)),
                _TEXT: (text, self.styles.text(indent=1, **ruled)),
                _SIDE: (side, self.styles.text(font_color=GREY_TEXT, **ruled)),
            }
        )


def write_read_me(workbook: Workbook, styles: Styles) -> None:
    """Add the sheet `Lisez-moi` to `workbook`."""
    worksheet = workbook.add_worksheet(READ_ME_TITLE)
    for index, width in enumerate(_WIDTHS):
        worksheet.set_column(index, index, width)
    page = _Page(worksheet, styles)
    page.line({_TERM: ("Contrat de professionnalisation expérimental", styles.title())}, extra=22)
    page.line(
        {_TERM: (f"Dossier de l'entreprise - modèle version {TEMPLATE_VERSION}", styles.intro())}, extra=2
    )
    page.heading("Le dispositif")
    for text in _SCHEME:
        page.paragraph(text, styles.text())
    page.heading("Les six étapes", "Feuilles à remplir ou à compléter")
    for step in STEPS:
        page.entry(step.label, _STEPS[step.code], _sheets_of(int(step.code)))
    page.heading("Remplir le classeur")
    for term, text in _FILLING:
        page.entry(term, text)
    _write_required(page)
    page.heading("Écrire les valeurs")
    for term, text in _VALUES:
        page.entry(term, text)
    page.heading("Ce qui vous revient")
    for term, text in _RETURNED:
        page.entry(term, text)
    for severity, term, text in _COLOURS:
        colour = SEVERITIES[severity].ground
        page.entry(term, text, style=styles.text(bg_color=colour, bottom=1, bottom_color=WHITE, indent=1))
    page.heading("Données personnelles")
    page.paragraph(_PRIVACY, styles.text(bg_color=MIST, indent=1))
    _set_up(worksheet)


def _write_required(page: _Page) -> None:
    """Show the two kinds of header and say what they mean."""
    page.heading("Ce qui est obligatoire")
    page.entry(
        "En-tête foncé, avec une étoile *",
        "À remplir sur chaque ligne à partir de l'étape que dit la note de l'en-tête.",
        style=page.styles.header(required=True),
    )
    page.entry(
        "En-tête clair, sans étoile",
        "À remplir seulement si le cas se présente : un organisme pour un module externe, une rupture…",
        style=page.styles.header(required=False),
    )


def _sheets_of(step: int) -> str:
    """The titles of the sheets in which something is filled in at a step."""
    return ", ".join(sheet.title for sheet in SHEETS.values() if step in sheet.steps)


def _set_up(page: Worksheet) -> None:
    """Set up view and printing."""
    page.hide_gridlines(2)
    page.set_tab_color(NAVY)
    page.set_portrait()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 1)
    page.set_footer(f"&L&8{READ_ME_TITLE}&R&8Modèle version {TEMPLATE_VERSION}")
