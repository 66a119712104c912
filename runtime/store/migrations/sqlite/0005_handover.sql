-- A draft is handed to somebody who helps its applicant, by a link that can be opened once.
-- +goose Up

ALTER TABLE draft_links ADD COLUMN role TEXT NOT NULL DEFAULT ''; -- '': the applicant's; 'offered', 'helper', 'ended'
CREATE UNIQUE INDEX draft_links_handed ON draft_links (draft) WHERE role IN ('offered', 'helper');
