"""Rules of reading: what was understood although it was written otherwise, and what was left aside as no record."""

from proexp_batch.rules.engine.rule import INFO, noticed

noticed(
    "LEC-101",
    "Date écrite en texte",
    INFO,
    message="La date « {label} » n'était pas écrite comme une date.",
    detail="« {shown} » a été lu comme la date {read}.",
    fix="Rien à faire si la date lue est la bonne ; sinon, tapez-la sous la forme JJ/MM/AAAA.",
    why="Le jour est toujours lu en premier.",
    wrong="« 5 avril 2023 »",
    right="05/04/2023",
)
noticed(
    "LEC-102",
    "Nombre écrit en texte",
    INFO,
    message="Le nombre « {label} » n'était pas écrit comme un nombre.",
    detail="« {shown} » a été lu comme le nombre {read}.",
    fix="Rien à faire si le nombre lu est le bon.",
    why="Un nombre écrit en texte n'est pas additionné par le tableur.",
    wrong="« 35,5 h »",
    right="35,5",
)
noticed(
    "LEC-103",
    "Valeur remise en forme",
    INFO,
    message="« {label} » n'était pas écrit dans sa forme habituelle.",
    detail="« {shown} » a été lu comme « {read} ».",
    fix="Rien à faire si la valeur lue est la bonne.",
    why="Un tableur retire les zéros du début quand la cellule n'est pas au format texte ; une copie depuis une page ou "
    "un message apporte des signes invisibles.",
    wrong="IDCC 44",
    right="IDCC 0044",
)
noticed(
    "LEC-104",
    "Titre de colonne approchant",
    INFO,
    message="Une colonne au titre approchant a été lue comme « {label} ».",
    detail="Titre lu : « {shown} ».",
    fix="Rien à faire si c'est bien elle ; sinon, reprenez le titre du modèle.",
    why="Un titre mal orthographié ne doit pas faire perdre une colonne.",
    wrong="« Date de naisance »",
    right="« Date de naissance »",
)
noticed(
    "LEC-105",
    "Réponse comprise",
    INFO,
    message="La réponse de « {label} » était écrite autrement que dans le modèle.",
    detail="« {shown} » a été lu comme « {read} ».",
    fix="Rien à faire si la réponse lue est la bonne.",
    why="Les écritures usuelles sont acceptées.",
    wrong="« x » ou « vrai »",
    right="Oui",
)
noticed(
    "LEC-106",
    "Ligne lue comme une remarque, un titre ou un total",
    INFO,
    message="Cette ligne a été lue comme une remarque, un titre ou un total, non comme une donnée.",
    detail="« {shown} »",
    fix="Rien à faire si c'est bien cela ; sinon, remplissez les autres colonnes de la ligne.",
    why="Une légende sous un tableau n'est pas une personne sans nom, et un total ne compte pas deux fois.",
    wrong="« * champs obligatoires » sous la liste des apprenants",
    right="La même légende au-dessus des titres de colonnes",
)
noticed(
    "LEC-110",
    "Feuille lue à la place d'une autre, vide",
    INFO,
    message="La feuille « {title} » a été lue à la place de « {empty} », qui est vide.",
    fix="Rien à faire si c'est la bonne ; supprimez l'autre pour qu'il n'y ait pas de doute.",
    why="Une copie du modèle laissée vide ne doit pas faire perdre ce qui est rempli à côté.",
    wrong="Modules vide et « Modules (2) » remplie",
    right="La feuille Modules remplie, seule",
)
noticed(
    "LEC-111",
    "Feuille qui répète une autre",
    INFO,
    message="La feuille « {title} »{hidden} ne dit rien de plus que « {read} » : seule « {read} » est lue.",
    fix="Rien à faire ; gardez une seule feuille pour qu'elles ne se contredisent pas un jour.",
    why="Une copie de sauvegarde n'est pas une seconde liste.",
    wrong="« Apprenants » et sa copie « Apprenants (2) », identiques",
    right="La feuille Apprenants seule",
)
noticed(
    "LEC-112",
    "Feuille masquée",
    INFO,
    message="La feuille « {title} » est masquée ; elle a été lue.",
    fix="Affichez-la pour vérifier ce qu'elle contient.",
    why="Personne ne relit ce qu'il ne voit pas.",
    wrong="Une feuille Modules masquée et remplie",
    right="La même, visible",
)
noticed(
    "LEC-113",
    "Feuille qui ressemble à une autre",
    INFO,
    message="La feuille « {title} »{hidden} a des titres de « {read} » ; elle n'est pas lue.",
    fix="Rien à faire si elle est à votre usage ; sinon, portez ses lignes dans « {read} ».",
    why="Une feuille à vous n'est pas une faute, mais ce qui est rempli ne doit pas être ignoré sans le dire.",
    wrong="Un planning qui contient un module absent de la feuille Modules",
    right="Le même module dans la feuille Modules",
)
noticed(
    "LEC-114",
    "Lignes masquées",
    INFO,
    message="Des lignes masquées ont été lues comme les autres.",
    fix="Affichez-les, ou effacez le filtre, pour les vérifier ; supprimez celles qui ne comptent pas.",
    why="Personne ne relit ce qu'il ne voit pas.",
    wrong="Un contrat dans une ligne masquée, avec une erreur qu'on ne voit pas",
    right="La même ligne, visible",
)
noticed(
    "LEC-115",
    "Ligne de titres ou d'aide dans le tableau",
    INFO,
    message="Cette ligne répète les titres des colonnes ou dit comment les remplir : elle n'est pas lue.",
    detail="« {shown} »",
    fix="Rien à faire si c'est bien cela ; sinon, remplissez la ligne avec les données.",
    why="Des titres recopiés, une ligne « texte, jj/mm/aaaa, heures » ou « 1, 2, 3 » ne sont pas une personne ou un module.",
    wrong="Les titres recopiés au milieu de la liste pour l'impression",
    right="Les titres une fois, au-dessus des données",
)
noticed(
    "LEC-116",
    "Lignes sans donnée",
    INFO,
    message="Des lignes ne contiennent que des zéros, des « Non », des liaisons sans résultat ou des choix recopiés : "
    "elles ne sont pas lues.",
    detail="« {shown} »",
    fix="Rien à faire si elles sont vides pour vous ; sinon, remplissez-les.",
    why="Une liaison vers une cellule vide donne zéro ou #N/A, et une réponse tirée vers le bas ne fait pas une ligne.",
    wrong="« Non » recopié jusqu'en bas du tableau",
    right="Les lignes non remplies, vides",
)
noticed(
    "LEC-120",
    "Cellule lue comme vide",
    INFO,
    message="« {label} » contient un signe ou un mot qui veut dire « rien » : la cellule est lue comme vide.",
    detail="Lu : « {shown} ».",
    fix="Rien à faire si c'est bien le cas.",
    why="Une cellule sans objet peut rester vide.",
    wrong="« - », « N/A » ou « sans objet »",
    right="Une cellule vide",
)
noticed(
    "LEC-121",
    "Date écrite avec une heure",
    INFO,
    message="La date « {label} » porte une heure ; seul le jour a été lu.",
    detail="« {shown} » est lu {read}.",
    fix="Rien à faire si le jour lu est le bon.",
    why="Seul le jour compte.",
    wrong="05/04/2023 14:30",
    right="05/04/2023",
)
