"""The register: what was deposited, what came of it, and what later dossiers must be compared with."""

from proexp_batch.register.attestations import Standing, State
from proexp_batch.register.database import RegisterBusyError, RegisterError
from proexp_batch.register.deadlines import Expected
from proexp_batch.register.records import Deposit, Result, Waiting
from proexp_batch.register.store import Register

__all__ = [
    "Deposit",
    "Expected",
    "Register",
    "RegisterBusyError",
    "RegisterError",
    "Result",
    "Standing",
    "State",
    "Waiting",
]
