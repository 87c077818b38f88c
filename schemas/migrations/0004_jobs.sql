-- Up Migration
-- The tables of schemas/job-tables.ts, which says what each column means.
CREATE TABLE jobs (
  job text COLLATE "C" NOT NULL,
  request text COLLATE "C" NOT NULL,
  file text COLLATE "C" NOT NULL,
  requested_at bigint NOT NULL,
  deadline_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  parts integer NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  seconds double precision NOT NULL,
  problem text COLLATE "C",
  PRIMARY KEY (job)
);

CREATE TABLE job_parts (
  job text COLLATE "C" NOT NULL,
  part integer NOT NULL,
  deployment integer,
  start bigint NOT NULL,
  stop bigint NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  PRIMARY KEY (job, part)
);

CREATE TABLE job_part_outcomes (
  job text COLLATE "C" NOT NULL,
  part integer NOT NULL,
  state text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  rows_left_out bigint NOT NULL,
  seconds double precision NOT NULL,
  files text COLLATE "C" NOT NULL,
  problem text COLLATE "C",
  PRIMARY KEY (job, part)
);

CREATE TABLE job_states (
  job text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  progress double precision NOT NULL,
  parts_made integer NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  problem text COLLATE "C",
  cancelled_at bigint,
  late_at bigint,
  expired_at bigint,
  started_at bigint,
  finished_at bigint,
  changed_at bigint NOT NULL,
  PRIMARY KEY (job)
);

-- Down Migration
DROP TABLE job_states, job_part_outcomes, job_parts, jobs;
