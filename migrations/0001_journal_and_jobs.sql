-- The journal: the one memory of what happened. Entries are only ever appended; each is bound to the one
-- before it by a keyed hash (store/journal.h).
CREATE TABLE journal (
  sequence bigint PRIMARY KEY,
  at bigint NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject text NOT NULL,
  unit_path text NOT NULL,
  purpose text NOT NULL,
  detail text NOT NULL,
  hash bytea NOT NULL
);
CREATE INDEX journal_subject ON journal (subject_kind, subject, sequence);
CREATE INDEX journal_unit ON journal (unit_path, sequence);

-- Long work (imports, analyses): what it is, how far it has come, how it ended.
CREATE TABLE job (
  id uuid PRIMARY KEY,
  kind text NOT NULL,
  title text NOT NULL,
  owner text NOT NULL,
  unit_path text NOT NULL,
  state text NOT NULL,
  progress double precision NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint,
  result text NOT NULL,
  problem text NOT NULL
);
CREATE INDEX job_recent ON job (started_at);
