-- Which cases name which kept file. A file that no row and no draft names belongs to nobody, and is cleared away.
-- +goose Up

CREATE TABLE kept (
    hash     TEXT    NOT NULL,
    case_num INTEGER NOT NULL REFERENCES cases (num),
    PRIMARY KEY (hash, case_num)
) WITHOUT ROWID;
CREATE INDEX kept_of_case ON kept (case_num);

INSERT INTO kept (hash, case_num)
SELECT DISTINCT json_extract(d.value, '$.hash'), c.num
FROM cases c, json_each(CAST(c.state AS TEXT), '$.documents') d
WHERE json_extract(d.value, '$.hash') <> '';
