-- The tables of the main job. tenant_id leads every key, and row-level security keeps every tenant to its own rows.
-- Personal data lives in: leads.email, leads.name, leads.company, leads.fields, crm_records.facts, identities.value.

create table tenants (
  tenant_id uuid primary key,
  name text not null,
  created_at timestamptz not null default now(),
  -- Within how many days after its creation a lead counts as converted.
  horizon_days integer not null check (horizon_days between 1 and 730),
  -- The canonical fields a model may use: [{name, label, kind}], and those left out: [{name, label, reason}].
  fields jsonb not null,
  left_out jsonb not null default '[]',
  -- Lowest score points of each band: {hot, warm, nurture}.
  band_thresholds jsonb not null,
  -- Fixed at the first training, so that points keep their meaning over model versions.
  points_per_log_odds double precision,
  mid_log_odds double precision
);

create table connections (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  crm text not null,
  -- The org's or portal's own id: one org belongs to one tenant.
  external_id text not null,
  name text not null,
  settings jsonb not null,
  -- Where each canonical field is found: [{field, kind, source}].
  mappings jsonb not null,
  -- AES-256-GCM, bound to tenant and connection.
  tokens bytea not null,
  read_cursor text,
  connected_at timestamptz not null default now(),
  primary key (tenant_id, connection_id),
  unique (crm, external_id)
);

create table leads (
  tenant_id uuid not null references tenants,
  lead_id uuid not null,
  email text,
  name text,
  company text,
  fields jsonb not null,
  created_at timestamptz not null,
  outcome text not null check (outcome in ('open', 'lost', 'converted')),
  converted_at timestamptz,
  -- When something that a score could depend on last changed.
  changed_at timestamptz not null,
  primary key (tenant_id, lead_id)
);
create index leads_by_age on leads (tenant_id, created_at, lead_id);

create table crm_records (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  object_type text not null,
  object_id text not null,
  lead_id uuid not null,
  -- The record in canonical terms, as last read.
  facts jsonb not null,
  -- Values that could not be used: [{field, problem}].
  problems jsonb not null default '[]',
  modified_at timestamptz not null,
  -- When the CRM took our last write, and why it refused one.
  written_at timestamptz,
  write_error text,
  primary key (tenant_id, connection_id, object_type, object_id),
  foreign key (tenant_id, connection_id) references connections,
  -- Deferred: a record is saved before the lead is merged from all of its records.
  foreign key (tenant_id, lead_id) references leads deferrable initially deferred
);
create index crm_records_by_lead on crm_records (tenant_id, lead_id);

create table identities (
  tenant_id uuid not null references tenants,
  kind text not null check (kind in ('email')),
  value text not null,
  lead_id uuid not null,
  primary key (tenant_id, kind, value),
  foreign key (tenant_id, lead_id) references leads deferrable initially deferred
);

create table models (
  tenant_id uuid not null references tenants,
  version integer not null check (version > 0),
  status text not null check (status in ('champion', 'retired')),
  trained_at timestamptz not null,
  artifact text not null,
  primary key (tenant_id, version)
);
create unique index one_champion on models (tenant_id) where status = 'champion';

create table scores (
  tenant_id uuid not null references tenants,
  lead_id uuid not null,
  model_version integer not null,
  scored_at timestamptz not null,
  status text not null check (status in ('scored', 'not_eligible', 'too_little')),
  -- Why there is no score, for not_eligible.
  reason text,
  log_odds double precision,
  propensity double precision,
  low double precision,
  high double precision,
  score_points integer check (score_points between 0 and 100),
  band text,
  -- One log-odds share per feature, in the model's order; with the model's base they sum to log_odds.
  contributions double precision[],
  primary key (tenant_id, lead_id),
  foreign key (tenant_id, lead_id) references leads,
  foreign key (tenant_id, model_version) references models
);
create index scores_by_points on scores (tenant_id, score_points desc);

-- What still has to reach a CRM: at most one row a record, the newest score wins.
create sequence outbox_revision;
create table outbox (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  object_type text not null,
  object_id text not null,
  -- Grows with every newer score, so that a late answer to an older one changes nothing.
  revision bigint not null default nextval('outbox_revision'),
  values jsonb not null,
  attempts integer not null default 0,
  not_before timestamptz not null default '-infinity',
  primary key (tenant_id, connection_id, object_type, object_id),
  foreign key (tenant_id, connection_id, object_type, object_id) references crm_records
);
create index outbox_by_revision on outbox (tenant_id, connection_id, revision);

do $role$ begin
  create role aix_app nologin;
exception when duplicate_object or unique_violation then null;
end $role$;
do $member$ begin
  execute format('grant aix_app to %I', current_user);
end $member$;
grant usage on schema public to aix_app;
grant select, insert, update, delete on tenants, connections, leads, crm_records, identities, models, scores, outbox to aix_app;
grant usage on sequence outbox_revision to aix_app;

do $policies$
declare name text;
begin
  foreach name in array array['tenants', 'connections', 'leads', 'crm_records', 'identities', 'models', 'scores', 'outbox'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy own_rows on %I using (tenant_id = nullif(current_setting(''aix.tenant_id'', true), '''')::uuid)', name);
  end loop;
end $policies$;
