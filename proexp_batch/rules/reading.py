"""Rules of reading: what cannot be read, or only with a doubt."""

from proexp_batch.rules.engine.rule import BLOCKING, WARNING, noticed

noticed(
    "LEC-001",
    "Cellule en erreur",
    BLOCKING,
    message="La cellule « {label} » contient une erreur de calcul.",
    detail="Excel affiche {shown}.",
    fix="Corrigez la formule, ou tapez la valeur à la place.",
    why="Une cellule en erreur n'a pas de valeur ; elle ne peut pas être prise pour vide.",
    wrong="#N/A",
    right="La valeur attendue",
)
noticed(
    "LEC-002",
    "Formule sans résultat enregistré",
    BLOCKING,
    message="La formule de « {label} » n'a pas de résultat enregistré dans le fichier.",
    fix="Ouvrez le classeur dans Excel ou LibreOffice, enregistrez-le, puis déposez-le ; ou tapez la valeur.",
    why="Le résultat d'une formule n'est lu que s'il a été calculé et enregistré.",
    wrong="Une formule écrite par un logiciel d'export, jamais calculée",
    right="La même, après ouverture et enregistrement dans le tableur",
)
noticed(
    "LEC-003",
    "Date illisible",
    BLOCKING,
    message="La date « {label} » ne peut pas être lue.",
    detail="Lu : « {shown} ».",
    fix="Écrivez une date qui existe, sous la forme JJ/MM/AAAA.",
    why="Sans date sûre, ni l'âge ni les durées ne peuvent être vérifiés.",
    wrong="31/02/2023, « mars 2023 », « courant avril »",
    right="28/02/2023",
)
noticed(
    "LEC-004",
    "Nombre illisible",
    BLOCKING,
    message="Le nombre « {label} » ne peut pas être lu.",
    detail="Lu : « {shown} ».",
    fix="Écrivez un nombre seul, par exemple 150 ou 35,5.",
    why="Un texte ne peut être ni additionné ni comparé.",
    wrong="« environ 150 »",
    right="150",
)
noticed(
    "LEC-005",
    "Oui ou non attendu",
    BLOCKING,
    message="Répondez Oui ou Non à « {label} ».",
    detail="Lu : « {shown} ».",
    fix="Choisissez Oui ou Non dans la liste.",
    why="La réponse décide des règles qui s'appliquent ; elle ne peut pas être devinée.",
    wrong="« à voir »",
    right="Oui",
)
noticed(
    "LEC-006",
    "Valeur hors de la liste",
    BLOCKING,
    message="La valeur de « {label} » n'est pas dans la liste.",
    detail="Lu : « {shown} ».{suggestion}",
    fix="Choisissez dans la liste de la cellule : {choices}.",
    why="La valeur décide des règles qui s'appliquent ; elle ne peut pas être devinée.",
    wrong="Public : « stagiaire »",
    right="Public : « Jeune de 16 à 25 ans »",
)
noticed(
    "LEC-007",
    "Code changé en date par le tableur",
    BLOCKING,
    message="Le code « {label} » a été changé en date par le tableur.",
    detail="Lu : {shown}.",
    fix="Mettez la colonne au format Texte, puis tapez le code de nouveau.",
    why="Un tableur prend pour une date ce qui y ressemble, comme 1-2 ; le code d'origine est perdu.",
    wrong="Le code 1-2 devenu 01/02/2026",
    right="Le code 1-2 dans une cellule au format Texte",
)
noticed(
    "LEC-008",
    "Deux colonnes pour la même information",
    WARNING,
    message="« {label} » est donné deux fois ; cette colonne (ou ligne)-ci n'est pas lue.",
    fix="N'en gardez qu'une, ou donnez à l'autre un titre différent.",
    why="Deux colonnes de même titre peuvent se contredire.",
    wrong="« Date de début » et « Début » dans la même feuille",
    right="Une seule des deux",
)
noticed(
    "LEC-009",
    "Ligne d'exemple modifiée",
    WARNING,
    message="La ligne d'exemple a été modifiée mais garde le mot EXEMPLE : elle n'est pas lue.",
    fix="Si c'est une vraie ligne, remplacez le texte qui commence par EXEMPLE ; sinon, supprimez la ligne.",
    why="La ligne d'exemple du modèle n'est pas une donnée de l'entreprise.",
    wrong="Contrat EXEMPLE-001 avec un vrai nom",
    right="Le vrai numéro de contrat",
)
noticed(
    "LEC-010",
    "Numéro de sécurité sociale",
    BLOCKING,
    message="Un numéro de sécurité sociale semble se trouver ici ; il n'est pas nécessaire "
    "et ne doit pas être transmis.",
    fix="Effacez-le de toutes les cellules, puis déposez le classeur de nouveau.",
    why="Le dossier ne doit contenir que les données personnelles utiles (RGPD, art. 5) ; "
    "cette valeur n'est ni lue ni recopiée.",
    wrong="Une colonne « N° de sécurité sociale »",
    right="La même feuille sans cette colonne",
    sources=("RGPD, art. 5, § 1, c",),
)
noticed(
    "LEC-011",
    "Ligne trop loin dans la feuille",
    BLOCKING,
    message="Cette cellule est remplie, mais se trouve au-delà des lignes lues : 21 000, ou 500 toutes pareilles.",
    fix="Si elle est là par erreur, supprimez les lignes sous le tableau ; sinon, remontez les données sous les autres.",
    why="Rien de ce qui est rempli ne doit être ignoré sans le dire ; un tableau si long est une erreur de saisie.",
    wrong="Un contrat à la ligne 1 048 576",
    right="Le même contrat sous les autres",
)
noticed(
    "LEC-012",
    "Titres de colonnes non reconnus",
    BLOCKING,
    message="Les titres de la feuille « {title} » n'ont pas été reconnus : elle n'est pas lue.",
    fix="Remettez les titres du modèle sur une seule ligne au-dessus des données (ou à gauche, dans Entreprise).",
    why="Ce sont les titres qui disent ce que contient chaque colonne.",
    wrong="Une feuille Modules aux titres en anglais, ou sans ligne de titres",
    right="La même feuille avec les titres du modèle",
)
noticed(
    "LEC-013",
    "Numéro de sécurité sociale hors des cellules",
    BLOCKING,
    message="Un numéro de sécurité sociale semble se trouver ailleurs que dans les cellules ; il n'est pas nécessaire "
    "et ne doit pas être transmis.",
    detail="Où : {where}.",
    fix="Effacez-le du classeur, puis déposez celui-ci de nouveau.",
    why="Le dossier ne doit contenir que les données personnelles utiles (RGPD, art. 5), où qu'elles soient écrites ; "
    "cette valeur est retirée du classeur rendu.",
    wrong="Une note « n° de sécurité sociale » sur le nom de l'apprenant",
    right="Le même classeur sans cette note",
    sources=("RGPD, art. 5, § 1, c",),
)
noticed(
    "LEC-014",
    "Deux tableaux côte à côte",
    BLOCKING,
    message="La feuille « {title} » porte un second tableau à droite du premier : ses lignes ne sont pas lues.",
    detail="Second tableau : colonnes {first} à {last}.",
    fix="Mettez les lignes du second tableau sous celles du premier, dans les mêmes colonnes.",
    why="Une feuille contient un seul tableau ; rien de ce qui est rempli ne doit être ignoré sans le dire.",
    wrong="Les modules M1 à M7 à gauche, M8 et M9 à droite",
    right="Les modules M1 à M9 dans un seul tableau",
)
noticed(
    "LEC-015",
    "Texte barré",
    WARNING,
    message="Du texte barré a été lu comme le reste.",
    fix="Si la ligne ou la valeur ne compte plus, supprimez-la ; sinon, retirez le barré.",
    why="Un texte barré l'est souvent pour dire qu'il ne compte plus ; seul ce qui est effacé n'est pas lu.",
    wrong="Un contrat annulé, barré mais laissé dans la liste",
    right="La liste sans ce contrat",
)
noticed(
    "LEC-016",
    "Réponses dans une autre colonne",
    BLOCKING,
    message="Des réponses se trouvent hors de la colonne {read}, seule lue.",
    detail="{count:number} cellules ; la première, « {label} » : « {shown} ».",
    fix="Écrivez toutes les réponses dans la colonne {read} et videz l'autre ; "
    "pour une seconde entreprise, faites un second classeur.",
    why="Une seule réponse est lue par ligne ; rien de ce qui est rempli ne doit être ignoré sans le dire.",
    wrong="Les réponses tapées dans la colonne Exemple, ou deux entreprises côte à côte",
    right="Une entreprise, dans la colonne « Votre réponse »",
)
noticed(
    "LEC-017",
    "Rubriques en ligne",
    BLOCKING,
    message="Les rubriques sont côte à côte sur une ligne : la feuille n'est pas lue.",
    fix="Reprenez la feuille Entreprise du modèle : une rubrique par ligne, la réponse à sa droite.",
    why="La réponse est cherchée à droite de sa rubrique.",
    wrong="« Raison sociale », « SIRET », « Opco » sur une ligne, les réponses au-dessous",
    right="« Raison sociale » en A4 et sa réponse en B4",
)
noticed(
    "LEC-018",
    "Deux feuilles pour la même chose",
    BLOCKING,
    message="La feuille « {title} »{hidden} a les titres de « {read} » et ne dit pas la même chose : elle n'est pas lue.",
    detail="Lignes remplies dans « {title} » : {count:number}.",
    fix="Réunissez toutes les lignes dans une seule feuille, visible, et supprimez l'autre ; "
    "si elle ne compte pas, supprimez-la.",
    why="Une seule feuille de chaque sorte est lue ; rien de ce qui est rempli ne doit être ignoré sans le dire.",
    wrong="« Apprenants » et « Apprenants (2) », cinq contrats dans chacune",
    right="Les dix contrats dans la feuille Apprenants",
)
noticed(
    "LEC-020",
    "Signe de répétition",
    BLOCKING,
    message="« {label} » dit seulement « comme au-dessus ».",
    detail="Lu : « {shown} ».",
    fix="Recopiez la valeur dans la cellule elle-même.",
    why="Un signe de répétition change de sens dès que les lignes sont triées ou que l'une est supprimée.",
    wrong="« idem » ou des guillemets sous une date",
    right="La date, écrite sur chaque ligne",
)
noticed(
    "LEC-021",
    "Date décalée d'un jour par un export",
    WARNING,
    message="La date « {label} » est écrite juste avant minuit, comme le font des logiciels d'export : "
    "elle est lue le jour suivant.",
    detail="« {shown} » est lu {read}.",
    fix="Vérifiez la date lue ; si elle est la bonne, tapez-la sous la forme JJ/MM/AAAA, sans heure.",
    why="Un export en heure universelle écrit minuit à Paris comme 22 h ou 23 h de la veille.",
    wrong="2023-01-08T23:00:00Z, ou 08/01/2023 23:50:39",
    right="09/01/2023",
)
noticed(
    "LEC-022",
    "Date écrite avec une heure qui la rend douteuse",
    BLOCKING,
    message="La date « {label} » porte une heure de fin de soirée : c'est peut-être la veille du bon jour.",
    detail="« {shown} » : est-ce le {first} ou le {second} ?",
    fix="Tapez la date sous la forme JJ/MM/AAAA, sans heure.",
    why="Des logiciels d'export écrivent minuit à Paris comme 22 h ou 23 h de la veille.",
    wrong="08/01/2023 23:00",
    right="09/01/2023",
)
noticed(
    "LEC-023",
    "Colonne de dates où le mois semble écrit en premier",
    BLOCKING,
    message="Dans la colonne « {label} », des dates sont écrites avec le mois en premier : celles dont le jour et le mois "
    "peuvent être échangés ne sont pas lues.",
    detail="« {shown} ».",
    fix="Vérifiez chaque date de ces cellules sur l'original, et tapez-la sous la forme JJ/MM/AAAA ; un tableur français "
    "a pu échanger le jour et le mois des autres.",
    why="01/13/2023 ne peut être que le 13 janvier ; 03/01/2023 est alors le 1er mars, et non le 3 janvier.",
    wrong="01/13/2023 et 03/01/2023 dans la même colonne",
    right="13/01/2023 et 01/03/2023",
)
noticed(
    "LEC-024",
    "Numéro abîmé par le tableur",
    BLOCKING,
    message="Excel a pris « {label} » pour un nombre et en a perdu des chiffres.",
    detail="Il reste : {shown}.",
    fix="Mettez la colonne au format Texte, puis tapez le numéro de nouveau, en entier.",
    why="Un tableur ne garde que 15 chiffres d'un nombre, et peut n'en écrire que les premiers (9,99E+13) : "
    "deux numéros différents deviennent le même.",
    wrong="9,99123E+13",
    right="99912345800013 dans une cellule au format Texte",
)
noticed(
    "LEC-025",
    "Ligne incomplète",
    BLOCKING,
    message="Cette ligne ne dit pas de qui ou de quoi elle parle : elle n'est pas lue.",
    detail="Rempli : {given} ; manque : {missing}.",
    fix="Complétez la ligne ; si elle n'a rien à faire là, videz-la.",
    why="Sans nom ni code, une ligne ne peut être rattachée à rien ; elle n'est ni devinée ni ignorée sans le dire.",
    wrong="Une ligne de la feuille Modules où seules les heures sont remplies",
    right="La même ligne, avec le code, l'intitulé et les dates du module",
)
noticed(
    "LEC-026",
    "Second tableau sous le premier",
    BLOCKING,
    message="Un autre tableau commence ici, avec d'autres titres ou dans un autre ordre : ses lignes ne sont pas lues.",
    detail="« {shown} »",
    fix="Mettez ses lignes sous celles du premier tableau, dans les mêmes colonnes, ou dans la feuille prévue pour elles.",
    why="Chaque colonne est lue sous un seul titre ; rien de ce qui est rempli ne doit être ignoré sans le dire.",
    wrong="Sous les contrats, un second tableau dont les colonnes sont dans un autre ordre",
    right="Tous les contrats dans un seul tableau",
)
