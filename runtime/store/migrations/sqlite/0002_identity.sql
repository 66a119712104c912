-- Who may come in. No password, session id or token is kept: only what cannot be turned back into one.
-- +goose Up

CREATE TABLE staff (
    id       TEXT    PRIMARY KEY,
    email    TEXT    NOT NULL UNIQUE,       -- in lower case
    name     TEXT    NOT NULL,
    password TEXT    NOT NULL,
    roles    TEXT    NOT NULL,              -- a JSON list
    teams    TEXT    NOT NULL,              -- a JSON list
    disabled INTEGER NOT NULL,
    created  INTEGER NOT NULL
);

CREATE TABLE sessions (
    id      TEXT    PRIMARY KEY,
    staff   TEXT    NOT NULL REFERENCES staff (id),
    csrf    TEXT    NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX sessions_by_staff ON sessions (staff);
CREATE INDEX sessions_by_expiry ON sessions (expires);

CREATE TABLE tokens (
    hash    TEXT    PRIMARY KEY,
    name    TEXT    NOT NULL UNIQUE,
    role    TEXT    NOT NULL,
    created INTEGER NOT NULL,
    used    INTEGER                         -- the last time, to the minute
);

CREATE TABLE attempts (
    key   TEXT    PRIMARY KEY,
    count INTEGER NOT NULL,
    ends  INTEGER NOT NULL                  -- the end of the window
) WITHOUT ROWID;
CREATE INDEX attempts_by_end ON attempts (ends);

CREATE TABLE setup_links (
    hash    TEXT    PRIMARY KEY,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used    INTEGER                         -- when
);
