"""The closed lists of the workbook; one code each, kept in the frames, and the words people choose from."""

from proexp_batch.model.columns import Choice

STEPS = (
    Choice("1", "1 - Formaliser le besoin", ("étape 1", "besoin", "formaliser le besoin")),
    Choice("2", "2 - Construire le parcours", ("étape 2", "parcours", "construire le parcours")),
    Choice("3", "3 - Valider le contrat", ("étape 3", "contrat", "valider le contrat")),
    Choice(
        "4",
        "4 - Former les tuteurs et formateurs",
        ("étape 4", "tuteurs", "former les tuteurs", "former tuteurs et formateurs"),
    ),
    Choice(
        "5",
        "5 - Mettre en œuvre et évaluer",
        ("étape 5", "évaluation", "mettre en œuvre et évaluer", "évaluer"),
    ),
    Choice("6", "6 - Bilan et attestation", ("étape 6", "bilan", "attestation", "clôture")),
)

EMPLOYERS = (
    Choice(
        "COMPANY", "Entreprise", ("société", "association", "entreprise privée", "employeur de droit commun")
    ),
    Choice("TEMPORARY_WORK", "Entreprise de travail temporaire", ("ETT", "intérim", "agence d'intérim")),
    Choice("INTERMEDIARY", "Association intermédiaire", ("AI",)),
    Choice("EMPLOYERS_GROUP", "Groupement d'employeurs", ("GE", "GEIQ")),
)

# The hints of an Opco are the names of those that became part of it in 2019.
OPCOS = (
    Choice("AFDAS", "Afdas", ("Opco Afdas", "L'Afdas")),
    Choice("AKTO", "Akto", ("Opco Akto",), ("Faf-TT", "Faftt", "Fafih")),
    Choice("ATLAS", "Atlas", ("Opco Atlas",), ("Fafiec", "Opcabaia")),
    Choice(
        "CONSTRUCTYS",
        "Constructys",
        ("Opco Constructys", "Opco de la construction", "Opco Construction"),
        ("BTP", "construction", "bâtiment"),
    ),
    Choice(
        "OPCO2I",
        "Opco 2i",
        ("2i", "Opco2i", "Opco interindustriel", "Opco 2i interindustriel"),
        ("interindustriel", "Opcaim", "Opca Defi", "Opca 3"),
    ),
    Choice(
        "OPCO_COMMERCE",
        "L'Opcommerce",
        ("Opcommerce", "Opco Commerce", "L'Opco Commerce", "Opco L'Opcommerce", "Opco du commerce"),
        ("Forco",),
    ),
    Choice(
        "OPCO_EP",
        "Opco EP",
        ("EP", "OpcoEP", "Opco des entreprises de proximité", "Opco entreprises de proximité"),
        ("Actalians",),
    ),
    Choice(
        "OPCO_MOBILITES",
        "Opco Mobilités",
        ("Mobilités", "Opco Mobilité", "Opco des mobilités"),
        ("Anfa", "Opca Transports"),
    ),
    Choice("OPCO_SANTE", "Opco Santé", ("Santé", "Opco de la santé"), ("Unifaf",)),
    Choice("OCAPIAT", "Ocapiat", ("Opco Ocapiat",), ("Fafsea", "Opcalim")),
    Choice(
        "UNIFORMATION",
        "Uniformation",
        (
            "Opco Uniformation",
            "Opco Cohésion sociale",
            "Opco de la cohésion sociale",
            "Uniformation Cohésion sociale",
        ),
    ),
)

_IN_MAYOTTE = (
    *(
        "Acoua",
        "Bandraboua",
        "Bandrélé",
        "Bouéni",
        "Chiconi",
        "Chirongui",
        "Dembéni",
        "Dzaoudzi",
        "Kani-Kéli",
    ),
    *("Koungou", "Mamoudzou", "Mtsamboro", "M'Tsangamouji", "Ouangani", "Pamandzi", "Sada", "Tsingoni"),
    "976",
    *(
        "97600",
        "97605",
        "97610",
        "97615",
        "97620",
        "97625",
        "97630",
        "97640",
        "97650",
        "97660",
        "97670",
        "97680",
    ),
)
"""The communes of Mayotte, its number and its postal codes."""

TERRITORIES = (
    Choice("FRANCE", "France hors Mayotte", ("France", "métropole", "hexagone", "outre-mer hors Mayotte")),
    Choice("MAYOTTE", "Mayotte", _IN_MAYOTTE),
)

PUBLICS = (
    Choice("JEUNE", "Jeune de 16 à 25 ans", ("16-25", "16-25 ans", "jeune", "moins de 26 ans")),
    Choice(
        "DE26",
        "Demandeur d'emploi de 26 ans et plus",
        ("DE 26", "demandeur d'emploi", "demandeur d'emploi 26 ans et plus", "demandeur d'emploi 26+"),
    ),
    Choice("RSA", "Bénéficiaire du RSA", ("revenu de solidarité active",)),
    Choice("ASS", "Bénéficiaire de l'ASS", ("allocation de solidarité spécifique",)),
    Choice("AAH", "Bénéficiaire de l'AAH", ("allocation aux adultes handicapés",)),
    Choice(
        "CUI",
        "Ancien contrat unique d'insertion",
        ("contrat unique d'insertion", "ancien CUI", "sortant de CUI"),
    ),
)

PRIORITIES = (
    Choice("NONE", "Non prioritaire", ("non", "aucun", "néant")),
    Choice(
        "NO_DIPLOMA",
        "Sans second cycle ni diplôme technologique ou professionnel",
        ("sans diplôme", "sans second cycle", "a"),
    ),
    Choice(
        "LONG_UNEMPLOYED",
        "Inscrit comme demandeur d'emploi depuis plus d'un an",
        ("demandeur d'emploi depuis plus d'un an", "chômage de plus d'un an", "b"),
    ),
    Choice(
        "MINIMUM_BENEFIT",
        "RSA, ASS, AAH ou ancien CUI",
        ("minima sociaux", "RSA", "ASS", "AAH", "CUI", "c"),
    ),
)

LEVELS = (
    Choice("NONE", "Sans diplôme", ("aucun", "brevet", "DNB", "niveau 2", "infra 3")),
    Choice("L3", "Niveau 3 (CAP, BEP, titre professionnel)", ("niveau 3", "3", "CAP", "BEP"), ("niveau V",)),
    Choice("GENERAL_BAC", "Baccalauréat général", ("bac général", "bac", "baccalauréat")),
    Choice(
        "TECHNOLOGICAL_BAC",
        "Baccalauréat technologique",
        ("bac technologique", "bac techno", "STMG", "STI2D"),
    ),
    Choice(
        "VOCATIONAL_4",
        "Niveau 4 professionnel (bac pro, titre professionnel)",
        ("bac pro", "baccalauréat professionnel", "titre professionnel niveau 4", "BP"),
    ),
    Choice(
        "L5",
        "Niveau 5 (BTS, DUT, titre professionnel)",
        ("niveau 5", "5", "BTS", "DUT", "bac+2"),
        ("niveau III", "deug"),
    ),
    Choice(
        "L6",
        "Niveau 6 (licence, BUT, titre professionnel)",
        ("niveau 6", "6", "licence", "BUT", "bac+3"),
        ("niveau II", "bachelor", "bac+4"),
    ),
    Choice(
        "L7",
        "Niveau 7 et plus (master, ingénieur)",
        ("niveau 7", "7", "master", "ingénieur", "bac+5"),
        ("niveau I", "doctorat", "mastère"),
    ),
)
VOCATIONAL_LEVELS = ("VOCATIONAL_4", "L5", "L6", "L7")
DIPLOMA_LEVELS = ("L3", "GENERAL_BAC", "TECHNOLOGICAL_BAC", *VOCATIONAL_LEVELS)

CONTRACT_KINDS = (
    Choice("CDI", "CDI", ("durée indéterminée", "contrat à durée indéterminée")),
    Choice("CDD", "CDD", ("durée déterminée", "contrat à durée déterminée")),
)

RENEWAL_GROUNDS = (
    Choice(
        "FURTHER",
        "Qualification obtenue, préparation d'une qualification supérieure ou complémentaire",
        ("qualification supérieure", "qualification complémentaire"),
    ),
    Choice("FAILED", "Échec aux épreuves d'évaluation", ("échec", "échec aux épreuves", "échec à l'examen")),
    Choice("MATERNITY", "Maternité", ("congé de maternité", "grossesse")),
    Choice("ILLNESS", "Maladie", ("arrêt maladie",)),
    Choice("ACCIDENT", "Accident du travail", ("AT",)),
    Choice("OCCUPATIONAL_ILLNESS", "Maladie professionnelle"),
    Choice("PROVIDER", "Défaillance de l'organisme de formation", ("défaillance de l'organisme",)),
)

ANSWERS = (
    Choice("YES", "Oui"),
    Choice("PARTLY", "En partie", ("partiellement", "plutôt oui")),
    Choice("NO", "Non"),
)

MODALITIES = (
    Choice("INTERNAL", "Interne", ("en interne", "formation interne", "entreprise")),
    Choice("EXTERNAL", "Externe", ("en externe", "formation externe", "organisme", "organisme de formation")),
    Choice(
        "AFEST",
        "AFEST",
        ("situation de travail", "en situation de travail", "formation en situation de travail"),
    ),
    Choice("FOAD", "FOAD", ("à distance", "distance", "distanciel", "e-learning", "formation à distance")),
)

EVALUATION_KINDS = (
    Choice("POSITIONING", "Positionnement", ("positionnement initial", "initiale", "évaluation initiale")),
    Choice("FORMATIVE", "Formative", ("évaluation formative", "intermédiaire", "en cours")),
    Choice("SUMMATIVE", "Sommative", ("évaluation sommative", "fin de module")),
    Choice("FINAL", "Bilan final", ("bilan", "finale", "évaluation finale", "final")),
)

RESULTS = (
    Choice(
        "ACQUIRED",
        "Acquis",
        ("acquise", "acquis(e)", "oui", "A"),
        ("OK", "validé", "validée", "réussi", "obtenu", "maîtrisé", "satisfaisant"),
    ),
    Choice(
        "IN_PROGRESS",
        "En cours d'acquisition",
        ("en cours", "ECA", "partiel", "partiellement acquis"),
        ("à renforcer", "à consolider"),
    ),
    Choice(
        "NOT_ACQUIRED",
        "Non acquis",
        ("non acquise", "pas acquis", "NA", "non"),
        ("KO", "échec", "échoué", "insuffisant", "non validé", "pas validé"),
    ),
)

ROLES = (
    Choice("TUTOR", "Tuteur", ("tutrice", "tuteur salarié", "tutorat")),
    Choice("TRAINER", "Formateur interne", ("formatrice interne", "formateur", "formatrice")),
    Choice(
        "AFEST_TRAINER",
        "Formateur AFEST",
        (
            "formatrice AFEST",
            "AFEST",
            "formateur en situation de travail",
            "formatrice en situation de travail",
        ),
    ),
)

DOCUMENT_KINDS = (
    Choice("REFERENTIAL", "Référentiel métier", ("référentiel",)),
    Choice(
        "PATH", "Parcours de formation", ("parcours", "programme", "plan de formation", "document annexé")
    ),
    Choice("CONVENTION", "Convention de formation", ("convention",)),
    Choice("CERFA", "CERFA du contrat", ("CERFA", "CERFA 12434", "contrat")),
    Choice("TUTOR_TRAINING", "Attestation de formation du tuteur", ("formation du tuteur",)),
    Choice("EVIDENCE", "Pièce d'évaluation", ("évaluation", "preuve", "grille d'évaluation", "justificatif")),
    Choice("REVIEW", "Bilan final", ("bilan",)),
    Choice("OTHER", "Autre pièce", ("autre", "divers")),
)
