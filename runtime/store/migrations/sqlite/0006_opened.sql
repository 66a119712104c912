-- Who opened a case that is hidden from others. It is about reading, so it is no event of the case: nothing in the case changed.
-- +goose Up

CREATE TABLE opened (
    case_num INTEGER NOT NULL REFERENCES cases (num),
    at       INTEGER NOT NULL, -- microseconds
    who      TEXT NOT NULL,    -- a staff id, or token:x
    path     TEXT NOT NULL     -- the address that was asked for
) STRICT;
CREATE INDEX opened_case ON opened (case_num, at);
