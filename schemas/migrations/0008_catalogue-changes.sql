-- Up Migration
-- The table catalogue_changes of schemas/catalogue-tables.ts.
CREATE TABLE catalogue_changes (
  topic text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  told_at bigint NOT NULL,
  told_as bigint NOT NULL,
  PRIMARY KEY (topic, key)
);

-- Down Migration
DROP TABLE catalogue_changes;
