-- Up Migration
-- The tables of schemas/archive-tables.ts, which says what each column means.
CREATE TABLE archives (
  topic text COLLATE "C" NOT NULL,
  is_wanted boolean NOT NULL,
  includes_replayed boolean NOT NULL,
  changed_at bigint NOT NULL,
  PRIMARY KEY (topic)
);

CREATE TABLE replays (
  replay text COLLATE "C" NOT NULL,
  topic text COLLATE "C" NOT NULL,
  topic_id text COLLATE "C" NOT NULL,
  onto text COLLATE "C" NOT NULL,
  from_time bigint,
  to_time bigint,
  rate double precision,
  keeps_timestamps boolean NOT NULL,
  expected bigint NOT NULL,
  requested_at bigint NOT NULL,
  PRIMARY KEY (replay)
);

CREATE TABLE replay_states (
  replay text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  messages bigint NOT NULL,
  problem text COLLATE "C",
  changed_at bigint NOT NULL,
  PRIMARY KEY (replay)
);

CREATE TABLE replay_positions (
  replay text COLLATE "C" NOT NULL,
  positions text COLLATE "C" NOT NULL,
  ends text COLLATE "C" NOT NULL,
  until text COLLATE "C" NOT NULL,
  messages bigint NOT NULL,
  PRIMARY KEY (replay)
);

-- Down Migration
DROP TABLE replay_positions, replay_states, replays, archives;
