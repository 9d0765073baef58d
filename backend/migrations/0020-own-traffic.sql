-- Whose visits do not count: those of the tenant's own people, by their addresses' domains and their networks.
create table own_traffic (
  tenant_id uuid not null references tenants,
  domains text[] not null,
  -- As CIDR: 192.0.2.0/24, 2001:db8::/32.
  networks text[] not null,
  primary key (tenant_id)
);
-- A visitor who was identified by an address of the tenant's own.
alter table visitors add column own boolean not null default false;

-- Events that were left out, by day (UTC) and why. Nothing else is kept of them.
create table filtered_events (
  tenant_id uuid not null references tenants,
  day date not null,
  reason text not null,
  events integer not null check (events > 0),
  primary key (tenant_id, day, reason)
);

grant select, insert, update, delete on own_traffic, filtered_events to aix_app;
alter table own_traffic enable row level security;
create policy own_rows on own_traffic
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
alter table filtered_events enable row level security;
create policy own_rows on filtered_events
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
