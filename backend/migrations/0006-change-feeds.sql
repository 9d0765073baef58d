-- Changes that a CRM tells by itself, and the pace of reading.

-- When the connection was last read to the end from its cursor; whether its CRM is asked to tell changes.
alter table connections add column read_at timestamptz, add column follows_changes boolean not null default false;

-- The CRM's own time of change of the newest reading of a record: an older reading that comes later replaces nothing.
alter table crm_records add column read_as_of timestamptz;

create table change_feeds (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  -- From where to follow on, in the connector's own words; null while nothing has come.
  position text,
  -- When the newest change told was made in the CRM, when it had reached its lead here, and when anything last came.
  last_change_at timestamptz,
  last_saved_at timestamptz,
  heard_at timestamptz,
  told bigint not null default 0,
  own bigint not null default 0,
  -- How often the leads were read from the cursor because changes may have been missed.
  catch_ups bigint not null default 0,
  -- Why following stands still; null while it does not.
  problem text,
  problem_at timestamptz,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connections
);
grant select, insert, update, delete on change_feeds to aix_app;
alter table change_feeds enable row level security;
create policy own_rows on change_feeds
  using (tenant_id = nullif(current_setting('aix.tenant_id', true), '')::uuid);
