-- Up Migration
-- The table quality_tests of schemas/catalogue-tables.ts.
CREATE TABLE quality_tests (
  refdes text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  parameter text COLLATE "C" NOT NULL,
  test text COLLATE "C" NOT NULL,
  settings text COLLATE "C" NOT NULL,
  inputs text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  PRIMARY KEY (refdes, stream, parameter, test)
);

-- Down Migration
DROP TABLE quality_tests;
