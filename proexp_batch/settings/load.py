"""The settings of the scheduled import, from one TOML file, environment variables and options."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from proexp_batch.settings.faults import NOT_YET, first_fault
from proexp_batch.settings.sources import (
    ConfigError,
    Given,
    Key,
    from_environment,
    from_file,
    from_options,
    refuse_misspelt,
)
from proexp_batch.settings.watch import NO_DEPOSIT, WatchConfig

__all__ = ["ConfigError", "load"]

_TOGETHER = "Réglages"


def load(
    path: Path | None,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    deposit_needed: bool = True,
) -> WatchConfig:
    """The settings: options before environment variables before the file before the defaults.

    An option that is `None` was not given. Relative paths of the file start at its folder, others where the program
    is started. What never looks into the deposit can do without it: it gets `NO_DEPOSIT` then.

    Raises:
        ConfigError: the file cannot be read, a key is unknown or missing, or a value cannot be used.
    """
    environ = environ or {}
    where = _TOGETHER if path is None else f"{_TOGETHER} « {path} »"
    sources = (
        {} if path is None else from_file(path),
        from_environment(environ),
        from_options(overrides or {}),
    )
    given: dict[Key, Given] = {} if deposit_needed else {("depot",): Given(NO_DEPOSIT, _TOGETHER)}
    for source in sources:
        _check_alone(source, where)
        given |= source
    secrets = {one.value for key, one in given.items() if key[-1].endswith("mot_de_passe_env")}
    refuse_misspelt(name for name in environ if name not in secrets)
    try:
        return WatchConfig.model_validate(_nested(given))
    except ValidationError as error:
        raise first_fault(error.errors(), given, where) from None


def _check_alone(given: Mapping[Key, Given], where: str) -> None:
    """Refuse a wrong value of one source, even where another source takes its place for now."""
    try:
        WatchConfig.model_validate(_nested(given))
    except ValidationError as error:
        told = [one for one in error.errors() if one["type"] not in NOT_YET]
        if told:
            raise first_fault(told, given, where) from None


def _nested(given: Mapping[Key, Given]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for (*table, name), one in given.items():
        inner = values.setdefault(table[0], {}) if table else values
        inner[name] = one.value
    return values
