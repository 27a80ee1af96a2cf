"""What the register knows of attestations: whether one still stands, what replaced it, and that it was revoked."""

import datetime as dt
import sqlite3
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from proexp_batch.decision.facts import Attestation
from proexp_batch.decision.short_code import read_short_code
from proexp_batch.model.links import DossierLinks
from proexp_batch.model.signs import with_hyphens
from proexp_batch.model.wording import date, fold, listing, typo, valid
from proexp_batch.register.returned import Returned


class State(StrEnum):
    """Whether an attestation that was given still stands."""

    VALID = "valid"
    REPLACED = "replaced"
    NOT_CONFIRMED = "not_confirmed"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The French word shown to people."""
        return _LABELS[self]


_LABELS = {
    State.VALID: "en vigueur",
    State.REPLACED: "remplacée",
    State.NOT_CONFIRMED: "non confirmée",
    State.REVOKED: "révoquée",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An attestation as the register knows it.

    `number` and `code` are its own; `code` is empty for one that is not sealed, and that of the last one given where
    it was asked for by its number. `others` are further codes under the same number: the same facts signed on another
    day, of which each stands. `received` is the day on which the last dossier that gives it came, `None` where its
    deposits are purged.

    `by` is the number of the attestation that replaces it. `day` is the day of that, of the dossier that does not
    confirm it, or of the revocation; `reason` is what was given for the revocation.
    """

    number: str
    code: str
    contract: str
    received: dt.date | None
    state: State
    by: str = ""
    day: dt.date | None = None
    reason: str = ""
    others: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What is known of it, in French: facts, no verdict."""
        said = [f"L'attestation {self.number} du contrat {self.contract} {self._state()}"]
        if self.others and self.state is State.VALID:
            codes = listing(list(self.others))
            said.append(f"Elle porte aussi {codes} : les mêmes faits, signés un autre jour.")
        return typo(" ".join(said))

    def _state(self) -> str:
        day = f" le {date(self.day)}" if self.day else ""
        match self.state:
            case State.VALID:
                received = f", d'après le dossier reçu le {date(self.received)}" if self.received else ""
                return f"est en vigueur{received}."
            case State.REPLACED:
                return f"est remplacée par {self.by}, d'après le dossier corrigé reçu{day}."
            case State.NOT_CONFIRMED:
                return (
                    f"n'est pas confirmée par la version de son dossier reçue{day} : le contrat n'y a pas "
                    "d'attestation."
                )
            case State.REVOKED:
                reason = f" Motif : {self.reason}" if self.reason else ""
                return f"est révoquée depuis{day}.{reason}"


class Attestations(Returned):
    """The part of the register that tells of attestations.

    That one is revoked stays known when its deposits are purged, by its number and its codes: the paper is in the hands
    of people for as long as they live, and must never pass for a good one again. Nothing else of it is kept then; the
    reason, a text that may speak of somebody, goes with the last deposit.
    """

    def standing(self, text: str) -> Standing | None:
        """The attestation of a number or a code; case, spaces and hyphens do not matter. `None` where none is known.

        In a code, signs that are taken for each other are not told apart. Where several dossiers gave the attestation,
        what was received last about its contract counts.
        """
        text = _alone(text)
        # To the letter first: a number, too, may have as many signs as a code.
        for sought in (_sought(text), _sought(read_short_code(text) or "")):
            if sought and (found := self._standing(sought)) is not None:
                return found
        return None

    def _standing(self, sought: str) -> Standing | None:
        given = self._given(sought)
        if not given:
            return self._revoked_alone(sought)
        # All that gave the same facts, with that code or another one.
        given = self._given(_sought(given[-1]["attestation"]))
        last = given[-1]
        codes = list(dict.fromkeys(row["code"] for row in reversed(given) if row["code"]))
        code = next((one for one in codes if _sought(one) == sought), codes[0] if codes else "")
        found = Standing(
            number=last["attestation"],
            code=code,
            contract=last["number"],
            received=_day(last["received"]),
            state=State.VALID,
            others=tuple(one for one in codes if one != code),
        )
        return self._with_state(found, given)

    def _given(self, sought: str) -> list[sqlite3.Row]:
        """The contracts to which deposits gave the attestation of a number or code, in the order of deposits."""
        columns = "SELECT deposit_id, attestation, code, contract.number, received, dossier_id FROM contract"
        joined = f"{columns} JOIN deposit ON deposit.id = deposit_id WHERE "
        return self._rows(
            f"{joined}{_key('attestation')} = ? UNION {joined}{_key('code')} = ? ORDER BY deposit_id",
            [sought, sought],
        )

    def _with_state(self, found: Standing, given: Sequence[sqlite3.Row]) -> Standing:
        revoked = self._revocation(found.number)
        if revoked is not None:
            day = dt.date.fromisoformat(revoked["day"])
            return replace(found, state=State.REVOKED, day=day, reason=revoked["reason"])
        dossiers = sorted({row["dossier_id"] for row in given})
        # A version that does not speak of the contract at all takes nothing back: companies send contracts apart, too.
        last = self._rows(
            "SELECT deposit_id, attestation, received, person, links FROM contract"
            " JOIN deposit ON deposit.id = deposit_id"
            f" WHERE contract.number = ? AND dossier_id IN ({', '.join('?' * len(dossiers))})"
            " ORDER BY deposit_id DESC LIMIT 1",
            [found.contract, *dossiers],
        )[0]
        word = self._under_another_number(found.contract, last, dossiers) or last
        if word["attestation"] == found.number:
            return found
        state = State.NOT_CONFIRMED if word["attestation"] is None else State.REPLACED
        return replace(found, state=state, by=word["attestation"] or "", day=_day(word["received"]))

    def _under_another_number(
        self, contract: str, last: sqlite3.Row, dossiers: Sequence[int]
    ) -> sqlite3.Row | None:
        """What was said of a contract after its number was corrected: the same person, who began there on the same day.

        It may be another dossier, where no other contract is in both. A person's next contract begins on another day.
        """
        marks = ", ".join("?" * len(dossiers))
        rows = self._rows(
            "SELECT contract.number, attestation, received, links FROM contract"
            " JOIN deposit ON deposit.id = deposit_id JOIN dossier ON dossier.id = dossier_id"
            " WHERE person = ? AND deposit_id > ?"
            f" AND dossier.siret IN (SELECT siret FROM dossier WHERE id IN ({marks})) ORDER BY deposit_id DESC",
            [last["person"], last["deposit_id"], *dossiers],
        )
        before = _starts(last["links"])
        start = before.get(contract)
        return next(
            (
                row
                for row in rows
                if start and row["number"] not in before and _starts(row["links"]).get(row["number"]) == start
            ),
            None,
        )

    def _revocation(self, number: str) -> sqlite3.Row | None:
        return next(iter(self._rows("SELECT * FROM revoked WHERE number = ?", [number])), None)

    def _revoked_alone(self, sought: str) -> Standing | None:
        """A revoked attestation of which no deposit is left."""
        rows = self._rows(
            f"SELECT * FROM revoked WHERE {_key('number')} = ? OR number IN"
            f" (SELECT number FROM revoked_code WHERE {_key('code')} = ?)",
            [sought, sought],
        )
        if not rows:
            return None
        codes = [
            row["code"]
            for row in self._rows("SELECT code FROM revoked_code WHERE number = ?", [rows[0]["number"]])
        ]
        return Standing(
            number=rows[0]["number"],
            code=next((code for code in codes if _sought(code) == sought), ""),
            contract=rows[0]["contract"],
            received=None,
            state=State.REVOKED,
            day=dt.date.fromisoformat(rows[0]["day"]),
            reason=rows[0]["reason"],
        )

    def attestations(self, deposit: int) -> list[Standing]:
        """The attestations that a deposit gave, in the order of its contracts, as they stand now."""
        rows = self._rows(
            "SELECT attestation, code FROM contract WHERE deposit_id = ? AND attestation IS NOT NULL"
            " ORDER BY rowid",
            [deposit],
        )
        found = (self.standing(row["code"] or row["attestation"]) for row in rows)
        return [one for one in found if one is not None]

    def revoke(self, found: Standing, reason: str, day: dt.date) -> Standing:
        """Revoke an attestation, whatever code it bears; one that is revoked already stays as it was."""
        with self._transaction():
            self._connection.execute(
                "INSERT OR IGNORE INTO revoked (number, contract, day, reason) VALUES (?, ?, ?, ?)",
                [found.number, found.contract, day.isoformat(), reason],
            )
        return self._again(found)

    def reinstate(self, found: Standing) -> Standing | None:
        """Take a revocation back. Gives how the attestation stands, `None` if nothing else was known of it."""
        with self._transaction():
            self._connection.execute("DELETE FROM revoked WHERE number = ?", [found.number])
        return self.standing(found.code or found.number)

    def _again(self, found: Standing) -> Standing:
        again = self.standing(found.code or found.number)
        assert again is not None
        return again

    def _keep_revoked_codes(self, deposits: Iterable[tuple[int]]) -> None:
        """Before deposits are forgotten: keep the codes of revoked attestations, by which papers are looked up."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO revoked_code SELECT code, attestation FROM contract"
            " WHERE deposit_id = ? AND code IS NOT NULL AND attestation IN (SELECT number FROM revoked)",
            deposits,
        )

    def _forget_reasons(self) -> None:
        """After deposits were forgotten: forget why attestations were revoked of which nothing is left."""
        self._connection.execute(
            "UPDATE revoked SET reason = '' WHERE reason <> '' AND NOT EXISTS (SELECT 1 FROM contract"
            f" WHERE {_key('attestation')} = {_key('revoked.number')} AND attestation = revoked.number)"
        )


def attested(attestation: Attestation | None) -> tuple[str | None, str | None]:
    """The number and the code of an attestation, as they stand in the register."""
    return (None, None) if attestation is None else (attestation.number, attestation.code or None)


def _starts(links: str) -> dict[str, dt.date]:
    """The day on which each contract of a dossier began, by its number."""
    return {one.number: one.start for one in DossierLinks.from_json(links).contracts}


def _key(column: str) -> str:
    """The expression by which a column is indexed and looked up: without hyphens and spaces, in capitals."""
    return f"upper(replace(replace({column}, '-', ''), ' ', ''))"


def _alone(text: str) -> str:
    """A number or a code without what is copied with it: `n°` before it, a colon or a full stop after it."""
    alone = _from_letter_to_letter(text)
    before, sign, after = alone.partition("°" if "°" in alone else "º")
    return _from_letter_to_letter(after) if sign and fold(before) in ("n", "no") else alone


def _from_letter_to_letter(text: str) -> str:
    places = [place for place, sign in enumerate(text) if sign.isalnum() and sign != "º"]
    return text[places[0] : places[-1] + 1] if places else ""


def _sought(text: str) -> str:
    """A text as `_key` has it, whatever dashes and blanks people, Word or a telephone put into it."""
    kept = (
        one for one in with_hyphens(valid(text)) if not one.isspace() and unicodedata.category(one) != "Cf"
    )
    return "".join(one.upper() if one.isascii() else one for one in kept if one != "-")


def _day(received: str) -> dt.date:
    return dt.datetime.fromisoformat(received).astimezone().date()
