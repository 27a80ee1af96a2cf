"""`rapport.json`: what was decided, for other programs; `docs/rapport.schema.json` describes it.

It holds no value of a cell, so that it can travel where personal data may not: of a finding only the
sentences that hold none, of a contract only its number.
"""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from proexp_batch.decision.facts import ContractDecision, DossierDecision, Run, Written
from proexp_batch.documents.document import BatchDocument, DossierDocument
from proexp_batch.model.findings import Finding
from proexp_batch.model.wording import valid


class Report(BatchDocument):
    """`rapport.json`."""

    kind = "report"
    name = "rapport.json"
    words = ("rapport", "rapports")

    def content(
        self,
        run: Run,
        decisions: Sequence[DossierDecision],
        written: Sequence[Written],
        documents: Sequence[DossierDocument],
    ) -> bytes:
        """The report as the bytes of a UTF-8 file."""
        text = json.dumps(report(run, decisions, written, documents), ensure_ascii=False, indent=2)
        return valid(text + "\n").encode()


def report(
    run: Run,
    decisions: Sequence[DossierDecision],
    written: Sequence[Written],
    documents: Sequence[DossierDocument],
) -> dict[str, Any]:
    """Give the report of one run; `written` runs along `decisions`, whose order it keeps.

    Of each dossier the path of each of `documents` stands under its kind, `None` where there is none.
    """
    # The package may import this module; its version is only needed once a report is made.
    from proexp_batch import __version__

    return {
        "version": __version__,
        "run": {
            "started": _utc(run.started),
            "finished": _utc(run.finished),
            "today": run.today.isoformat(),
            "dossiers": len(decisions),
            "contracts": sum(len(decision.contracts) for decision in decisions),
        },
        "dossiers": [_dossier(*pair, documents) for pair in zip(decisions, written, strict=True)],
    }


def _dossier(
    decision: DossierDecision, written: Written, documents: Sequence[DossierDocument]
) -> dict[str, Any]:
    outputs = written.outputs
    return {
        "file": str(decision.file),
        "sha256": decision.sha256,
        "status": decision.status.value,
        "step": decision.step,
        **{one.kind: str(outputs[one.kind]) if one.kind in outputs else None for one in documents},
        "contracts": [_contract(contract) for contract in decision.contracts],
        "findings": [_finding(finding) for finding in decision.findings],
    }


def _contract(contract: ContractDecision) -> dict[str, Any]:
    return {
        "number": contract.number,
        "status": contract.status.value,
        "attestation": contract.attestation is not None,
        "reason": contract.reason,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "column": finding.column,
        "message": finding.message,
        "fix": finding.fix,
    }


def _utc(moment: dt.datetime) -> str:
    """Write a moment as ISO 8601 in UTC; one without a time zone is taken to be in UTC."""
    aware = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    return aware.isoformat(timespec="seconds").replace("+00:00", "Z")
