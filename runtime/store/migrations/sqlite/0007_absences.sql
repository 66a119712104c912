-- Who stands in for whom, and when. A row is never taken out: it says who could act for whom on any day.
-- +goose Up

CREATE TABLE absences (
    id       TEXT PRIMARY KEY,
    staff    TEXT NOT NULL REFERENCES staff (id), -- who is away
    stand_in TEXT NOT NULL REFERENCES staff (id),
    starts   INTEGER NOT NULL, -- microseconds, included
    ends     INTEGER NOT NULL, -- microseconds, not included; earlier than was said once it was ended
    by       TEXT NOT NULL,    -- the staff id of whoever said so
    created  INTEGER NOT NULL
);
CREATE INDEX absences_by_stand_in ON absences (stand_in, ends);
