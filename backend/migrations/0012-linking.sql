-- How connections join and leave a tenant, and how everything is read again.

-- The code of a connection that the admin of another one may redeem, once: only its digest. A newer one takes its place.
create table link_codes (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  -- SHA-256 of the code.
  digest bytea not null unique,
  expires_at timestamptz not null,
  -- The connection that was linked by it; null until then.
  redeemed_by uuid,
  primary key (tenant_id, connection_id),
  foreign key (tenant_id, connection_id) references connections
);
grant select, insert, update, delete on link_codes to aix_app;
alter table link_codes enable row level security;
create policy own_rows on link_codes
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));

-- What belongs to the org or portal itself follows its connection to another tenant; what was read in it does not.
alter table connection_keys drop constraint connection_keys_tenant_id_connection_id_fkey,
  add foreign key (tenant_id, connection_id) references connections on update cascade;
alter table change_feeds drop constraint change_feeds_tenant_id_connection_id_fkey,
  add foreign key (tenant_id, connection_id) references connections on update cascade;
alter table api_usage drop constraint api_usage_tenant_id_connection_id_fkey,
  add foreign key (tenant_id, connection_id) references connections on update cascade;
