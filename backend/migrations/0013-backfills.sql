-- Reading everything of a connection again from the start, as its admin asked: the last time for each.
create table backfills (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  asked_at timestamptz not null,
  -- Null while whoever reads the connection has not come to it.
  begun_at timestamptz,
  done_at timestamptz,
  -- Records read since it began, and how many the CRM counted then.
  records_read integer not null default 0,
  records_counted integer,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connections
);
grant select, insert, update, delete on backfills to aix_app;
alter table backfills enable row level security;
create policy own_rows on backfills
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
