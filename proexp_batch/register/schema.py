"""The tables of the register, version by version."""

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE dossier (
        id INTEGER PRIMARY KEY,
        siret TEXT NOT NULL,
        job TEXT NOT NULL
    );
    CREATE INDEX dossier_siret ON dossier(siret);
    CREATE TABLE deposit (
        id INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL,
        file TEXT NOT NULL,
        size INTEGER NOT NULL,
        received TEXT NOT NULL,
        processed TEXT NOT NULL,
        today TEXT NOT NULL,
        status TEXT NOT NULL,
        step INTEGER,
        company TEXT,
        first_id INTEGER REFERENCES deposit(id) ON DELETE SET NULL,
        dossier_id INTEGER REFERENCES dossier(id),
        version INTEGER,
        annotated TEXT,
        attestations TEXT,
        archived TEXT,
        blocking INTEGER NOT NULL,
        warnings INTEGER NOT NULL,
        information INTEGER NOT NULL,
        links TEXT
    );
    CREATE UNIQUE INDEX deposit_first ON deposit(sha256) WHERE status <> 'duplicate';
    CREATE INDEX deposit_sha ON deposit(sha256);
    CREATE INDEX deposit_dossier ON deposit(dossier_id, version);
    CREATE INDEX deposit_processed ON deposit(processed);
    CREATE TABLE finding (
        deposit_id INTEGER NOT NULL REFERENCES deposit(id) ON DELETE CASCADE,
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        sheet TEXT,
        cell TEXT
    );
    CREATE INDEX finding_deposit ON finding(deposit_id);
    CREATE TABLE contract (
        deposit_id INTEGER NOT NULL REFERENCES deposit(id) ON DELETE CASCADE,
        number TEXT NOT NULL,
        person TEXT,
        siren TEXT NOT NULL,
        status TEXT NOT NULL,
        attestation TEXT
    );
    CREATE INDEX contract_deposit ON contract(deposit_id);
    CREATE INDEX contract_number ON contract(number);
    CREATE INDEX contract_person ON contract(person);
    CREATE INDEX contract_siren ON contract(siren);
    CREATE TABLE run (
        id INTEGER PRIMARY KEY,
        host TEXT NOT NULL,
        started TEXT NOT NULL,
        finished TEXT,
        deposits INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        problem TEXT
    );
    """,
    """
    ALTER TABLE deposit ADD COLUMN claim TEXT;
    CREATE UNIQUE INDEX deposit_claim ON deposit(claim);
    CREATE TABLE waiting (
        file TEXT PRIMARY KEY,
        since TEXT NOT NULL,
        reason TEXT NOT NULL,
        reported TEXT
    );
    """,
    # The two columns stay, empty: SQLite cannot drop one before 3.35. The days of `links` had the hour with them.
    """
    CREATE TABLE output (
        deposit_id INTEGER NOT NULL REFERENCES deposit(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        path TEXT NOT NULL,
        PRIMARY KEY (deposit_id, kind)
    );
    INSERT INTO output SELECT id, 'annotated', annotated FROM deposit WHERE annotated IS NOT NULL;
    INSERT INTO output SELECT id, 'attestations', attestations FROM deposit WHERE attestations IS NOT NULL;
    UPDATE deposit SET annotated = NULL, attestations = NULL, links = replace(links, ' 00:00:00"', '"');
    """,
    "ALTER TABLE deposit ADD COLUMN problem TEXT;",
    # The same content may be judged again: another day or other rules may give another result.
    """
    DROP INDEX deposit_first;
    ALTER TABLE deposit ADD COLUMN result TEXT;
    """,
    # What is kept of people is a hash with a key from here on: the key of the hash that was there.
    """
    CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    INSERT INTO about VALUES ('identity', lower(hex(randomblob(16))));
    INSERT INTO about VALUES ('key', key_mark());
    UPDATE contract SET person = keyed(person) WHERE person IS NOT NULL;
    UPDATE deposit SET links = keyed_links(links) WHERE links IS NOT NULL;
    """,
    "ALTER TABLE output ADD COLUMN sha256 TEXT;",
    # Looked up without hyphens and spaces, by what SQLite has itself: other programs open the register too.
    """
    ALTER TABLE contract ADD COLUMN code TEXT;
    CREATE INDEX contract_attestation ON contract(upper(replace(replace(attestation, '-', ''), ' ', '')));
    CREATE INDEX contract_code ON contract(upper(replace(replace(code, '-', ''), ' ', '')));
    CREATE TABLE revoked (
        number TEXT PRIMARY KEY,
        contract TEXT NOT NULL,
        day TEXT NOT NULL,
        reason TEXT NOT NULL
    );
    CREATE TABLE revoked_code (
        code TEXT PRIMARY KEY,
        number TEXT NOT NULL REFERENCES revoked(number) ON DELETE CASCADE
    );
    """,
    # What tells a finding again in the next version: the contracts (JSON), the sheet and column, the rows and what they
    # are known by (JSON, hashes with a key of the dossier). Findings of before have none: nothing is compared with them.
    """
    ALTER TABLE finding ADD COLUMN contracts TEXT;
    ALTER TABLE finding ADD COLUMN place TEXT;
    ALTER TABLE finding ADD COLUMN spots TEXT;
    ALTER TABLE deposit ADD COLUMN since_version INTEGER;
    ALTER TABLE deposit ADD COLUMN since_day TEXT;
    ALTER TABLE deposit ADD COLUMN corrected INTEGER;
    ALTER TABLE deposit ADD COLUMN remaining INTEGER;
    ALTER TABLE deposit ADD COLUMN new INTEGER;
    ALTER TABLE deposit ADD COLUMN absent INTEGER;
    ALTER TABLE deposit ADD COLUMN partly INTEGER;
    ALTER TABLE deposit ADD COLUMN wider INTEGER;
    """,
    # Deposits of before have none until a new version of their dossier comes.
    """
    CREATE TABLE deadline (
        deposit_id INTEGER NOT NULL REFERENCES deposit(id) ON DELETE CASCADE,
        contract TEXT NOT NULL,
        kind TEXT NOT NULL,
        day TEXT NOT NULL,
        source TEXT NOT NULL
    );
    CREATE INDEX deadline_deposit ON deadline(deposit_id);
    CREATE INDEX deadline_day ON deadline(day);
    """,
)
"""Each entry brings the schema from the version before to the next; one that was released is never changed.

No name of a person and no birth date is kept: `person` and what `links` says of people are hashes with a
key (`keys.py`), enough to compare. `keyed`, `keyed_links` and `key_mark` are functions of `database.py`.
"""
