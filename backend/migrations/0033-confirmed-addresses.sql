-- An e-mail address gets alerts only once somebody who reads there has agreed. Null waits for that. Channels that were there before go on.
alter table alert_channels add column confirmed_at timestamptz;
update alert_channels set confirmed_at = created_at;

-- When an address was asked, so that nobody makes us send letter after letter; it outlives the channel, for a day.
create table confirmation_requests (
  tenant_id uuid not null references tenants,
  channel_id uuid not null,
  asked_at timestamptz not null,
  primary key (tenant_id, channel_id, asked_at)
);

grant select, insert, update, delete on confirmation_requests to aix_app;
alter table confirmation_requests enable row level security;
create policy own_rows on confirmation_requests
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
