-- A channel may gather what happens: {every: hour | day, hour, timeZone}. Null tells each crossing at once. A paused one is silent until an
-- admin resumes it.
alter table alert_channels add column digest jsonb;
alter table alert_channels add column paused_at timestamptz;

-- What a digest tells: each crossing in one digest of a channel. Gone once it is delivered. Personal data lives in content.
create table digest_crossings (
  tenant_id uuid not null references tenants,
  channel_id uuid not null,
  token text not null,
  delivery_id uuid not null,
  lead_id uuid not null,
  content jsonb not null,
  primary key (tenant_id, channel_id, token),
  foreign key (tenant_id, delivery_id) references deliveries on delete cascade,
  foreign key (tenant_id, lead_id) references leads
);
create index digest_crossings_by_delivery on digest_crossings (tenant_id, delivery_id);
create index digest_crossings_by_lead on digest_crossings (tenant_id, lead_id);

grant select, insert, update, delete on digest_crossings to aix_app;
alter table digest_crossings enable row level security;
create policy own_rows on digest_crossings
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
