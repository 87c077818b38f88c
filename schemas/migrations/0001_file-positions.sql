-- Up Migration
CREATE TABLE file_positions (
  source text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  identity text COLLATE "C" NOT NULL,
  byte_offset bigint NOT NULL CHECK (byte_offset >= 0),
  size bigint NOT NULL CHECK (size >= 0),
  lines bigint NOT NULL,
  particles bigint NOT NULL,
  ignored bigint NOT NULL,
  rejected bigint NOT NULL,
  -- Not jsonb, which refuses the character U+0000.
  state json NOT NULL,
  -- UTC microseconds since 1970.
  first_seen bigint NOT NULL,
  finished boolean NOT NULL,
  PRIMARY KEY (source, path, identity)
);
COMMENT ON TABLE file_positions IS 'How far each watched file has been published';

-- Down Migration
DROP TABLE file_positions;
