-- What became of each running case when it was to be moved to newer files, and how far the cases of a type have met them.
-- +goose Up

CREATE TABLE moves (
    case_num INTEGER NOT NULL REFERENCES cases (num),
    version  TEXT NOT NULL,    -- of the files that it was to be moved to
    at       INTEGER NOT NULL, -- microseconds
    result   TEXT NOT NULL,    -- moved, stays, undone
    reason   TEXT NOT NULL,    -- a sentence: why it stays
    PRIMARY KEY (case_num, version)
) WITHOUT ROWID;

CREATE TABLE meetings (
    casetype TEXT PRIMARY KEY,
    version  TEXT NOT NULL,    -- that its running cases meet
    after    INTEGER NOT NULL, -- the number of the last case that was looked at
    done     INTEGER NOT NULL  -- 1 when all have been
) WITHOUT ROWID;
