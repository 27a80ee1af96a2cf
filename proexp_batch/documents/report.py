"""`rapport.json`: what was decided, for other programs; `docs/rapport.schema.json` describes it.

It holds no value of a cell, so that it can travel where personal data may not: of a finding only the
sentences that hold none, of a contract only its number.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from proexp_batch.decision.facts import ContractDecision, DossierDecision, Run, Written
from proexp_batch.decision.since import Since
from proexp_batch.documents.document import BatchDocument, DossierDocument, Results
from proexp_batch.documents.papers.paper import Paper, labels, of_contract
from proexp_batch.model.deadlines import Deadline
from proexp_batch.model.findings import Finding
from proexp_batch.model.wording import valid


class Report(BatchDocument):
    """`rapport.json`."""

    kind = "report"
    name = "rapport.json"
    words = ("rapport", "rapports")

    def write(self, file: BinaryIO, run: Run, results: Results, documents: Sequence[DossierDocument]) -> None:
        """Write the report as UTF-8, dossier by dossier; of each, the path of each of `documents` stands under its kind."""
        head, _, tail = _json({"version": version(), "run": _run(run, results), "dossiers": []}).rpartition(
            "]"
        )
        file.write(valid(head).encode())
        for number, (decision, written) in enumerate(results):
            entry = _json(dossier_entry(decision, written, documents), 4)
            file.write(valid(f"{',' if number else ''}\n{entry}").encode())
        end = "\n  ]" if results else "]"
        file.write(f"{end}{tail}\n".encode())


def version() -> str:
    """The version of the package, which may import this module: it is only needed once a report is made."""
    from proexp_batch import __version__

    return __version__


def _json(value: Any, indent: int = 0) -> str:
    """A value as JSON; each line so many signs to the right."""
    # A text in JSON has no end of line in it.
    space = " " * indent
    return space + json.dumps(value, ensure_ascii=False, indent=2).replace("\n", f"\n{space}")


def _run(run: Run, results: Results) -> dict[str, Any]:
    return {
        "started": _utc(run.started),
        "finished": _utc(run.finished),
        "today": run.today.isoformat(),
        "dossiers": len(results),
        "contracts": sum(len(decision.contracts) for decision, _ in results),
    }


def dossier_entry(
    decision: DossierDecision, written: Written, documents: Sequence[DossierDocument]
) -> dict[str, Any]:
    """One dossier as it stands in the report, also of a check that writes nothing; `documents` as for `Report.write`."""
    outputs = written.outputs
    papers = [document for document in documents if isinstance(document, Paper)]
    others = [document for document in documents if document not in papers]
    deadlines: dict[str, list[dict[str, Any]]] = {}
    for deadline in decision.deadlines:
        deadlines.setdefault(deadline.contract, []).append(_deadline(deadline))
    return {
        "file": str(decision.file),
        "sha256": decision.sha256,
        "status": decision.status.value,
        "step": decision.step,
        "since": None if decision.since is None else since_as_plain(decision.since),
        **{one.kind: str(outputs[one.kind]) if one.kind in outputs else None for one in others},
        "papers": {one.kind: [str(outputs[one.kind])] for one in papers if one.kind in outputs},
        "unmade": list(written.unmade),
        "contracts": [
            {
                **_contract(contract),
                "deadlines": deadlines.get(contract.number, []),
                "papers": {kind: list(map(str, paths)) for kind, paths in papers.items()},
            }
            for contract, papers in zip(
                decision.contracts, _papers(decision, written, documents), strict=True
            )
        ],
        "findings": [_finding(finding) for finding in decision.findings],
    }


def since_as_plain(since: Since) -> dict[str, Any]:
    """What became of the points of the last version, as plain data."""
    counts = ("corrected", "remaining", "new", "absent", "partly", "wider")
    told = {name: getattr(since, name) for name in counts}
    return {"version": since.version, "day": since.day.isoformat(), **told}


def _papers(
    decision: DossierDecision, written: Written, documents: Sequence[DossierDocument]
) -> Iterator[dict[str, list[PurePosixPath]]]:
    """The papers of each contract, by kind."""
    kinds = [document.kind for document in documents if document.has_labels]
    label_of = labels([contract.number for contract in decision.contracts])
    for contract in decision.contracts:
        files = {kind: of_contract(written.outputs, kind, label_of[contract.number]) for kind in kinds}
        yield {kind: paths for kind, paths in files.items() if paths}


def _contract(contract: ContractDecision) -> dict[str, Any]:
    return {
        "number": contract.number,
        "status": contract.status.value,
        "attestation": contract.attestation is not None,
        "reason": contract.reason,
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "kind": deadline.kind.value,
        "day": deadline.day.isoformat(),
        "state": deadline.state.value,
        "actor": deadline.kind.actor.value,
        "words": deadline.kind.words,
        "source": deadline.source,
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
