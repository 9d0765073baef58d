-- What a CRM's workflow says became of a record's person. It counts beside what the record itself says.
create table told_outcomes (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  object_type text not null,
  object_id text not null,
  outcome text not null check (outcome in ('converted', 'lost')),
  happened_at timestamptz not null,
  told_at timestamptz not null,
  primary key (tenant_id, connection_id, object_type, object_id),
  -- It goes with its record, whoever removes that.
  foreign key (tenant_id, connection_id, object_type, object_id) references crm_records on delete cascade
);
grant select, insert, update, delete on told_outcomes to aix_app;
alter table told_outcomes enable row level security;
create policy own_rows on told_outcomes
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
