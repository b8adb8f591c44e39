-- What an order takes: rows of the log keep no text of their time, and nothing that stands elsewhere already.

-- `ANY` in a strict table keeps each value as it comes: rows of earlier versions stay as they were written.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql, 'at             TEXT', 'at             ANY')
WHERE type = 'table' AND name = 'audit_log';

UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql, 'content_sha256 TEXT', 'content_sha256 ANY'),
    'document_sha256 TEXT', 'document_sha256 ANY'), 'version         TEXT', 'version         ANY'),
    'first_shipped   TEXT', 'first_shipped   ANY')
WHERE type = 'table' AND name = 'record';

PRAGMA writable_schema = RESET;

-- Times are sought by every 64th row.
DROP INDEX audit_at;
CREATE INDEX audit_at ON audit_log (CASE typeof(at) WHEN 'integer' THEN at / 1000000 ELSE unixepoch(at) END)
WHERE seq % 64 = 0;

-- A number that is the record's key leads to it as its key; where a document was found is no number at all.
DROP TRIGGER record_is_numbered;
CREATE TRIGGER record_is_numbered AFTER UPDATE OF sage ON record
WHEN new.sage IS NOT NULL AND new.sage IS NOT old.sage AND json_valid(new.sage)
BEGIN
    INSERT OR IGNORE INTO sage_number
    SELECT CAST(found.atom AS TEXT), new.id FROM json_tree(new.sage) AS found
    WHERE found.atom IS NOT NULL AND found.key IS NOT 'foundIn' AND CAST(found.atom AS TEXT) <> new.key;
END;

DELETE FROM sage_number WHERE number GLOB 'the *'
    OR number = (SELECT key FROM record WHERE id = sage_number.record);
