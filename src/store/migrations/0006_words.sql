-- A person's words are rows of their own, and each row of the log says what it proves.

-- `proves`: a sign (`+` came, `=` changed, `-` went), the table and the row; `state_sha256`: its cells from then on.
-- Rows of earlier versions have neither, and are hashed as they were.
ALTER TABLE audit_log ADD COLUMN proves TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_log ADD COLUMN state_sha256 TEXT NOT NULL DEFAULT '';

-- The hashes stay when the bytes are pruned.
ALTER TABLE record ADD COLUMN content_sha256 TEXT;
ALTER TABLE settlement_lines ADD COLUMN lines_sha256 TEXT;
ALTER TABLE settlement_lines ADD COLUMN shares_sha256 TEXT;

-- `scope`: `whole`, `part` (named records only) or `dry-run`; `words`: what the run itself said when it failed.
ALTER TABLE run ADD COLUMN scope TEXT NOT NULL DEFAULT 'whole';
ALTER TABLE run ADD COLUMN words TEXT;
CREATE INDEX run_scope ON run (command, scope, id);

CREATE TABLE decision (
    id       INTEGER PRIMARY KEY,
    record   INTEGER NOT NULL REFERENCES record (id),
    word     TEXT NOT NULL,
    document TEXT NOT NULL,
    because  TEXT NOT NULL,
    by       TEXT NOT NULL,
    run      INTEGER NOT NULL,
    made_at  TEXT NOT NULL
) STRICT;

CREATE INDEX decision_record ON decision (record, id);

-- What earlier versions kept of decisions: in the skipped record itself, and in a fact beside the settlement.
INSERT INTO decision (record, word, document, because, by, run, made_at)
SELECT r.id, 'skip', '', coalesce(r.detail, ''), coalesce(a.actor, ''), coalesce(a.run, 0), r.updated_at
FROM record r LEFT JOIN audit_log a ON a.seq =
    (SELECT max(seq) FROM audit_log l WHERE l.key = r.key AND l.kind = r.kind AND l.event = 'decided')
WHERE r.state = 'skipped' AND r.reason = 'decided';

INSERT INTO decision (record, word, document, because, by, run, made_at)
SELECT r.id, 'send', '', f.value, coalesce(a.actor, ''), coalesce(a.run, 0), f.noted_at
FROM fact f JOIN record r ON r.kind = 'settlement' AND f.name = 'settlement-decided/' || r.key
LEFT JOIN audit_log a ON a.seq =
    (SELECT max(seq) FROM audit_log l WHERE l.key = r.key AND l.kind = r.kind AND l.event = 'decided')
WHERE r.state <> 'skipped';

CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decision_is_never_taken_back BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
