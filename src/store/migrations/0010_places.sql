-- Rows of a run and of a kind are found by the blocks of 64 rows in which some stand: two indexes less that had an entry for each row.

-- `what`: a run's number, or a kind's word.
CREATE TABLE audit_place (
    what  ANY NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (what, block)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO audit_place SELECT run, seq / 64 FROM audit_log ORDER BY run, seq;
INSERT OR IGNORE INTO audit_place SELECT kind, seq / 64 FROM audit_log ORDER BY kind, seq;

DROP INDEX audit_run;
DROP INDEX audit_kind;
