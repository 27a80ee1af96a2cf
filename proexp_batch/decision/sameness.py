"""Whether two decisions give the same result: what tells if an earlier result still holds for the same content."""

import hashlib
from dataclasses import replace

import msgspec

from proexp_batch.decision.facts import ContractDecision, DossierDecision


def result_of(decision: DossierDecision) -> str:
    """The hash (SHA-256) of everything that a decision gives back, but for where it lies and the day of issue."""
    told = (
        decision.status,
        decision.step,
        decision.findings,
        [_undated(contract) for contract in decision.contracts],
        decision.repairs,
    )
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def _undated(contract: ContractDecision) -> ContractDecision:
    """A contract whose attestation bears no day of issue: the one that was given keeps its own."""
    if contract.attestation is None:
        return contract
    return replace(contract, attestation=replace(contract.attestation, issued=contract.attestation.end))
