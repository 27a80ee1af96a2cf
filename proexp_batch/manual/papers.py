"""The page of the documentation for whoever writes templates: the folder, the look, and every field of every paper."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import inspect

from proexp_batch.manual.texts import escaped, table, tidy
from proexp_batch.model.wording import typo

Described = Sequence[tuple[str, type[msgspec.Struct]]]
"""Papers: the name of each one's template, and its words."""

_INTRODUCTION = (
    "Les documents en PDF ont une mise en page que l'Opco peut changer, sans toucher au programme : un logo et des couleurs "
    "dans un petit fichier, ou des gabarits entiers. Le programme écrit les mots, dates et nombres compris ; un gabarit "
    "ne fait que les disposer. Les gabarits sont écrits pour [Typst](https://typst.app/docs/), qui est dans le programme : "
    "il n'y a rien à installer, et rien n'est pris sur le réseau.",
)

_FOLDER = (
    ("`charte.toml`", "le nom, le logo, les couleurs et la police de tous les documents"),
    ("`polices/`", "des fichiers de police (.ttf, .otf, .ttc), en plus de celles du programme"),
    ("`attestation.typ`, etc.", "des gabarits qui remplacent ceux du programme ; les autres restent"),
    ("d'autres fichiers", "ce que vos gabarits importent ou dessinent"),
)

_CHARTER = (
    ("`nom`", "le nom de l'Opco, en tête de chaque document"),
    ("`logo`", "une image du dossier, SVG (textes convertis en tracés), PNG ou JPEG, 500 ko au plus"),
    ("`alternative`", "ce que dit le logo à qui ne le voit pas ; obligatoire avec un logo"),
    (
        "`couleur`",
        "la couleur des titres et des en-têtes, assez foncée pour du texte : contraste de 4,5 sur du blanc",
    ),
    (
        "`couleur_pale`",
        "le fond des lignes de groupe et de total, assez clair pour que le texte se lise dessus",
    ),
    ("`police`", "une famille de polices du programme ou du sous-dossier `polices`"),
)

_COMMON = (
    ("`donnees.piece`", "les mots du document ; ses champs sont plus bas, document par document"),
    ("`donnees.projet`", "le mot en travers des pages d'un document qui ne compte pas encore, ou `none`"),
    (
        "`donnees.sceau`",
        "d'un document scellé : `code`, `qr` (texte d'une image SVG), `mots_cles` ; sinon `none`",
    ),
)

_FROM_LIBRARY = (
    (
        "`piece(titre, repère, corps)`",
        "la page, la langue, le titre, le pied, le mot en travers, les mots-clés du sceau",
    ),
    ("`tete()`", "le logo et le nom ; `piece` l'appelle, sauf si `entete:` la remplace"),
    ("`partie(titre)`", "un titre de partie, jamais seul au bas d'une page"),
    ("`faits(lignes)`", "des lignes de un ou deux libellés avec leur texte"),
    ("`entetes(..textes)`", "dans `table` : l'en-tête, répété sur chaque page"),
    ("`groupe(titre, colonnes)`", "dans `table` : une ligne qui réunit celles qui suivent"),
    ("`total(..textes)`", "dans `table` : les cases d'une ligne de total"),
    ("`sceau()`", "l'image QR et le code d'un document scellé"),
    ("`cadre(titre, hauteur: …)`", "un cadre à signer"),
    ("`couleur`, `couleur_pale`, `encre`, `gris`, `filet`", "les couleurs et le filet de la charte"),
)

_RULES = (
    "Chaque image a un texte (`alt:`) : sans lui, le programme refuse le gabarit. Chaque tableau commence par `entetes` : "
    "sinon, qui écoute le document ne sait pas à quoi se rapporte une case.",
    "`piece` passe les mots-clés du sceau. Un gabarit qui s'en passe écrit lui-même `set document(title: …, keywords: …)`, "
    "sinon ses attestations ne se vérifient pas.",
    "Un champ qui peut manquer vaut `none`, une liste peut être vide : prévoyez-le. Avant un traitement, chaque gabarit "
    "est essayé avec tout ce qu'un document peut dire et avec le moins possible ; un gabarit qui échoue arrête le "
    "programme avant qu'il n'écrive quoi que ce soit, avec le fichier, la ligne et la colonne.",
    "Un gabarit qui ne montre pas un champ en prive ceux qui lisent le document : le programme ne le voit pas.",
)

EXAMPLE = """\
// Une attestation plus courte, avec les compétences en liste.
#import "@local/proexp:1.0.0": *
#let dit = donnees.piece

#show: corps => piece(dit.titre, dit.numero, corps)

#text(8pt, fill: gris, dit.mention_legale)

#dit.declaration.entreprise #dit.declaration.atteste
*#dit.declaration.personne* #dit.declaration.suite

#for une in (dit.personne, dit.formation) {
  partie(une.titre)
  faits(une.lignes)
}

#partie(dit.heures.titre)
#table(
  columns: 3,
  entetes(..dit.heures.entetes.values()),
  ..for ligne in dit.heures.lignes { ligne.values() },
  ..total(..dit.heures.total.values()),
)

#for un in dit.groupes {
  partie(un.titre)
  for bloc in un.blocs {
    for ligne in bloc.lignes [
      - *#ligne.competence* : #ligne.objectif (#ligne.evaluation)
    ]
  }
}

#block(breakable: false)[
  #dit.signature.fait, #dit.signature.signataire, #dit.signature.pour
  #cadre(dit.signature.cadre)
  #dit.signature.remise #h(1fr) #dit.signature.remise_signature #h(4cm)
  #sceau()
]
"""


def papers_page(papers: Described, look: type[msgspec.Struct]) -> str:
    """The page; `look` describes what a template finds as `charte`."""
    parts = [
        "# Les gabarits des documents en PDF\n",
        *(tidy(text) + "\n" for text in _INTRODUCTION),
        "## Le dossier\n",
        typo("Pour commencer, cette commande écrit les gabarits du programme et une charte à remplir :\n"),
        "```console\npython3 run.py gabarits mes-gabarits\n```\n",
        tidy(
            "Gardez ceux que vous changez et retirez les autres : ils suivront le programme. Le dossier est ensuite donné "
            "avec `--gabarits`. On y met :\n"
        ),
        table(("Fichier", "Ce que c'est"), _told(_FOLDER)),
        "## La charte\n",
        typo("Chaque clé de `charte.toml` est facultative et attend un texte entre guillemets :\n"),
        table(("Clé", "Ce qu'elle dit"), _told(_CHARTER)),
        "## Un gabarit\n",
        tidy(
            "Un gabarit importe ce que tous ont en commun par `@local/proexp:1.0.0`, qui est dans le programme. Il y "
            "trouve :\n"
        ),
        table(("Nom", "Ce que c'est"), _told((*_COMMON, *_FROM_LIBRARY))),
        "\n".join(f"- {tidy(text)}" for text in _RULES) + "\n",
        typo("Un exemple, à enregistrer sous `attestation.typ` dans le dossier :\n"),
        f"```typst\n{EXAMPLE}```\n",
        "## Les champs\n",
        tidy("Le signe `[]` suit le nom d'une liste. Tout est du texte, sauf où il est dit autre chose.\n"),
        "### `donnees.charte`\n",
        table(_FIELD_HEAD, _fields(inspect.type_info(look), "")),
    ]
    for name, words in papers:
        parts.append(f"### {name}.typ\n")
        parts.append(table(_FIELD_HEAD, _fields(inspect.type_info(words), "")))
    return "\n".join(parts)


_FIELD_HEAD = ("Champ", "Ce que c'est", "Forme")


def _told(rows: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((typo(name), tidy(text)) for name, text in rows)


def _fields(kind: Any, prefix: str) -> Iterator[tuple[str, str, str]]:
    for field in kind.fields:
        name = prefix + field.encode_name
        described, inner, shape = _opened(field.type)
        name += "[]" * shape.count("liste ")
        yield f"`{name}`", escaped(tidy(described)), typo(shape)
        if isinstance(inner, inspect.StructType):
            yield from _fields(inner, f"{name}.")


def _opened(kind: Any) -> tuple[str, Any, str]:
    """The description of a field, the kind of thing in it, and its shape in words."""
    described, shape = "", []
    while True:
        if isinstance(kind, inspect.Metadata):
            described = described or str((kind.extra_json_schema or {}).get("description", ""))
            kind = kind.type
        elif isinstance(kind, inspect.UnionType):
            shape.append("ou none")
            kind = next(one for one in kind.types if not isinstance(one, inspect.NoneType))
        elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
            shape.append("liste non vide" if kind.min_length else "liste parfois vide")
            kind = kind.item_type
        else:
            break
    named = {inspect.IntType: "nombre entier", inspect.FloatType: "nombre", inspect.BoolType: "true ou false"}
    return (
        described,
        kind,
        ", ".join([*shape, *(word for one, word in named.items() if isinstance(kind, one))]),
    )
