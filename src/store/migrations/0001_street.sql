-- What a pass must remember. Amounts and times are TEXT: exact decimals, and RFC 3339 in UTC.

CREATE TABLE record (
    id              INTEGER PRIMARY KEY,
    seller          TEXT NOT NULL,
    kind            TEXT NOT NULL,
    key             TEXT NOT NULL,
    parent          TEXT,
    state           TEXT NOT NULL,
    reason          TEXT,
    detail          TEXT,
    marketplace     TEXT,
    customer        TEXT,
    amount          TEXT,
    currency        TEXT,
    version         TEXT,
    content         TEXT,
    document        TEXT,
    document_sha256 TEXT,
    sage            TEXT,
    attempt         INTEGER NOT NULL DEFAULT 0,
    missed_at       TEXT,
    first_seen      TEXT NOT NULL,
    first_shipped   TEXT,
    waiting_since   TEXT,
    read_at         TEXT,
    updated_at      TEXT NOT NULL,
    UNIQUE (kind, key, seller)
) STRICT;

CREATE INDEX record_state ON record (kind, state, id);
CREATE INDEX record_open ON record (state, kind, reason, waiting_since) WHERE state NOT IN ('posted', 'skipped');
CREATE INDEX record_parent ON record (kind, parent) WHERE parent IS NOT NULL;
CREATE INDEX record_posted ON record (kind, updated_at) WHERE state = 'posted';

CREATE TABLE exception (
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL,
    record    INTEGER NOT NULL REFERENCES record (id),
    customer  TEXT,
    figures   TEXT NOT NULL,
    advice    TEXT NOT NULL,
    run       INTEGER NOT NULL,
    opened_at TEXT NOT NULL,
    closed_at TEXT,
    closed_by TEXT,
    because   TEXT
) STRICT;

CREATE UNIQUE INDEX exception_open ON exception (record, kind) WHERE closed_at IS NULL;
CREATE INDEX exception_customer ON exception (customer, kind) WHERE closed_at IS NULL;

CREATE TABLE audit_log (
    seq            INTEGER PRIMARY KEY,
    at             TEXT NOT NULL,
    run            INTEGER NOT NULL,
    actor          TEXT NOT NULL,
    event          TEXT NOT NULL,
    kind           TEXT NOT NULL,
    key            TEXT NOT NULL,
    sage           TEXT NOT NULL,
    amount         TEXT NOT NULL,
    currency       TEXT NOT NULL,
    reason         TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    answer_sha256  TEXT NOT NULL,
    previous       TEXT NOT NULL,
    hash           TEXT NOT NULL
) STRICT;

CREATE INDEX audit_key ON audit_log (key);
CREATE INDEX audit_run ON audit_log (run);

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE watermark (
    scope    TEXT PRIMARY KEY,
    at       TEXT NOT NULL,
    moved_at TEXT NOT NULL
) STRICT;

CREATE TABLE cursor (
    scope    TEXT PRIMARY KEY,
    window   TEXT NOT NULL,
    token    TEXT NOT NULL,
    bound    TEXT,
    saved_at TEXT NOT NULL
) STRICT;

CREATE TABLE rate_budget (
    operation    TEXT PRIMARY KEY,
    tokens_micro INTEGER NOT NULL,
    rate_micro   INTEGER,
    updated      TEXT NOT NULL
) STRICT;

CREATE TABLE credential (
    system      TEXT NOT NULL,
    name        TEXT NOT NULL,
    host        TEXT NOT NULL,
    sealed      BLOB NOT NULL,
    fingerprint TEXT NOT NULL,
    set_at      TEXT NOT NULL,
    PRIMARY KEY (system, name)
) STRICT;

CREATE TABLE run (
    id       INTEGER PRIMARY KEY,
    command  TEXT NOT NULL,
    actor    TEXT NOT NULL,
    version  TEXT NOT NULL,
    started  TEXT NOT NULL,
    ended    TEXT,
    status   INTEGER,
    summary  TEXT
) STRICT;

CREATE INDEX run_command ON run (command, id);

-- Small things learnt or bound once: which company this file belongs to, store names, what Sage can do.
CREATE TABLE fact (
    name     TEXT PRIMARY KEY,
    value    TEXT NOT NULL,
    noted_at TEXT NOT NULL
) STRICT;

-- Raw bytes of settlement reports, compressed, before they are parsed.
CREATE TABLE archive (
    sha256   TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    length   INTEGER NOT NULL,
    bytes    BLOB,
    kept_at  TEXT NOT NULL
) STRICT;
