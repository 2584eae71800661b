-- Analyses: saved questions; their runs, and what a run found.
CREATE TABLE analysis (
  id uuid PRIMARY KEY,
  name_en text NOT NULL,
  name_zh text NOT NULL,
  method text NOT NULL,
  kinds text NOT NULL,
  unit_path text NOT NULL,
  method_settings text NOT NULL,
  alert_recurrence_days double precision,
  alert_p_value double precision,
  lead_days integer NOT NULL,
  valid_days integer NOT NULL,
  warned_level text NOT NULL,
  task_mode text NOT NULL,
  schedule_mode text NOT NULL,
  schedule_minute integer NOT NULL,
  is_enabled integer NOT NULL,
  next_run_at bigint,
  created_at bigint NOT NULL,
  version bigint NOT NULL
);
CREATE INDEX analysis_unit ON analysis (unit_path, id);
CREATE INDEX analysis_due ON analysis (next_run_at);

CREATE TABLE analysis_run (
  id uuid PRIMARY KEY,
  analysis uuid NOT NULL REFERENCES analysis (id),
  unit_path text NOT NULL,
  as_of bigint NOT NULL,
  state text NOT NULL,
  started_by text NOT NULL,
  started_at bigint NOT NULL,
  ended_at bigint,
  records bigint NOT NULL,
  left_out bigint NOT NULL,
  findings bigint NOT NULL,
  warnings_issued bigint NOT NULL,
  warnings_updated bigint NOT NULL,
  seed bigint NOT NULL,
  settings text NOT NULL,
  engine text NOT NULL,
  problem text NOT NULL
);
CREATE INDEX analysis_run_newest ON analysis_run (analysis, started_at, id);

CREATE TABLE finding (
  id uuid PRIMARY KEY,
  run uuid NOT NULL REFERENCES analysis_run (id),
  rank integer NOT NULL,
  start_day bigint NOT NULL,
  end_day bigint NOT NULL,
  observed bigint NOT NULL,
  expected double precision NOT NULL,
  statistic double precision NOT NULL,
  p_value double precision NOT NULL,
  gumbel_p double precision NOT NULL,
  recurrence_days double precision NOT NULL,
  is_significant integer NOT NULL,
  longitude double precision NOT NULL,
  latitude double precision NOT NULL,
  radius_metres double precision NOT NULL,
  places integer NOT NULL
);
CREATE INDEX finding_run ON finding (run, rank);

-- The incidents that a significant finding counted.
CREATE TABLE finding_incident (
  finding uuid NOT NULL REFERENCES finding (id),
  incident uuid NOT NULL,
  PRIMARY KEY (finding, incident)
);

-- Warnings: a finding addressed to a unit. Days are numbers of days since 1970-01-01.
CREATE TABLE warning (
  id uuid PRIMARY KEY,
  analysis uuid NOT NULL REFERENCES analysis (id),
  finding uuid NOT NULL REFERENCES finding (id),
  unit_path text NOT NULL,
  severity text NOT NULL,
  state text NOT NULL,
  kinds text NOT NULL,
  title_en text NOT NULL,
  title_zh text NOT NULL,
  description_en text NOT NULL,
  description_zh text NOT NULL,
  longitude double precision NOT NULL,
  latitude double precision NOT NULL,
  radius_metres double precision NOT NULL,
  west double precision NOT NULL,
  south double precision NOT NULL,
  east double precision NOT NULL,
  north double precision NOT NULL,
  start_day bigint NOT NULL,
  end_day bigint NOT NULL,
  observed bigint NOT NULL,
  expected double precision NOT NULL,
  observed_in_unit bigint NOT NULL,
  area_share double precision NOT NULL,
  statistic double precision NOT NULL,
  p_value double precision NOT NULL,
  recurrence_days double precision NOT NULL,
  first_start bigint NOT NULL,
  first_as_of bigint NOT NULL,
  as_of bigint NOT NULL,
  valid_from bigint NOT NULL,
  valid_until bigint NOT NULL,
  issued_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  ended_at bigint,
  closure_reason text NOT NULL,
  version bigint NOT NULL
);
CREATE INDEX warning_newest ON warning (issued_at, id);
CREATE INDEX warning_unit ON warning (unit_path, issued_at, id);
CREATE INDEX warning_analysis ON warning (analysis, valid_until);
CREATE INDEX warning_state ON warning (state, valid_until);

-- The history of a warning: every change and comment, with the numbers of that time.
CREATE TABLE warning_entry (
  warning uuid NOT NULL REFERENCES warning (id),
  ordinal integer NOT NULL,
  at bigint NOT NULL,
  by_whom text NOT NULL,
  kind text NOT NULL,
  content text NOT NULL,
  version bigint NOT NULL,
  start_day bigint,
  end_day bigint,
  observed bigint,
  expected double precision,
  observed_in_unit bigint,
  area_share double precision,
  statistic double precision,
  p_value double precision,
  recurrence_days double precision,
  PRIMARY KEY (warning, ordinal)
);

-- What came of a warning, as last measured. An interval without an upper end has null there.
CREATE TABLE warning_outcome (
  warning uuid PRIMARY KEY REFERENCES warning (id),
  unit_path text NOT NULL,
  measured_at bigint NOT NULL,
  window_from bigint NOT NULL,
  window_to bigint NOT NULL,
  base_from bigint NOT NULL,
  base_to bigint NOT NULL,
  place_now bigint NOT NULL,
  place_base bigint NOT NULL,
  rest_now bigint NOT NULL,
  rest_base bigint NOT NULL,
  before bigint NOT NULL,
  beside_now bigint NOT NULL,
  beside_base bigint NOT NULL,
  beside_places integer NOT NULL,
  ring_now bigint NOT NULL,
  ring_base bigint NOT NULL,
  expected double precision NOT NULL,
  ring_expected double precision NOT NULL,
  dispersion double precision NOT NULL,
  expected_ratio double precision,
  expected_low double precision NOT NULL,
  expected_high double precision,
  before_ratio double precision,
  before_low double precision NOT NULL,
  before_high double precision,
  beside_ratio double precision,
  beside_low double precision NOT NULL,
  beside_high double precision
);
CREATE INDEX warning_outcome_unit ON warning_outcome (unit_path, window_to);
