-- Up Migration
-- The table computed_streams of schemas/catalogue-tables.ts, with what the streams that are known say.
CREATE TABLE computed_streams (
  host text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  PRIMARY KEY (host, stream)
);
INSERT INTO computed_streams
  SELECT DISTINCT host, stream FROM resolved_streams, jsonb_array_elements_text(body::jsonb -> 'computedFrom') AS host;

-- Down Migration
DROP TABLE computed_streams;
