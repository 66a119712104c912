-- The record of cases. Times are microseconds since 1970, UTC. `num` is the order in which cases came to be recorded.
-- +goose Up

CREATE TABLE cases (
    num       INTEGER PRIMARY KEY,
    id        TEXT    NOT NULL UNIQUE,
    reference TEXT    NOT NULL UNIQUE,
    casetype  TEXT    NOT NULL,
    title     TEXT    NOT NULL,
    version   TEXT    NOT NULL,
    seq       INTEGER NOT NULL,             -- of the newest event
    head      BLOB    NOT NULL,             -- its hash: the end of the case's chain
    status    TEXT    NOT NULL,
    outcome   TEXT    NOT NULL,
    owner     TEXT,
    team      TEXT    NOT NULL,
    priority  TEXT    NOT NULL,
    due       INTEGER,
    received  INTEGER NOT NULL,
    opened    INTEGER NOT NULL,
    closed    INTEGER,
    applicant TEXT    NOT NULL,             -- what search finds a case by, shortened
    email     TEXT    NOT NULL,
    timers    BLOB    NOT NULL,             -- digest of the wanted set of timers
    erased    TEXT    NOT NULL DEFAULT '',  -- the classes of content taken out, separated by spaces
    state     BLOB    NOT NULL              -- the case as JSON; last, so that lists need not read past it
);
CREATE INDEX cases_by_status ON cases (status, num);
CREATE INDEX cases_by_type   ON cases (casetype, num);
CREATE INDEX cases_by_team   ON cases (team, num);
CREATE INDEX cases_by_owner  ON cases (owner, num) WHERE owner IS NOT NULL;

CREATE TABLE events (
    case_num INTEGER NOT NULL REFERENCES cases (num),
    seq      INTEGER NOT NULL,
    id       TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    cause    INTEGER NOT NULL,
    actor    BLOB    NOT NULL,
    version  TEXT    NOT NULL,
    why      BLOB,
    asks     INTEGER NOT NULL,              -- how many effects it asked for
    parts    TEXT    NOT NULL,              -- which members of the body are content, by retention class
    seals    BLOB    NOT NULL,              -- a salt and a commitment for each of those classes
    hash     BLOB    NOT NULL,              -- covers all of the above but the salts, and the hash before
    erased   TEXT    NOT NULL DEFAULT '',   -- the classes taken out of the body, separated by spaces
    body     BLOB    NOT NULL,
    PRIMARY KEY (case_num, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX events_given ON events (id) WHERE cause = seq;

CREATE TABLE tasks (
    key      TEXT    PRIMARY KEY,           -- "<case id>-<task id>"
    case_num INTEGER NOT NULL REFERENCES cases (num),
    pos      INTEGER NOT NULL,              -- its place in the case
    id       TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    casetype TEXT    NOT NULL,
    stage    TEXT    NOT NULL,
    title    TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    required INTEGER NOT NULL,
    flagged  TEXT    NOT NULL,
    owner    TEXT,
    team     TEXT    NOT NULL,
    role     TEXT,
    priority TEXT    NOT NULL,
    skills   TEXT    NOT NULL,
    place    INTEGER NOT NULL,              -- of the priority: 0 urgent, 1 high, 2 normal, 3 low
    due      INTEGER NOT NULL,              -- the largest integer when there is none, so that it sorts last
    opened   INTEGER NOT NULL               -- the same
) WITHOUT ROWID;
CREATE INDEX tasks_of_case ON tasks (case_num, pos);
CREATE INDEX tasks_by_state ON tasks (state, place, due, opened, key);
CREATE INDEX tasks_by_team  ON tasks (team, place, due, opened, key, owner) WHERE state = 'open';
CREATE INDEX tasks_by_owner ON tasks (owner, place, due, opened, key) WHERE state = 'open' AND owner IS NOT NULL;
CREATE INDEX tasks_by_role  ON tasks (role, place, due, opened, key) WHERE state = 'open' AND role IS NOT NULL;

CREATE VIRTUAL TABLE search USING fts5 (reference, applicant, email, tokenize = 'unicode61 remove_diacritics 2');
-- a word taken out of the index is overwritten, not only marked
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

CREATE TABLE timers (
    case_num INTEGER NOT NULL REFERENCES cases (num),
    key      TEXT    NOT NULL,
    at       INTEGER NOT NULL,              -- when it is due
    wake     INTEGER NOT NULL,              -- when to look at it; later than `at` after it could not be handled
    PRIMARY KEY (case_num, key)
) WITHOUT ROWID;
CREATE INDEX timers_by_wake ON timers (wake);

CREATE TABLE effects (
    id       TEXT    PRIMARY KEY,
    case_num INTEGER REFERENCES cases (num), -- NULL: mail that belongs to no case
    seq      INTEGER NOT NULL,              -- the event that asked for it; 0: none did
    kind     TEXT    NOT NULL,
    asked    INTEGER NOT NULL,
    state    TEXT    NOT NULL,              -- wanted, done, failed
    wake     INTEGER NOT NULL,              -- when a worker may take it; the end of the lease while one has it
    worker   TEXT    NOT NULL,
    tries    INTEGER NOT NULL,
    reason   TEXT,                          -- why the last try failed
    changed  INTEGER NOT NULL,
    digest   BLOB    NOT NULL,
    body     BLOB                           -- NULL once erased
) WITHOUT ROWID;
CREATE INDEX effects_of_case ON effects (case_num, seq);
CREATE INDEX effects_wanted ON effects (wake) WHERE state = 'wanted';
CREATE INDEX effects_in_trouble ON effects (changed, id) WHERE state <> 'done' AND reason IS NOT NULL;

CREATE TABLE guards (
    guard    TEXT    PRIMARY KEY,
    case_num INTEGER NOT NULL REFERENCES cases (num)
) WITHOUT ROWID;

CREATE TABLE keys (
    caller    TEXT    NOT NULL,
    casetype  TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    body_hash TEXT    NOT NULL,
    status    INTEGER NOT NULL,
    response  BLOB    NOT NULL,
    case_num  INTEGER NOT NULL REFERENCES cases (num),
    PRIMARY KEY (caller, casetype, key)
) WITHOUT ROWID;

CREATE TABLE drafts (
    id       TEXT    PRIMARY KEY,
    casetype TEXT    NOT NULL,
    form     TEXT    NOT NULL,
    data     BLOB    NOT NULL,
    page     INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    case_num INTEGER REFERENCES cases (num) -- the case it became; its data is gone then
);
CREATE INDEX drafts_by_expiry ON drafts (expires);

CREATE TABLE counters (
    casetype TEXT    PRIMARY KEY,
    next     INTEGER NOT NULL               -- the next number that nobody has
) WITHOUT ROWID;

CREATE TABLE files (
    hash    TEXT PRIMARY KEY,
    content BLOB NOT NULL
);
CREATE TABLE versions (
    name    TEXT    NOT NULL,
    version TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    digest  BLOB    NOT NULL,               -- of its paths and their hashes
    PRIMARY KEY (version, name)
) WITHOUT ROWID;
CREATE TABLE version_files (
    name    TEXT NOT NULL,
    version TEXT NOT NULL,
    path    TEXT NOT NULL,
    hash    TEXT NOT NULL REFERENCES files (hash),
    PRIMARY KEY (version, name, path),
    FOREIGN KEY (version, name) REFERENCES versions (version, name)
) WITHOUT ROWID;

CREATE TABLE mail (
    num      INTEGER PRIMARY KEY,
    effect   TEXT    NOT NULL REFERENCES effects (id),
    case_num INTEGER REFERENCES cases (num), -- NULL: it belongs to no case
    address  TEXT    NOT NULL,
    name     TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    UNIQUE (effect, address)
);
CREATE INDEX mail_of_case ON mail (case_num);

CREATE TABLE erasures (
    case_num INTEGER NOT NULL REFERENCES cases (num),
    class    TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (case_num, class, at)
) WITHOUT ROWID;
