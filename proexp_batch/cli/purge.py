"""`purger`: shows what is past its retention, or removes it."""

import datetime as dt

from proexp_batch.cli.errors import UsageFaultError
from proexp_batch.cli.places import opened
from proexp_batch.model.wording import long_date, number, plural, typo
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.journal import Journal
from proexp_batch.watch.purge import Purged, kinds, preview, purge, words

_SHOWN = 10


def run_purge(config: WatchConfig, day: dt.date, confirmed: bool) -> int:
    """Show or remove what was processed before a day; give the exit code, 3 if something could not be removed."""
    today = dt.datetime.now(dt.UTC).date()
    if day > today:
        raise UsageFaultError(typo(f"Le {long_date(day)} est dans l'avenir : rien n'est effacé."))
    with opened(config.registre, config.sortie) as register:
        if confirmed:
            found = purge(config, register, day, Journal(config.journal, config.journal_jours))
        else:
            found = preview(config, register, day)
    _show(found, confirmed)
    return 3 if found.failures else 0


def _show(found: Purged, confirmed: bool) -> None:
    verb = "Effacé" if confirmed else "À effacer"
    print(typo(f"{verb}, traité avant le {long_date(found.day)} :"))
    print(typo(f"- {plural(len(found.deposits), 'dépôt')} du registre{_numbers(found.deposits)}"))
    for kind in kinds(found):
        print(typo(f"- {plural(found.files[kind], *words(kind))}"))
    print(typo(f"- en tout {number(found.bytes / 1_000_000, 1)} Mo"))
    for digest in found.hashes[:_SHOWN]:
        print(typo(f"  empreinte {digest}"))
    if len(found.hashes) > _SHOWN:
        print(typo(f"  et {len(found.hashes) - _SHOWN} autres empreintes"))
    for failure in found.failures[:_SHOWN]:
        print(typo(f"Pas effacé : {failure}"))
    if len(found.failures) > _SHOWN:
        print(typo(f"et {len(found.failures) - _SHOWN} autres échecs"))
    if not confirmed:
        print("Rien n'a été effacé. Pour effacer, ajoutez --confirmer.")


def _numbers(deposits: list[int]) -> str:
    """`(n° 3 à 17)`; a register is purged from its beginning."""
    if not deposits:
        return ""
    return f" (n° {deposits[0]})" if len(deposits) == 1 else f" (du n° {deposits[0]} au n° {deposits[-1]})"
