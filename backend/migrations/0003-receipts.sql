-- What was published of each lead, with the proof of how it came to be. Personal data lives in: receipts.payload,
-- overrides.reason and set_by, feedback.note and given_by.

-- The parts of a score, and when passing time alone may move what is published of it.
alter table scores add column fit_log_odds double precision;
alter table scores add column fit_low double precision;
alter table scores add column fit_high double precision;
alter table scores add column fit_points integer;
alter table scores add column engagement_points integer;
alter table scores add column next_look_at timestamptz;
-- When the fit was computed; it stands while neither the lead's facts nor the model change.
alter table scores add column fit_at timestamptz;
-- Scores made before this migration lack the parts: they are made again.
delete from scores;
create index scores_by_next_look on scores (tenant_id, next_look_at) where next_look_at is not null;

-- A receipt for each published score. The receipts of a lead form a chain over salted digests: a payload can be erased, with its
-- salt, and the chain still proves every other one.
create table receipts (
  tenant_id uuid not null references tenants,
  receipt_id uuid not null,
  lead_id uuid not null,
  -- Counts a lead's receipts from 1 without a gap.
  number integer not null check (number > 0),
  made_at timestamptz not null,
  -- Canonical JSON, byte for byte as digested; null once erased.
  payload text,
  salt bytea,
  -- SHA-256 of salt and payload.
  digest bytea not null,
  -- SHA-256 of the chain so far, this receipt's place in it, and its digest.
  chain bytea not null,
  erased_at timestamptz,
  primary key (tenant_id, receipt_id),
  unique (tenant_id, lead_id, number),
  check ((payload is null) = (salt is null) and (payload is null) = (erased_at is not null))
);

-- What stands on a lead's records, or is on its way there.
create table published (
  tenant_id uuid not null references tenants,
  lead_id uuid not null,
  receipt_id uuid not null,
  receipt_number integer not null,
  published_at timestamptz not null,
  status text not null check (status in ('scored', 'not_eligible', 'too_little')),
  score_points integer,
  band text,
  band_since timestamptz,
  -- Of the last crossing of a threshold; null before the first.
  crossing_token text,
  -- The override that it carries.
  override_id uuid,
  primary key (tenant_id, lead_id),
  foreign key (tenant_id, lead_id) references leads,
  foreign key (tenant_id, receipt_id) references receipts
);

-- The receipt whose values each record has, or is about to get. Not a column of crm_records, which imports rewrite.
create table published_records (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  object_type text not null,
  object_id text not null,
  receipt_id uuid not null,
  primary key (tenant_id, connection_id, object_type, object_id),
  foreign key (tenant_id, connection_id, object_type, object_id) references crm_records,
  foreign key (tenant_id, receipt_id) references receipts
);

-- Each passage of a published score over a threshold, told once.
create table crossings (
  tenant_id uuid not null references tenants,
  token text not null,
  lead_id uuid not null,
  threshold text not null check (threshold in ('hot', 'warm', 'nurture')),
  direction text not null check (direction in ('up', 'down')),
  receipt_id uuid not null,
  crossed_at timestamptz not null,
  primary key (tenant_id, token),
  foreign key (tenant_id, receipt_id) references receipts
);
create index crossings_by_lead on crossings (tenant_id, lead_id, crossed_at);

-- Bands that people set beside the model's, each until a day. An override that was undone or has run out stays as history.
create table overrides (
  tenant_id uuid not null references tenants,
  override_id uuid not null,
  lead_id uuid not null,
  band text not null check (band in ('Hot', 'Warm', 'Nurture', 'Low')),
  reason text not null,
  set_by text not null,
  set_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > set_at),
  undone_at timestamptz,
  undone_by text,
  primary key (tenant_id, override_id),
  foreign key (tenant_id, lead_id) references leads
);
create index overrides_by_lead on overrides (tenant_id, lead_id, set_at);
create index overrides_by_end on overrides (tenant_id, ends_at) where undone_at is null;

-- What people say of a score, with the receipt that it is about.
create table feedback (
  tenant_id uuid not null references tenants,
  feedback_id uuid not null,
  lead_id uuid not null,
  receipt_id uuid not null,
  -- Whether the score looks right to them; if not, why.
  is_right boolean not null,
  reason text check (reason in ('wrong_fit', 'wrong_timing', 'bad_data', 'already_customer', 'competitor_or_student', 'other')),
  note text,
  given_by text not null,
  given_at timestamptz not null,
  undone_at timestamptz,
  primary key (tenant_id, feedback_id),
  foreign key (tenant_id, receipt_id) references receipts,
  check (is_right = (reason is null))
);
create index feedback_by_receipt on feedback (tenant_id, receipt_id);

-- A write that the CRM will not take, or did not take for a day, stays here for a person to look at.
alter table outbox add column dead_at timestamptz;
alter table outbox add column reason text;

-- Our calls to each connection's API by hour, and what the platform last said.
create table api_usage (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  hour timestamptz not null,
  calls integer not null,
  limited integer not null,
  -- The platform's own count of the running 24 hours, where it tells.
  day_used integer,
  day_limit integer,
  last_call_at timestamptz not null,
  primary key (tenant_id, connection_id, hour),
  foreign key (tenant_id, connection_id) references connections
);

grant select, insert, update, delete on receipts, published, published_records, crossings, overrides, feedback,
  api_usage to aix_app;

do $policies$
declare name text;
begin
  foreach name in array array['receipts', 'published', 'published_records', 'crossings', 'overrides', 'feedback',
    'api_usage'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy own_rows on %I using (tenant_id = nullif(current_setting(''aix.tenant_id'', true), '''')::uuid)', name);
  end loop;
end $policies$;
