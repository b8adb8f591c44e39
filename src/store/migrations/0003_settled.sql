-- What each settlement put on which account for each order, and every line of a settlement with the way it went.

-- `journal` is the record of the part; zero where everything in the part cancelled and no batch was written.
CREATE TABLE settled (
    settlement   INTEGER NOT NULL REFERENCES record (id),
    amazon_order TEXT NOT NULL,
    journal      INTEGER NOT NULL,
    role         TEXT NOT NULL,
    amount       TEXT NOT NULL,
    PRIMARY KEY (settlement, amazon_order, journal, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX settled_order ON settled (amazon_order);

-- Databases of earlier versions kept these sums inside the settlement's frozen document.
INSERT INTO settled (settlement, amazon_order, journal, role, amount)
SELECT s.id,
       share.value ->> '$.order',
       coalesce((SELECT max(j.id) FROM record j WHERE j.kind = 'journal' AND j.parent = s.key AND j.seller = s.seller
                 AND j.key LIKE '% ' || printf('%s-%02d', share.value ->> '$.period.year',
                                               share.value ->> '$.period.number')), 0) AS part,
       share.value ->> '$.role',
       share.value -> '$.amount'
FROM record s, json_each(s.document, '$.settled') AS share
WHERE s.kind = 'settlement' AND s.document IS NOT NULL AND json_valid(s.document);

-- Lines as Amazon told them, compressed and in pieces, and beside them the shares that went to each journal line.
CREATE TABLE settlement_lines (
    settlement INTEGER NOT NULL REFERENCES record (id),
    source     TEXT NOT NULL,
    piece      INTEGER NOT NULL,
    count      INTEGER NOT NULL,
    lines      BLOB,
    shares     BLOB,
    kept_at    TEXT NOT NULL,
    PRIMARY KEY (settlement, source, piece)
) STRICT;
