-- Whoever writes a row of the log, it is noted where it stands: a reconciliation that an earlier program began goes on
-- writing after a pass of this one has brought the file up to date.

CREATE TRIGGER audit_is_placed AFTER INSERT ON audit_log
BEGIN
    INSERT OR IGNORE INTO audit_place VALUES (new.run, new.seq / 64), (new.kind, new.seq / 64);
END;

-- Rows that were written so and not noted.
INSERT OR IGNORE INTO audit_place SELECT run, seq / 64 FROM audit_log ORDER BY seq;
INSERT OR IGNORE INTO audit_place SELECT kind, seq / 64 FROM audit_log ORDER BY seq;
