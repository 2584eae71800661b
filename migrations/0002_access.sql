-- Who may sign in, by which post, and for which part of the tree. The unit is kept by its code, and its path
-- is looked up in `unit` at every use: an account whose unit is not there has no scope, and may nothing.
CREATE TABLE account (
  id uuid PRIMARY KEY,
  name text NOT NULL UNIQUE,
  display_name text NOT NULL,
  role text NOT NULL,
  unit_code text NOT NULL,
  language text NOT NULL,
  password_hash text NOT NULL,
  must_change_password integer NOT NULL,
  is_disabled integer NOT NULL,
  made_at bigint NOT NULL,
  last_sign_in_at bigint,
  version bigint NOT NULL
);
CREATE INDEX account_unit ON account (unit_code, name);

-- Of a session and of a token only the hash of its secret is kept.
CREATE TABLE user_session (
  id uuid PRIMARY KEY,
  secret_hash bytea NOT NULL UNIQUE,
  account uuid NOT NULL REFERENCES account (id),
  started_at bigint NOT NULL,
  last_used_at bigint NOT NULL,
  ends_at bigint NOT NULL
);
CREATE INDEX user_session_account ON user_session (account);

CREATE TABLE api_token (
  id uuid PRIMARY KEY,
  secret_hash bytea NOT NULL UNIQUE,
  account uuid NOT NULL REFERENCES account (id),
  name text NOT NULL,
  unit_code text NOT NULL,
  is_read_only integer NOT NULL,
  made_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  last_used_at bigint
);
CREATE INDEX api_token_account ON api_token (account, made_at);

-- Failed sign-ins, by the name that was tried ("name:...", whether or not there is such an account) and by
-- the address they came from ("address:..."); forgotten when the back-off has nothing more to say.
CREATE TABLE sign_in_failure (
  subject text PRIMARY KEY,
  failures bigint NOT NULL,
  last_failed_at bigint NOT NULL,
  blocked_until bigint NOT NULL
);
CREATE INDEX sign_in_failure_time ON sign_in_failure (last_failed_at);
