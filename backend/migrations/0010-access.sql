-- Who may call from inside an org, and how connections come, join and end.
-- Personal data lives in: connections.connected_as, setup_log.person (a CRM's own user names and ids).

-- As whom we work in the CRM, as the CRM itself says.
alter table connections add column connected_as text;
-- When the CRM took our grant back: it was revoked, or the app uninstalled. Null while the connection works.
alter table connections add column ended_at timestamptz;
-- What the last look at score fields and certificate found, as the API shows it.
alter table connections add column last_check jsonb;

-- Certificates that stand in a connected org, with which it signs its calls.
create table connection_keys (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  -- SHA-256 of the certificate, 64 hexadecimal digits.
  fingerprint text not null,
  certificate text not null,
  valid_from timestamptz not null,
  valid_until timestamptz not null,
  registered_at timestamptz not null,
  -- Set once another certificate stands in its place.
  ends_at timestamptz,
  primary key (tenant_id, connection_id, fingerprint),
  foreign key (tenant_id, connection_id) references connections
);

-- Answers to writes that carry an Idempotency-Key, for a day: the same request again gets the same answer.
create table answered_requests (
  tenant_id uuid not null references tenants,
  request_key text not null,
  -- SHA-256 of what was asked, and by whom.
  digest bytea not null,
  begun_at timestamptz not null,
  -- Null while the request is being worked on.
  answer json,
  primary key (tenant_id, request_key)
);
create index answered_requests_by_age on answered_requests (begun_at);

-- What was done about connections, and by whom. It outlives them.
create table setup_log (
  tenant_id uuid not null references tenants,
  entry_id bigint generated always as identity,
  at timestamptz not null,
  person text not null,
  action text not null,
  connection_id uuid,
  detail jsonb not null default '{}',
  primary key (tenant_id, entry_id)
);

grant select, insert, update, delete on connection_keys, answered_requests, setup_log to aix_app;

do $policies$
declare name text;
begin
  foreach name in array array['connection_keys', 'answered_requests', 'setup_log'] loop
    execute format('alter table %I enable row level security', name);
    execute format(
      'create policy own_rows on %I using (tenant_id = (select nullif(current_setting(''aix.tenant_id'', true), '''')::uuid))',
      name);
  end loop;
end $policies$;
