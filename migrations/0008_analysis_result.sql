-- What a run leaves to be drawn: one JSON object a run that has ended well.
CREATE TABLE analysis_result (
  run uuid PRIMARY KEY REFERENCES analysis_run (id),
  analysis uuid NOT NULL REFERENCES analysis (id),
  content text NOT NULL
);
CREATE INDEX analysis_result_analysis ON analysis_result (analysis);
