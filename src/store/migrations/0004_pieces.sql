-- Raw report bytes in pieces, so that a report of tens of megabytes is written and read without being held whole.

-- A report of which no piece is left was pruned; its name, hash and length stay in `archive`.
CREATE TABLE archive_piece (
    sha256 TEXT NOT NULL REFERENCES archive (sha256),
    piece  INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (sha256, piece)
) STRICT;

INSERT INTO archive_piece (sha256, piece, bytes)
SELECT sha256, 0, bytes FROM archive WHERE bytes IS NOT NULL;

ALTER TABLE archive DROP COLUMN bytes;
