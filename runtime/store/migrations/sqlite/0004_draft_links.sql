-- Links by which people come back to a draft. Of a link and of the address it was mailed to, only hashes are kept.
-- +goose Up

ALTER TABLE drafts ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- where links to it are mailed; '': none was
CREATE INDEX drafts_by_address ON drafts (address, at) WHERE address <> '';

CREATE TABLE draft_links (
    hash  TEXT    PRIMARY KEY,
    draft TEXT    NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    at    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX draft_links_of_draft ON draft_links (draft, at);
