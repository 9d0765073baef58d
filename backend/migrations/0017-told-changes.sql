-- What HubSpot tells of changes (webhooks), until the records themselves have been read.
create table told_changes (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  -- SHA-256 of what makes a change this one; told again it is the same.
  change_key bytea not null,
  -- erased: the person asked the portal to be forgotten.
  kind text not null check (kind in ('changed', 'merged', 'erased')),
  object_type text not null,
  object_id text not null,
  -- The record into which it was merged.
  merged_into text,
  received_at timestamptz not null,
  -- When it had reached its lead; it stays a while, to tell repeats.
  settled_at timestamptz,
  primary key (tenant_id, connection_id, change_key),
  check ((kind = 'merged') = (merged_into is not null)),
  -- A connection that moves takes it along: nobody may forget that a person is to be forgotten.
  foreign key (tenant_id, connection_id) references connections on update cascade
);
create index told_changes_waiting on told_changes (tenant_id, connection_id, received_at) where settled_at is null;
create index told_changes_settled on told_changes (settled_at) where settled_at is not null;

grant select, insert, update, delete on told_changes to aix_app;
alter table told_changes enable row level security;
create policy own_rows on told_changes
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
