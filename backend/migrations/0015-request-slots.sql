-- The pace of requests to one connection, which all processes keep together. Unlogged: after a crash of the server a pace begins
-- anew, as if all that may be sent at once had been sent.
create unlogged table request_slots (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  -- A platform has limits beside one another: `requests`, `searches`.
  lane text not null,
  -- The last moment at which somebody may send, by this server's clock; it may lie ahead.
  last_slot timestamptz not null,
  primary key (tenant_id, connection_id, lane),
  foreign key (tenant_id, connection_id) references connections on update cascade on delete cascade
);
grant select, insert, update, delete on request_slots to aix_app;
alter table request_slots enable row level security;
create policy own_rows on request_slots
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
