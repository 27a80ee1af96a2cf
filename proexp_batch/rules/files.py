"""What the reader of the files notices of a file as a whole, which then is not read."""

from proexp_batch.formats.registry import accepted_endings
from proexp_batch.model.wording import listing
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, noticed

_ACCEPTED = listing(accepted_endings()).replace(".xlsx", ".xlsx (de préférence)")
_GIVE_TEMPLATE = "Remplissez le modèle donné par votre Opco et déposez-le de nouveau."
_COPY_AGAIN = (
    "Recopiez vos données dans un modèle neuf, que votre Opco vous donnera, et déposez-le ; si cela se reproduit, "
    "transmettez le fichier à votre conseiller."
)

noticed(
    "FIC-001",
    "Le fichier n'est pas le modèle",
    BLOCKING,
    message="Ce classeur n'est pas le modèle de dossier : aucune de ses feuilles n'a été reconnue.",
    fix=_GIVE_TEMPLATE,
    why="Seules les feuilles du modèle disent où se trouve chaque information.",
    wrong="Un tableau de budget déposé par erreur",
    right="Le modèle rempli, même avec des feuilles en plus",
)
noticed(
    "FIC-002",
    "Le fichier est protégé par un mot de passe",
    BLOCKING,
    message="Ce classeur est protégé par un mot de passe : il ne peut pas être ouvert.",
    fix="Dans Excel : Fichier, Informations, Protéger le classeur, Chiffrer avec mot de passe, "
    "videz la case, enregistrez, puis déposez de nouveau.",
    why="Un fichier chiffré ne peut pas être lu sans son mot de passe.",
    wrong="Un classeur qui demande un mot de passe à l'ouverture",
    right="Le même classeur enregistré sans mot de passe",
)
noticed(
    "FIC-003",
    "Le fichier est abîmé",
    BLOCKING,
    message="Ce fichier est abîmé ou incomplet : il ne peut pas être ouvert.",
    fix="Ouvrez votre original, enregistrez-le sous un nouveau nom au format .xlsx et déposez ce nouveau fichier.",
    why="Une copie interrompue ou un envoi coupé donne un fichier illisible.",
    wrong="Un fichier dont la copie a été interrompue",
    right="Le fichier entier",
)
noticed(
    "FIC-004",
    "Le format du fichier n'est pas accepté",
    BLOCKING,
    message="Le format {extension} n'est pas accepté.",
    fix="Dans votre tableur : Enregistrer sous, format « Classeur Excel (.xlsx) », puis déposez ce nouveau fichier.",
    why=f"Sont acceptés les classeurs {_ACCEPTED} ; les autres formats ne gardent pas ce qu'il faut pour être lus "
    "sans erreur.",
    wrong="dossier.xlsb, dossier.csv ou dossier.pdf",
    right="dossier.xlsx",
)
noticed(
    "FIC-005",
    "Le fichier est vide",
    BLOCKING,
    message="Ce fichier est vide.",
    fix="Vérifiez que la copie s'est bien terminée, ou remplissez le modèle, puis déposez de nouveau.",
    why="Un fichier sans contenu ne dit rien du dossier.",
    wrong="Un fichier de 0 octet, ou le modèle sans aucune ligne remplie",
    right="Le modèle rempli",
)
noticed(
    "FIC-006",
    "Le fichier est trop gros",
    BLOCKING,
    message="Ce fichier est trop gros pour un dossier ({size}).",
    fix="Retirez du classeur les images, les feuilles sans rapport avec le dossier et les lignes ou colonnes vides "
    "mises en forme, puis déposez de nouveau.",
    why="Un classeur de dossier pèse quelques centaines de kilo-octets ; au-delà, il bloquerait les autres.",
    wrong="Un classeur de 80 Mo plein de photographies",
    right="Le même classeur sans les photographies",
)
noticed(
    "FIC-007",
    "Le fichier est le double d'un autre",
    WARNING,
    message="Ce fichier est la copie exacte de « {first} », {received}.",
    fix="Rien à faire pour cette copie : le résultat est donné une fois, avec le premier fichier.",
    why="Un même dossier déposé deux fois ne doit pas compter deux fois.",
    wrong="dossier.xlsx et « dossier - Copie.xlsx », identiques, de la même entreprise",
    right="Un seul des deux",
)
noticed(
    "FIC-008",
    "La lecture du fichier n'a pas abouti",
    BLOCKING,
    message="La lecture de ce fichier n'a pas abouti.",
    fix=_COPY_AGAIN,
    why="Un contenu hors norme a fait échouer la lecture ; les autres dossiers ont été traités.",
    wrong="Un classeur produit par un logiciel qui ne respecte pas le format",
    right="Le même contenu dans le modèle",
)
noticed(
    "FIC-009",
    "Le fichier ne peut pas être ouvert",
    BLOCKING,
    message="Ce fichier ne peut pas être ouvert : il a été déplacé, ses droits l'interdisent, ou c'est un lien.",
    fix="Vérifiez qu'il est toujours là et qu'il n'est pas ouvert ailleurs, puis déposez-le de nouveau.",
    why="Un fichier retiré pendant le traitement ou réservé à une autre personne ne peut pas être lu.",
    wrong="Un fichier dont la lecture est interdite",
    right="Le même fichier, lisible par le service",
)
noticed(
    "FIC-010",
    "Trop de contrats, de modules et de compétences ensemble",
    BLOCKING,
    message="Ce classeur réunit trop de contrats, de modules et de compétences pour un seul dossier.",
    detail="Lu : {learners:number} contrats, {modules:number} modules et {competences:number} compétences.",
    fix="Faites un classeur pour chaque groupe de contrats qui suivent le même parcours, et déposez-les ; "
    "supprimez les lignes qui n'ont rien à y faire.",
    why="Chaque contrat est comparé à chacun de ses modules et de ses compétences ; au-delà, un seul classeur "
    "bloquerait les autres dossiers.",
    wrong="3 000 contrats et 3 000 modules qui valent pour tous",
    right="Un classeur par promotion",
)
noticed(
    "FIC-012",
    "Le fichier est protégé par une étiquette de confidentialité",
    BLOCKING,
    message="Ce classeur est chiffré par une étiquette de confidentialité ou des droits d'accès : il ne s'ouvre qu'avec "
    "un compte autorisé.",
    fix="Dans Excel : bouton « Confidentialité » (ou Fichier, Informations, Protéger le classeur, Restreindre l'accès), "
    "choisissez une étiquette sans chiffrement ou l'accès libre, enregistrez, puis déposez de nouveau ; si votre "
    "entreprise l'interdit, recopiez les données dans un modèle neuf.",
    why="Un fichier chiffré pour certains comptes ne peut être lu par aucun autre, même sans mot de passe.",
    wrong="Un classeur à l'étiquette « Confidentiel - interne »",
    right="Le même classeur avec une étiquette sans chiffrement",
)
noticed(
    "FIC-013",
    "Le fichier est un tableau d'un autre format",
    BLOCKING,
    message="Ce fichier n'est pas un classeur Excel : c'est {what}.",
    fix="Ouvrez-le dans votre tableur : Fichier, Enregistrer sous, format « Classeur Excel (.xlsx) », puis déposez ce "
    "nouveau fichier. Changer la fin de son nom ne suffit pas.",
    why="Le nom d'un fichier ne change pas son contenu ; les pages web et les textes que des logiciels nomment .xls "
    "perdent les zéros, les dates et les feuilles.",
    wrong="Une page web exportée sous le nom dossier.xls",
    right="dossier.xlsx, enregistré par le tableur",
)
noticed(
    "FIC-014",
    "Le fichier n'est pas un tableau",
    BLOCKING,
    message="Ce fichier n'est pas un classeur : c'est {what}.",
    fix="Déposez le classeur rempli (.xlsx) lui-même, et non une impression, une image ou un autre document.",
    why="Seules les cellules du modèle disent où se trouve chaque information.",
    wrong="Un PDF ou un document Word sous le nom dossier.xlsx",
    right="Le modèle rempli",
)
noticed(
    "FIC-015",
    "Le classeur est à l'intérieur d'un autre fichier",
    BLOCKING,
    message="Ce fichier n'est pas un classeur : c'est {what}.",
    fix="Ouvrez-le, enregistrez à part le classeur qu'il contient, puis déposez ce classeur seul.",
    why="Ce qui est dans une archive ou joint à un message n'est pas ouvert : rien ne dit lequel de ses fichiers est le "
    "dossier.",
    wrong="dossier.zip, ou un message avec le classeur en pièce jointe",
    right="dossier.xlsx",
)
noticed(
    "FIC-016",
    "Le classeur est resté dans une autre application",
    BLOCKING,
    message="Ce fichier n'est pas un classeur Excel : c'est {what}.",
    fix="Faites-en un classeur Excel (.xlsx), puis déposez-le. Dans Numbers : Fichier, Exporter vers, Excel ; dans "
    "Google Sheets : Fichier, Télécharger, Microsoft Excel ; en ligne : Fichier, Enregistrer une copie sur "
    "l'ordinateur.",
    why="Ces fichiers ne s'ouvrent que dans leur application, ou ne contiennent que l'adresse du classeur.",
    wrong="dossier.numbers, dossier.gsheet",
    right="dossier.xlsx, exporté par l'application",
)
noticed(
    "FIC-017",
    "Le contrôle du fichier prend trop de temps",
    BLOCKING,
    message="Le contrôle de ce fichier a été arrêté : il prenait plus de {seconds:number} secondes.",
    fix=_COPY_AGAIN,
    why="Un dossier ordinaire se contrôle en moins d'une seconde ; un fichier qui n'en finit pas retiendrait tous les "
    "autres.",
    wrong="Un classeur fait pour bloquer les programmes, ou abîmé",
    right="Les mêmes données dans un modèle neuf",
)
noticed(
    "FIC-018",
    "Le contrôle du fichier demande trop de mémoire",
    BLOCKING,
    message="Le contrôle de ce fichier a été arrêté : il demandait plus de {memory:number} Mo de mémoire.",
    fix=_COPY_AGAIN,
    why="Un dossier ordinaire prend quelques mégaoctets ; un fichier qui en demande mille fois plus arrêterait les "
    "autres.",
    wrong="Un classeur de quelques kilo-octets qui en devient des milliards une fois ouvert",
    right="Les mêmes données dans un modèle neuf",
)
noticed(
    "FIC-019",
    "Le fichier arrête le programme qui le lit",
    BLOCKING,
    message="Le contrôle de ce fichier s'est arrêté brutalement.",
    fix=_COPY_AGAIN,
    why="Un contenu hors norme a fait tomber la lecture ; les autres dossiers ont été traités.",
    wrong="Un classeur abîmé d'une façon qu'aucun tableur n'écrit",
    right="Les mêmes données dans un modèle neuf",
)
noticed(
    "FIC-020",
    "Le résultat ne peut pas être rendu",
    BLOCKING,
    message="Ce fichier a été lu, mais son résultat n'a pas pu être fait.",
    detail="{what}",
    fix="Ouvrez votre original dans votre tableur, enregistrez-le sous un nouveau nom au format .xlsx, puis déposez ce "
    "nouveau fichier ; si cela se reproduit, recopiez vos données dans un modèle neuf.",
    why="Un dossier n'est accepté que si son classeur annoté et ses attestations sont écrits.",
    wrong="Un classeur où une feuille contient des signes qu'aucun tableur n'accepte",
    right="Le même classeur enregistré par un tableur",
)
noticed(
    "FIC-021",
    "Le résultat n'a pas pu être écrit",
    BLOCKING,
    message="Ce fichier a été lu, mais son résultat n'a pas été écrit.",
    detail="{what}",
    fix="Rien à changer dans le classeur : relancez le traitement, ou déposez-le de nouveau.",
    why="Un dossier n'est accepté que si son classeur annoté et ses attestations sont écrits.",
    wrong="Un disque plein au moment d'écrire le classeur annoté",
    right="Le même dépôt, une fois la place libérée",
)
