-- Tasks: a measure given to a unit or a person, with a due time, feedback, photos and acceptance.
CREATE TABLE task (
  id uuid PRIMARY KEY,
  template text NOT NULL,
  title_en text NOT NULL,
  title_zh text NOT NULL,
  instructions_en text NOT NULL,
  instructions_zh text NOT NULL,
  evidence_en text NOT NULL,
  evidence_zh text NOT NULL,
  basis text NOT NULL,
  unit_path text NOT NULL,
  owner uuid,
  ordered_by text NOT NULL,
  origin_kind text NOT NULL,
  origin_id text NOT NULL,
  longitude double precision,
  latitude double precision,
  radius double precision,
  window_start bigint,
  window_end bigint,
  ordered_at bigint NOT NULL,
  due_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  escalate_every bigint NOT NULL,
  state text NOT NULL,
  expected_minutes integer NOT NULL,
  spent_minutes integer NOT NULL,
  overdue_since bigint,
  escalation_level integer NOT NULL,
  next_sweep bigint,
  version bigint NOT NULL
);
CREATE INDEX task_unit ON task (unit_path, due_at, id);
CREATE INDEX task_due ON task (due_at, id);
CREATE INDEX task_owner ON task (owner, due_at, id);
CREATE INDEX task_origin ON task (origin_kind, origin_id);
-- When the sweep next has to look at a task; null for a task that runs no more.
CREATE INDEX task_sweep ON task (next_sweep);

CREATE TABLE task_feedback (
  id uuid PRIMARY KEY,
  task uuid NOT NULL REFERENCES task (id),
  given_by text NOT NULL,
  done_at bigint NOT NULL,
  recorded_at bigint NOT NULL,
  minutes integer NOT NULL,
  note bytea, -- sealed; null once it is purged
  longitude double precision,
  latitude double precision,
  is_final integer NOT NULL
);
CREATE INDEX task_feedback_task ON task_feedback (task, recorded_at, id);
CREATE INDEX task_feedback_time ON task_feedback (done_at);

CREATE TABLE task_photo (
  id uuid PRIMARY KEY,
  task uuid NOT NULL REFERENCES task (id),
  feedback uuid REFERENCES task_feedback (id),
  added_by text NOT NULL,
  added_at bigint NOT NULL,
  media_type text NOT NULL,
  byte_count bigint NOT NULL,
  content_hash text NOT NULL
);
CREATE INDEX task_photo_task ON task_photo (task, added_at, id);

-- What was decided upon a task, and why: accepted, returned, cancelled.
CREATE TABLE task_decision (
  id uuid PRIMARY KEY,
  task uuid NOT NULL REFERENCES task (id),
  decided_by text NOT NULL,
  decided_at bigint NOT NULL,
  decision text NOT NULL,
  reason bytea -- sealed; null once it is purged
);
CREATE INDEX task_decision_task ON task_decision (task, decided_at, id);
