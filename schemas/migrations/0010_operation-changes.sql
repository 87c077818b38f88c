-- Up Migration
-- Which change made an operation as it is: of two at once the first counts.
ALTER TABLE operations ADD COLUMN change text COLLATE "C" NOT NULL DEFAULT '';

-- Down Migration
ALTER TABLE operations DROP COLUMN change;
