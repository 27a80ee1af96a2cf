"""Sees, before anything is written, that the papers of a run can be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from proexp_batch.settings.run import Settings


class PapersError(Exception):
    """The papers of a run cannot be made; the message is a French sentence that says why and what to do."""


def check_papers(settings: Settings) -> None:
    """Try the Opco's own templates, the key that seals and the stamp, those that are chosen.

    Raises:
        PapersError: one of them cannot be used.
    """
    papers = settings.papers
    if papers.templates is None and papers.key is None and papers.stamp is None:
        return
    from proexp_batch.documents.papers.faults import TypesettingError
    from proexp_batch.documents.papers.own import check_templates
    from proexp_batch.documents.papers.sealing import key_of
    from proexp_batch.seal.keys import SealError
    from proexp_batch.seal.stamp import Stamp, StampError, check_stamp

    try:
        if papers.templates is not None:
            check_templates(papers.templates)
        key_of(settings)
        if papers.stamp is not None:
            check_stamp(Stamp(papers.stamp, settings.today))
    except (TypesettingError, SealError, StampError) as error:
        raise PapersError(str(error)) from error
