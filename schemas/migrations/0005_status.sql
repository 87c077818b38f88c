-- Up Migration
-- Database: monitor
-- The tables of schemas/status-tables.ts, which says what each column means.
CREATE TABLE expected_streams (
  id bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL,
  expected_rate double precision NOT NULL,
  warn_interval integer NOT NULL,
  fail_interval integer NOT NULL,
  source text COLLATE "C" NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE stream_overrides (
  id bigint NOT NULL,
  refdes text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  expected_rate double precision,
  warn_interval integer,
  fail_interval integer,
  PRIMARY KEY (id)
);

CREATE TABLE stream_arrivals (
  method text COLLATE "C" NOT NULL,
  refdes text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  deployment integer NOT NULL,
  bin bigint NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (method, refdes, stream, deployment)
);

CREATE TABLE stream_statuses (
  id bigint NOT NULL,
  refdes text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL,
  stream text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  changed_at bigint NOT NULL,
  reason text COLLATE "C" NOT NULL,
  pending_state text COLLATE "C",
  pending_since bigint,
  PRIMARY KEY (id)
);

CREATE TABLE status_changes (
  id bigint NOT NULL,
  at bigint NOT NULL,
  state text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  event text COLLATE "C" NOT NULL,
  PRIMARY KEY (id, at)
);

CREATE TABLE instrument_statuses (
  id bigint NOT NULL,
  refdes text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  changed_at bigint NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE judged_minutes (
  monitor text COLLATE "C" NOT NULL,
  minute bigint NOT NULL,
  PRIMARY KEY (monitor)
);

-- Down Migration
DROP TABLE judged_minutes, instrument_statuses, status_changes, stream_statuses, stream_arrivals, stream_overrides, expected_streams;
