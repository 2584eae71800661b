-- Lists of tasks ask for what still runs (0), what waits for acceptance (1) or what has ended (2): by the place where
-- the place is a part of the tree, by the time where it is the whole.
ALTER TABLE task ADD COLUMN phase integer NOT NULL DEFAULT 0;
UPDATE task SET phase = CASE WHEN state = 'done' THEN 1 WHEN state IN ('accepted', 'cancelled') THEN 2 ELSE 0 END;
CREATE INDEX task_phase ON task (phase, unit_path, due_at, id);
CREATE INDEX task_phase_due ON task (phase, due_at, id);
