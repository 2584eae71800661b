-- Delivery of warnings. A notice is one change of one warning; it, the inbox item and the outbox rows
-- are written in the transaction of the change itself.
CREATE TABLE delivery_notice (
  id uuid PRIMARY KEY,
  warning uuid NOT NULL,
  sequence bigint NOT NULL,
  change text NOT NULL,
  severity text NOT NULL,
  sent_at bigint NOT NULL,
  valid_until bigint NOT NULL,
  unit_path text NOT NULL,
  is_latest integer NOT NULL,
  content text NOT NULL
);
CREATE UNIQUE INDEX delivery_notice_warning ON delivery_notice (warning, sequence);
CREATE INDEX delivery_notice_sent ON delivery_notice (is_latest, sent_at, id);

CREATE TABLE inbox_item (
  id uuid PRIMARY KEY,
  at bigint NOT NULL,
  unit_path text NOT NULL,
  subject_kind text NOT NULL,
  subject text NOT NULL,
  title_en text NOT NULL,
  title_zh text NOT NULL,
  severity text NOT NULL
);
CREATE INDEX inbox_item_at ON inbox_item (at, id);
CREATE INDEX inbox_item_unit ON inbox_item (unit_path, at, id);

CREATE TABLE inbox_reading (
  item uuid NOT NULL REFERENCES inbox_item (id),
  account uuid NOT NULL,
  read_at bigint NOT NULL,
  PRIMARY KEY (item, account)
);
CREATE INDEX inbox_reading_account ON inbox_reading (account, item);

-- How far the inbox has read the journal (escalated tasks); one row.
CREATE TABLE inbox_progress (
  id integer PRIMARY KEY,
  sequence bigint NOT NULL
);

CREATE TABLE webhook (
  id uuid PRIMARY KEY,
  url text NOT NULL,
  unit_path text NOT NULL,
  sealed_secret bytea NOT NULL,
  added_by text NOT NULL,
  added_at bigint NOT NULL,
  last_sent_at bigint,
  failing_since bigint,
  last_problem text NOT NULL
);
CREATE INDEX webhook_unit ON webhook (unit_path);

CREATE TABLE mail_subscription (
  id uuid PRIMARY KEY,
  address text NOT NULL,
  unit_path text NOT NULL,
  added_by text NOT NULL,
  added_at bigint NOT NULL,
  last_sent_at bigint,
  failing_since bigint,
  last_problem text NOT NULL
);
CREATE UNIQUE INDEX mail_subscription_address ON mail_subscription (address, unit_path);
CREATE INDEX mail_subscription_unit ON mail_subscription (unit_path);

-- What is to be sent, one row a notice and subscription; kept after it was sent, for the record.
CREATE TABLE delivery_outbox (
  id uuid PRIMARY KEY,
  notice uuid NOT NULL REFERENCES delivery_notice (id),
  channel text NOT NULL,
  subscription uuid NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL,
  made_at bigint NOT NULL,
  next_attempt_at bigint NOT NULL,
  sent_at bigint,
  last_problem text NOT NULL
);
CREATE INDEX delivery_outbox_next ON delivery_outbox (channel, state, next_attempt_at, id);
CREATE INDEX delivery_outbox_subscription ON delivery_outbox (subscription, state);
