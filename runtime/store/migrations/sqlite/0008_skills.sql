-- What somebody is able to do that not everybody is: work may ask for it.
-- +goose Up

ALTER TABLE staff ADD COLUMN skills TEXT NOT NULL DEFAULT '[]'; -- a JSON list
