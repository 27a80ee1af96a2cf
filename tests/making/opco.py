"""Parameters as an Opco may replace them."""

import dataclasses

from proexp_batch.model.parameters import Parameters, standard_parameters


def open_ended() -> Parameters:
    """The parameters of an Opco for which the scheme goes on."""
    standard = {parameter.name: parameter for parameter in standard_parameters()}
    regime = standard["regime"]
    kept = [index for index, value in enumerate(regime.values) if value != "warning"][:2]
    standard["regime"] = dataclasses.replace(
        regime,
        starts=tuple(regime.starts[index] for index in kept),
        values=tuple(regime.values[index] for index in kept),
        notes=tuple(regime.notes[index] for index in kept),
    )
    return Parameters(standard)


def without_old_smic() -> Parameters:
    """The parameters of an Opco that says the SMIC of the last year only."""
    standard = {parameter.name: parameter for parameter in standard_parameters()}
    for name in ("smic_hourly", "smic_hourly_mayotte"):
        known = standard[name]
        standard[name] = dataclasses.replace(
            known, starts=known.starts[-1:], values=known.values[-1:], notes=known.notes[-1:]
        )
    return Parameters(standard)
