-- Hashes of the log are kept as bytes, half as long as their texts; rows of earlier versions keep theirs as they were written.

-- `ANY` in a strict table keeps each value as it comes, so what lies in the file stays true to its schema: the rows, of which
-- there may be millions, are not written anew.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(replace(replace(replace(replace(sql,
    'request_sha256 TEXT', 'request_sha256 ANY'), 'answer_sha256  TEXT', 'answer_sha256  ANY'),
    'previous       TEXT', 'previous       ANY'), 'hash           TEXT', 'hash           ANY'),
    'state_sha256 TEXT', 'state_sha256 ANY')
WHERE type = 'table' AND name = 'audit_log';

PRAGMA writable_schema = RESET;

-- Times are sought by the second: a number in place of their text.
DROP INDEX audit_at;
CREATE INDEX audit_at ON audit_log (unixepoch(at));
