"""French typography and the few formats in which values are shown to people."""

import datetime as dt
import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

NBSP = "\u00a0"

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTH_NUMBERS = {name: number for number, name in enumerate(_MONTHS, start=1)}

_SHAPELESS = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_SURROGATES = re.compile("[\ud800-\udfff]")
_BEFORE_HIGH_SIGNS = re.compile(r"(?<! ) +(?=[:;!?%€»])")
_AFTER_OPENING_QUOTE = re.compile(r"(?<=«) +")
_SOUNDS_AS_VOWEL = re.compile(r"[aeiouæ]|y(?![aeiou])")
_BETWEEN_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:h|ans?|mois|jours?|semaines?)\b)")


def typo(text: str) -> str:
    """Give `text` the non-breaking spaces of French typography, so that sources stay easy to type."""
    text = _BEFORE_HIGH_SIGNS.sub(NBSP, text)
    text = _AFTER_OPENING_QUOTE.sub(NBSP, text)
    return _BETWEEN_NUMBER_AND_UNIT.sub(NBSP, text)


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Reduce `text` to what names are compared by: no case, accents, punctuation or repeated spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", bare(text)))


def left_aside(count: int, where: str = "") -> str:
    """How many files were left, which are no workbooks; `where` follows with its blank."""
    return plural(
        count,
        f"fichier laissé de côté{where}, qui n'est pas un classeur",
        f"fichiers laissés de côté{where}, qui ne sont pas des classeurs",
    )


def own_left(count: int) -> str:
    """How many results of earlier runs a deposit holds."""
    return plural(
        count,
        "résultat d'un traitement précédent laissé de côté",
        "résultats d'un traitement précédent laissés de côté",
    )


def valid(text: str) -> str:
    """The text of a file's name; what is no valid Unicode in it (lone surrogates), no output can hold."""
    return _SURROGATES.sub("\ufffd", text)


def printable(text: str) -> str:
    """A name on one line of a screen or a log: without line breaks, and signs that steer a terminal.

    Those are the controls of ASCII and of ISO 6429, what turns the direction of writing around, lone surrogates, and
    whatever else Unicode gives no shape.
    """
    return "".join("\ufffd" if unicodedata.category(sign) in _SHAPELESS else sign for sign in text)


def bare(text: str) -> str:
    """Reduce `text` to what people type when they look for it: no case, no accents."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def date(value: dt.date) -> str:
    """Write a date as people read it in France: `05/04/2023`."""
    return f"{value:%d/%m/%Y}"


def long_date(value: dt.date) -> str:
    """Write a date in full, as in a signed document: `5 avril 2023`, `1er mai 2023`."""
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day}{NBSP}{_MONTHS[value.month - 1]}{NBSP}{value.year}"


def number(value: float, digits: int = 2) -> str:
    """Write a number with a decimal comma and no useless zeros: `1 820,5`."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}".replace(",", NBSP).replace(".", ",")
    return text.rstrip("0").rstrip(",") if "," in text else text


def hours(value: float) -> str:
    """Write a number of hours: `149,5 h`."""
    return f"{number(value, 1)}{NBSP}h"


def years(value: float) -> str:
    """Write a number of years: `1 an`, `2,5 ans`."""
    return f"{number(value, 1)}{NBSP}{'an' if abs(value) < 2 else 'ans'}"


def euros(value: float) -> str:
    """Write an amount with its cents: `1 747,20 €`."""
    rounded = Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{rounded:,.2f}".replace(",", NBSP).replace(".", ",") + f"{NBSP}€"


def percent(value: float) -> str:
    """Write a share, given as a fraction, in percent: `0.151` gives `15,1 %`."""
    return f"{number(value * 100, 1)}{NBSP}%"


def plural(count: int, singular: str, plural_form: str | None = None) -> str:
    """Write a count with its noun: `1 dossier`, `2 dossiers`; in French zero and one are singular."""
    noun = singular if abs(count) < 2 else (plural_form or singular + "s")
    return f"{number(count, 0)}{NBSP}{noun}"


def that(name: str) -> str:
    """`que` before a name, elided where the name begins with the sound of a vowel: `qu'Inès`, `qu'Yves`, `que Yann`.

    Nothing in the spelling tells a silent h from an aspirated one: before an h the full form, right for both, is kept.
    """
    return f"qu'{name}" if _SOUNDS_AS_VOWEL.match(bare(name)) else f"que {name}"


def at_place(place: str) -> str:
    """`à` before the name of a town, contracted with its article: `à Lyon`, `au Mans`, `aux Ulis`, `à La Rochelle`."""
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if place.casefold().startswith(article.casefold()):
            return contracted + place[len(article) :]
    return f"à {place}"


def listing(items: list[str], limit: int = 6) -> str:
    """Join names as a sentence does: `A, B et C`; past `limit` names the rest is counted."""
    if len(items) > limit:
        return ", ".join(items[:limit]) + f" et {len(items) - limit} autres"
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " et " + items[-1]
