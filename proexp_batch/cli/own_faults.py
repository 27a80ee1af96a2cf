"""What is told of an Opco's own rules, templates or keys that cannot be used."""

from collections.abc import Iterator
from contextlib import contextmanager

from proexp_batch.cli.errors import UnfinishedError
from proexp_batch.documents.papers.ready import PapersError
from proexp_batch.model.wording import typo
from proexp_batch.rules.engine.failing import OwnRulesError, RuleError


@contextmanager
def own_faults() -> Iterator[None]:
    """Say what is wrong with what an Opco gave of its own; nothing has been written then."""
    try:
        yield
    except (OwnRulesError, PapersError) as error:
        raise UnfinishedError(str(error)) from error
    except RuleError as error:
        raise UnfinishedError(
            typo(f"La règle {error.code} a échoué : {error.reason}. Rien n'a été écrit.")
        ) from error
