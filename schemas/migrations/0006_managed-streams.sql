-- Up Migration
-- The tables of schemas/stream-tables.ts, which says what each column means.
CREATE TABLE managed_streams (
  name text COLLATE "C" NOT NULL,
  partitions integer NOT NULL,
  retention_ms bigint,
  retention_bytes bigint,
  replication integer,
  created_at bigint NOT NULL,
  changed_by text COLLATE "C" NOT NULL,
  changed_at bigint NOT NULL,
  is_removed boolean NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE process_definitions (
  id bigint NOT NULL,
  owner text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  changed_at bigint NOT NULL,
  is_removed boolean NOT NULL,
  PRIMARY KEY (id)
);

CREATE TABLE process_revisions (
  id bigint NOT NULL,
  revision integer NOT NULL,
  change text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  changed_at bigint NOT NULL,
  PRIMARY KEY (id, revision)
);

CREATE TABLE operations (
  name text COLLATE "C" NOT NULL,
  generation integer NOT NULL,
  definition bigint NOT NULL,
  revision integer NOT NULL,
  input text COLLATE "C" NOT NULL,
  output text COLLATE "C" NOT NULL,
  is_on_demand boolean NOT NULL,
  concurrency integer NOT NULL,
  replicas integer NOT NULL,
  is_paused boolean NOT NULL,
  owner text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  is_removed boolean NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE operation_replicas (
  operation text COLLATE "C" NOT NULL,
  replica text COLLATE "C" NOT NULL,
  generation integer NOT NULL,
  round integer NOT NULL,
  state text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  executor text COLLATE "C" NOT NULL,
  handled bigint NOT NULL,
  published bigint NOT NULL,
  failed bigint NOT NULL,
  retried bigint NOT NULL,
  restarts integer NOT NULL,
  error text COLLATE "C",
  error_at bigint,
  PRIMARY KEY (operation, replica)
);

CREATE TABLE users (
  name text COLLATE "C" NOT NULL,
  password text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE api_keys (
  id text COLLATE "C" NOT NULL,
  owner text COLLATE "C" NOT NULL,
  label text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (id)
);

-- Down Migration
DROP TABLE api_keys;
DROP TABLE users;
DROP TABLE operation_replicas;
DROP TABLE operations;
DROP TABLE process_revisions;
DROP TABLE process_definitions;
DROP TABLE managed_streams;
