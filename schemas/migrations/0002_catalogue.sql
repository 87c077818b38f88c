-- Up Migration
-- The tables of schemas/catalogue-tables.ts, which says what each column means.
CREATE TABLE definitions (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  changed_at bigint NOT NULL,
  is_removed boolean NOT NULL,
  body text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, id)
);

CREATE TABLE definition_versions (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  changed_at bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  PRIMARY KEY (kind, id, version)
);

CREATE TABLE resolved_streams (
  stream text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  PRIMARY KEY (stream)
);

CREATE TABLE identifier_streams (
  identifier text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  parameter text COLLATE "C" NOT NULL,
  PRIMARY KEY (identifier, stream, parameter)
);

CREATE TABLE deployments (
  refdes text COLLATE "C" NOT NULL,
  deployment integer NOT NULL,
  start bigint NOT NULL,
  stop bigint,
  asset text COLLATE "C" NOT NULL,
  latitude double precision,
  longitude double precision,
  depth double precision,
  water_depth double precision,
  details text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  PRIMARY KEY (refdes, deployment)
);

CREATE TABLE calibrations (
  asset text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  start bigint NOT NULL,
  stop bigint,
  value text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  PRIMARY KEY (asset, name, start)
);

CREATE TABLE annotations (
  subsite text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  node text COLLATE "C",
  sensor text COLLATE "C",
  method text COLLATE "C",
  stream text COLLATE "C",
  parameters text COLLATE "C" NOT NULL,
  start bigint NOT NULL,
  stop bigint,
  text text COLLATE "C" NOT NULL,
  is_exclusion boolean NOT NULL,
  qc_flag text COLLATE "C",
  author text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  is_removed boolean NOT NULL,
  PRIMARY KEY (subsite, id)
);

-- Down Migration
DROP TABLE annotations, calibrations, deployments, identifier_streams, resolved_streams, definition_versions, definitions;
