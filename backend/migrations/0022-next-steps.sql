-- What was suggested for each lead, what people did of it, and what is on its way to them. Personal data lives in:
-- next_steps.answered_by, deliveries.content.

-- When the team works: {timeZone, days, fromMinute, untilMinute}. Null is the default.
alter table tenants add column working_hours jsonb;

-- Every step that was ever suggested, with the chance it had, so that effects can be measured later.
create table next_steps (
  tenant_id uuid not null references tenants,
  step_id uuid not null,
  lead_id uuid not null,
  -- The score on which it rests.
  receipt_id uuid not null,
  action text not null check (action in ('call', 'mail', 'wait', 'nurture', 'ask')),
  reason jsonb not null,
  due_at timestamptz,
  chosen_at timestamptz not null,
  -- All that were considered, each with its worth and its chance: [{action, worth, chance}].
  considered jsonb not null,
  -- The chance of the one that was chosen, and the seed with which it was.
  chance double precision not null check (chance > 0 and chance <= 1),
  seed integer not null,
  -- When another step took its place, or none.
  ended_at timestamptz,
  -- When a card first showed it.
  shown_at timestamptz,
  -- taken: a task was made of it. later: it was put off until later_until.
  answer text check (answer in ('taken', 'later')),
  answered_at timestamptz,
  answered_by text,
  later_until timestamptz,
  primary key (tenant_id, step_id),
  foreign key (tenant_id, lead_id) references leads,
  check ((answer is null) = (answered_at is null)),
  check ((answer is not distinct from 'later') = (later_until is not null))
);
create unique index next_steps_standing on next_steps (tenant_id, lead_id) where ended_at is null;
create index next_steps_by_time on next_steps (tenant_id, chosen_at);

-- What is on its way out: each thing once, by what it is about.
create table deliveries (
  tenant_id uuid not null references tenants,
  delivery_id uuid not null,
  -- `step:…`: no second row about the same is ever made.
  about text not null,
  kind text not null check (kind in ('crm_task')),
  lead_id uuid,
  content jsonb not null,
  created_at timestamptz not null,
  attempts integer not null default 0,
  not_before timestamptz not null default '-infinity',
  delivered_at timestamptz,
  -- What the receiver calls it, where it says.
  external_id text,
  -- Given up, with the reason, until a person has it tried again.
  dead_at timestamptz,
  reason text,
  primary key (tenant_id, delivery_id),
  unique (tenant_id, about),
  foreign key (tenant_id, lead_id) references leads
);
create index deliveries_due on deliveries (not_before) where delivered_at is null and dead_at is null;

grant select, insert, update, delete on next_steps, deliveries to aix_app;

do $policies$
declare name text;
begin
  foreach name in array array['next_steps', 'deliveries'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy own_rows on %I using (tenant_id = (select nullif(current_setting(''aix.tenant_id'', true), '''')::uuid))', name);
  end loop;
end $policies$;
