"""The live checks of `Apprenants` on what must be done by a certain day, and on the end of the contract."""

from proexp_batch.rules.engine.excel import TODAY, Cells, both, parameter
from proexp_batch.template.checks.learners import DATES_HOLD, EARLY_OUTSIDE, LONG_ENOUGH, OUTSIDE, REAL_END
from proexp_batch.template.live import live


@live("APP-050")
def _sent_late(c: Cells, _: str) -> str:
    latest = f"{c('start')}+{parameter('days_to_send', c('start'))}"
    return both(c.number("start", "sent_to_opco"), f"{c('sent_to_opco')}>{latest}")


@live("APP-051")
def _sent_before_signature(c: Cells, _: str) -> str:
    # A start that is not a date yet may come before the signature, which another rule says.
    return both(
        c.number("signed", "sent_to_opco", "start"),
        f"{c('sent_to_opco')}<{c('signed')}",
        f"{c('signed')}<={c('start')}",
        f"NOT({OUTSIDE})",
    )


@live("APP-052")
def _positioned_late(c: Cells, _: str) -> str:
    latest = f"EDATE({c('start')},{parameter('months_to_position', c('start'))})"
    # Where the end is not known it is the empty text, which is greater than any number.
    inside = f"{c('positioning')}<={REAL_END}"
    return f"IF(AND({DATES_HOLD},{c.number('positioning')}),AND({c('positioning')}>{latest},{inside}),FALSE)"


@live("APP-054")
def _positioned_after_end(c: Cells, _: str) -> str:
    return both(LONG_ENOUGH, c.number("positioning"), f"{c('positioning')}>{REAL_END}")


@live("APP-055")
def _early_end_not_reported(c: Cells, _: str) -> str:
    latest = f"{c('early_end')}+{parameter('days_to_report_early_end', c('early_end'))}"
    return both(
        c.number("early_end"), f"{latest}<{TODAY}", c.empty("early_end_reported"), f"NOT({EARLY_OUTSIDE})"
    )


@live("APP-056")
def _early_end_reported_late(c: Cells, _: str) -> str:
    latest = f"{c('early_end')}+{parameter('days_to_report_early_end', c('early_end'))}"
    return both(
        c.number("early_end", "early_end_reported"),
        f"{c('early_end_reported')}>{latest}",
        f"NOT({EARLY_OUTSIDE})",
    )


@live("APP-057")
def _reported_without_early_end(c: Cells, _: str) -> str:
    before = both(
        c.number("early_end"), f"{c('early_end_reported')}<{c('early_end')}", f"NOT({EARLY_OUTSIDE})"
    )
    return both(c.number("early_end_reported"), f"OR({c.empty('early_end')},{before})")


@live("APP-070")
def _more_done_than_planned(c: Cells, _: str) -> str:
    return both(c.number("hours_done", "hours_planned"), f"{c('hours_done')}>{c('hours_planned')}")


@live("APP-073")
def _review_before_start(c: Cells, _: str) -> str:
    return both(LONG_ENOUGH, c.number("review", "start"), f"{c('review')}<{c('start')}")


@live("APP-074")
def _review_in_future(c: Cells, _: str) -> str:
    return both(c.number("review"), f"{c('review')}>{TODAY}", f"{REAL_END}<={TODAY}")


@live("APP-078")
def _review_long_before_end(c: Cells, _: str) -> str:
    known = both(DATES_HOLD, c.number("review"))
    early = both(
        f"{c('review')}>={c('start')}",
        f"EDATE({c('review')},{parameter('months_from_review_to_end', c('end'))})<N({REAL_END})",
    )
    return f"IF({known},{early},FALSE)"
