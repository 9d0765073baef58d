-- Workflow actions that HubSpot was told to wait for, because its own API did not answer, until they are done and it was told so.
create table waiting_actions (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  -- HubSpot's name of one run of an action.
  callback_id text not null,
  object_type text not null,
  object_id text not null,
  -- As feedback names who gave it.
  person text not null,
  -- What is to be done: {"kind": "score"}.
  deed json not null,
  asked_at timestamptz not null,
  primary key (tenant_id, connection_id, callback_id),
  foreign key (tenant_id, connection_id) references connections
);
create index waiting_actions_by_time on waiting_actions (tenant_id, connection_id, asked_at);

grant select, insert, update, delete on waiting_actions to aix_app;
alter table waiting_actions enable row level security;
create policy own_rows on waiting_actions
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
