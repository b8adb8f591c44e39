-- What people look for in an old database is found by an index: rows by time, kind and reason, records by Sage's numbers.

CREATE INDEX audit_at ON audit_log (at);
CREATE INDEX audit_kind ON audit_log (kind);
CREATE INDEX audit_reason ON audit_log (substr(reason, 1, instr(reason || ':', ':') - 1)) WHERE reason <> '';

-- Every number that Sage gave a record: order, shipment, invoice, batch, entry, credit note.
CREATE TABLE sage_number (
    number TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (number, record)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO sage_number
SELECT CAST(found.atom AS TEXT), r.id FROM record r, json_tree(r.sage) AS found
WHERE r.sage IS NOT NULL AND json_valid(r.sage) AND found.atom IS NOT NULL;

CREATE TRIGGER record_is_numbered AFTER UPDATE OF sage ON record
WHEN new.sage IS NOT NULL AND new.sage IS NOT old.sage AND json_valid(new.sage)
BEGIN
    INSERT OR IGNORE INTO sage_number
    SELECT CAST(found.atom AS TEXT), new.id FROM json_tree(new.sage) AS found WHERE found.atom IS NOT NULL;
END;

-- Orders in Sage without an invoice yet, which `document = "order"` waits for.
CREATE INDEX record_uninvoiced ON record (id)
WHERE kind = 'order' AND state = 'posted' AND instr(sage, '"invoiceNumber":null') > 0;
