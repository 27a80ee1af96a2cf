"""The register: what was deposited, what came of it, and what later dossiers must be compared with."""

from proexp_batch.register.store import Deposit, Register, RegisterError, Result, Waiting

__all__ = ["Deposit", "Register", "RegisterError", "Result", "Waiting"]
