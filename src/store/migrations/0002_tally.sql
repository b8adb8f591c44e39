-- How many records stand where: kept as they step, so that `status` counts a million open records at once.

CREATE TABLE tally (
    kind   TEXT NOT NULL,
    state  TEXT NOT NULL,
    reason TEXT NOT NULL,
    count  INTEGER NOT NULL,
    PRIMARY KEY (kind, state, reason)
) STRICT, WITHOUT ROWID;

INSERT INTO tally SELECT kind, state, coalesce(reason, ''), count(*) FROM record GROUP BY 1, 2, 3;

CREATE TRIGGER record_comes AFTER INSERT ON record
BEGIN
    INSERT INTO tally VALUES (new.kind, new.state, coalesce(new.reason, ''), 1)
    ON CONFLICT (kind, state, reason) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER record_goes AFTER DELETE ON record
BEGIN
    UPDATE tally SET count = count - 1
    WHERE kind = old.kind AND state = old.state AND reason = coalesce(old.reason, '');
END;

CREATE TRIGGER record_steps AFTER UPDATE OF kind, state, reason ON record
WHEN old.state <> new.state OR old.reason IS NOT new.reason OR old.kind <> new.kind
BEGIN
    UPDATE tally SET count = count - 1
    WHERE kind = old.kind AND state = old.state AND reason = coalesce(old.reason, '');
    INSERT INTO tally VALUES (new.kind, new.state, coalesce(new.reason, ''), 1)
    ON CONFLICT (kind, state, reason) DO UPDATE SET count = count + 1;
END;
