-- What leads do, and how that is tied to them. Addresses and visitor ids stand here only as digests; personal data may
-- lie in: events.properties, events_aside.event.

-- Salts what is kept of erased people, so that the same person is not recognisable across tenants.
alter table tenants add column erasure_salt uuid not null default gen_random_uuid();

-- Addresses are compared, never shown: from here on digests of their digests are enough (security/digests.ts).
alter table identities add column subject uuid;
update identities set subject = left(encode(sha256(convert_to(
  'email ' || encode(sha256(convert_to(value, 'UTF8')), 'hex'), 'UTF8')), 'hex'), 32)::uuid;
alter table identities drop constraint identities_pkey, drop column kind, drop column value;
alter table identities add primary key (tenant_id, subject);

-- The lead that an identity or a record was tied to itself; lead_id is where merges have led it since.
alter table identities add column own_lead_id uuid;
update identities set own_lead_id = lead_id;
alter table identities alter column own_lead_id set not null;
create index identities_by_lead on identities (tenant_id, lead_id);
alter table crm_records add column own_lead_id uuid;
update crm_records set own_lead_id = lead_id;
alter table crm_records alter column own_lead_id set not null;

-- Leads that turned out to be another lead. An undone merge stays, so that a CRM that still reports it does not repeat it.
create table lead_merges (
  tenant_id uuid not null references tenants,
  lead_id uuid not null,
  into_lead_id uuid not null check (into_lead_id <> lead_id),
  merged_at timestamptz not null,
  reason text not null,
  undone_at timestamptz,
  primary key (tenant_id, lead_id),
  foreign key (tenant_id, lead_id) references leads,
  foreign key (tenant_id, into_lead_id) references leads
);
create index lead_merges_by_target on lead_merges (tenant_id, into_lead_id);
-- The leads that stand for themselves.
create view standing_leads with (security_invoker = true) as
  select * from leads l where not exists (
    select from lead_merges m where m.tenant_id = l.tenant_id and m.lead_id = l.lead_id and m.undone_at is null);

create table write_keys (
  tenant_id uuid not null references tenants,
  key_id uuid not null,
  kind text not null check (kind in ('public', 'secret')),
  name text not null,
  -- SHA-256 of the key; the key itself is shown once and kept nowhere.
  key_hash text not null unique,
  -- Where a public key may be used from; empty for secret keys.
  allowed_origins text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, key_id)
);

-- Browsers that said whose they are.
create table visitors (
  tenant_id uuid not null references tenants,
  subject uuid not null,
  -- The address that it was identified by.
  email_subject uuid not null,
  -- Whether the tenant's own server vouched for that.
  signed boolean not null,
  identified_at timestamptz not null,
  primary key (tenant_id, subject)
);
create index visitors_by_email on visitors (tenant_id, email_subject);

-- Events, engagement and dirty_leads have no foreign keys: a check for each event would cost more than storing it.
create table events (
  tenant_id uuid not null,
  event_id uuid not null,
  -- Null while nobody knows whose it is.
  lead_id uuid,
  -- Whom the sender named: a visitor or an address. It never changes, so lead_id can be found again.
  subject uuid not null,
  signal text not null,
  -- By our clock.
  at timestamptz not null,
  received_at timestamptz not null,
  properties json,
  primary key (tenant_id, event_id)
);
create index events_by_lead on events (tenant_id, lead_id, at) where lead_id is not null;
create index events_of_nobody on events (tenant_id, subject) where lead_id is null;

-- Events that lack what scoring needs.
create table events_aside (
  tenant_id uuid not null references tenants,
  aside_id uuid not null,
  received_at timestamptz not null,
  reason text not null,
  event jsonb not null,
  primary key (tenant_id, aside_id)
);
create index events_aside_by_time on events_aside (tenant_id, received_at);

-- Each lead's events folded into decayed counters. Rows are rewritten often: the room left in pages keeps that cheap, and
-- json, which nothing here looks into, costs half of jsonb.
create table engagement (
  tenant_id uuid not null,
  lead_id uuid not null,
  state json not null,
  -- The same without what an unsigned visitor did; null while there is no such event.
  signed_state json,
  -- The signals it was folded with.
  signals_version integer not null,
  last_event_at timestamptz not null,
  -- Counts the row's changes: whoever folded from an older one folds again.
  revision integer not null,
  primary key (tenant_id, lead_id)
) with (fillfactor = 60);

-- Signals as learned from the tenant's outcomes; version 0, the library's defaults, has no row.
create table signal_sets (
  tenant_id uuid not null references tenants,
  version integer not null check (version > 0),
  learned_at timestamptz not null,
  -- From how many leads, and how many of them converted.
  leads integer not null,
  conversions integer not null,
  signals jsonb not null,
  primary key (tenant_id, version)
);

-- Leads whose score is older than what is known of them.
create sequence dirty_revision;
create table dirty_leads (
  tenant_id uuid not null,
  lead_id uuid not null,
  -- When the earliest change that no score has seen arrived.
  marked_at timestamptz not null,
  -- Moves with every mark, so that a score made before it does not take the mark away.
  revision bigint not null default nextval('dirty_revision'),
  -- Whether it is scored before others.
  hot boolean not null,
  primary key (tenant_id, lead_id)
) with (fillfactor = 60);
create index dirty_leads_in_turn on dirty_leads (tenant_id, hot desc, marked_at);

-- Visitors and addresses of erased people.
create table erased_identities (
  tenant_id uuid not null references tenants,
  -- SHA-256 of the tenant's salt and the subject.
  digest bytea not null,
  primary key (tenant_id, digest)
);

grant select on standing_leads to aix_app;
grant select, insert, update, delete on lead_merges, write_keys, visitors, events, events_aside, engagement, signal_sets,
  dirty_leads, erased_identities to aix_app;
grant usage on sequence dirty_revision to aix_app;

-- In a query of its own the setting is read once a statement, not once a row.
do $policies$
declare name text;
begin
  foreach name in array array['lead_merges', 'write_keys', 'visitors', 'events', 'events_aside', 'engagement',
    'signal_sets', 'dirty_leads', 'erased_identities'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_rows on %I using (true)', name);
  end loop;
  for name in select tablename from pg_policies where policyname = 'own_rows' loop
    execute format(
      'alter policy own_rows on %I using (tenant_id = (select nullif(current_setting(''aix.tenant_id'', true), '''')::uuid))',
      name);
  end loop;
end $policies$;
