-- The tree of units. `unit` has every unit that ever was, as its newest version has it: what other tables join for
-- the path. Units end but are never deleted, so that records of their time keep their place.
CREATE TABLE unit (
  code text PRIMARY KEY,
  path text NOT NULL,
  level text NOT NULL DEFAULT 'station',
  name_en text NOT NULL DEFAULT '',
  name_zh text NOT NULL DEFAULT ''
);
CREATE INDEX unit_path ON unit (path);

-- Each version holds from a day until the next version, or until the day from which the unit is no more. Days count
-- from 1970-01-01. The root's parent is empty.
CREATE TABLE unit_version (
  code text NOT NULL,
  valid_from integer NOT NULL,
  valid_until integer,
  level text NOT NULL,
  parent text NOT NULL,
  name_en text NOT NULL,
  name_zh text NOT NULL,
  PRIMARY KEY (code, valid_from)
);

-- Areas, WGS 84 in degrees, as well-known binary (OGC 06-103r4); each holds from a day until the next one.
CREATE TABLE unit_boundary (
  code text NOT NULL,
  valid_from integer NOT NULL,
  area bytea NOT NULL,
  PRIMARY KEY (code, valid_from)
);

-- One row: grows by one with every import, so that a copy in memory knows that it is old.
CREATE TABLE unit_revision (
  revision bigint NOT NULL
);
INSERT INTO unit_revision VALUES (0);
