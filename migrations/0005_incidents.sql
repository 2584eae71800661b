-- What happened, where and when; nothing about a person (docs/boundaries.md).
-- Who keeps records, and which kinds there are, by number: a million rows hold numbers, not names.
CREATE TABLE incident_source (
  number integer PRIMARY KEY,
  name text NOT NULL UNIQUE
);
CREATE TABLE incident_kind (
  number integer PRIMARY KEY,
  code text NOT NULL UNIQUE
);

-- One row: grows by one with every change of `incident`, so that whoever keeps a copy in memory sees that it is
-- old; `rewritten` is the revision that last touched rows which were there before.
CREATE TABLE incident_revision (
  revision bigint NOT NULL,
  rewritten bigint NOT NULL
);
INSERT INTO incident_revision VALUES (0, 0);

-- One row a file that was brought in or refused.
CREATE TABLE incident_import (
  number integer PRIMARY KEY,
  id uuid NOT NULL UNIQUE,
  profile text NOT NULL,
  file_name text NOT NULL,
  at bigint NOT NULL,
  actor text NOT NULL,
  unit_path text NOT NULL,
  state text NOT NULL,
  total_rows bigint NOT NULL,
  added bigint NOT NULL,
  changed bigint NOT NULL,
  unchanged bigint NOT NULL,
  rejected bigint NOT NULL,
  outside bigint NOT NULL,
  columns text NOT NULL
);
-- The rows that were not taken: the file's own line, and only the columns that the profile reads.
CREATE TABLE incident_reject (
  import_number integer NOT NULL,
  ordinal integer NOT NULL,
  line bigint NOT NULL,
  column_name text NOT NULL,
  reason text NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (import_number, ordinal)
);

-- Times are milliseconds since 1970, places 1e-7 degrees (WGS 84). place_precision: 0 exact, 1 block, 2 grid,
-- 3 area, 4 unit. known_by: 0 public report, 1 sensor, 2 police initiative. status: 0 open, 1 cleared, 2 closed,
-- 3 unfounded. `digest` stands for all that the source says, so that a second import knows what has changed.
-- `sequence` is the order of arrival; rows are never deleted but by the schedule of deletion.
CREATE TABLE incident (
  sequence integer PRIMARY KEY,
  id uuid NOT NULL,
  kind integer NOT NULL,
  occurred_from bigint NOT NULL,
  occurred_to bigint NOT NULL,
  reported_at bigint,
  longitude_e7 integer,
  latitude_e7 integer,
  place_precision integer NOT NULL,
  place_radius_metres integer NOT NULL,
  known_by integer NOT NULL,
  status integer NOT NULL,
  status_at bigint,
  unit_code text NOT NULL,
  source integer NOT NULL,
  external_id text NOT NULL,
  digest bigint NOT NULL
);
CREATE UNIQUE INDEX incident_id ON incident (id);

-- The turns of an incident's status after it first came in.
CREATE TABLE incident_status_change (
  incident_id uuid NOT NULL,
  ordinal integer NOT NULL,
  status integer NOT NULL,
  at bigint NOT NULL,
  noted_at bigint NOT NULL,
  noted_by text NOT NULL,
  PRIMARY KEY (incident_id, ordinal)
);
