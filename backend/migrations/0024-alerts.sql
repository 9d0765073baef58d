-- Where a tenant wants to hear of crossings. Addresses and secrets lie sealed in alert_channels.settings.
create table alert_channels (
  tenant_id uuid not null references tenants,
  channel_id uuid not null,
  kind text not null check (kind in ('crm_task', 'slack', 'webhook')),
  name text not null,
  -- Which crossings it tells: ["hot-up", …].
  crossings jsonb not null,
  -- Whether it is silent outside of working hours; what happens then is told when they begin.
  is_quiet boolean not null,
  -- Sealed: {url, secret} or {connectionId}.
  settings bytea not null,
  -- Where it leads, for people to read; no path, which may be secret.
  shown text not null,
  created_at timestamptz not null,
  -- Failures since the last success, and since when.
  failures integer not null default 0,
  failing_since timestamptz,
  -- Nothing is sent any more, with the reason, until an admin enables it.
  disabled_at timestamptz,
  disabled_reason text,
  primary key (tenant_id, channel_id)
);

alter table deliveries drop constraint deliveries_kind_check;
alter table deliveries add constraint deliveries_kind_check check (kind in ('crm_task', 'slack', 'webhook'));
-- The channel by which it goes; null for a task that a person asked for.
alter table deliveries add column channel_id uuid;
alter table deliveries add foreign key (tenant_id, channel_id) references alert_channels;
create index deliveries_by_channel on deliveries (tenant_id, channel_id) where channel_id is not null;

grant select, insert, update, delete on alert_channels to aix_app;
alter table alert_channels enable row level security;
create policy own_rows on alert_channels
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
