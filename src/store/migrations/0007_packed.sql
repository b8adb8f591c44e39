-- What was read of an order and the document made of it are kept packed: a sixth of their texts.

-- Against a dictionary of the program's own (src/store/packed.rs). The texts of earlier versions stay where they are until
-- they are packed too, some at the end of each run; `unpacked` says below which row they stand.
ALTER TABLE record ADD COLUMN content_packed BLOB;
ALTER TABLE record ADD COLUMN document_packed BLOB;

CREATE TABLE unpacked (below INTEGER NOT NULL) STRICT;

INSERT INTO unpacked SELECT max(id) + 1 FROM record HAVING count(*) > 0;
