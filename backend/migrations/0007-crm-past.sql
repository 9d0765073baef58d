-- What CRMs keep of the past: what people did, and how the fields of records changed. Personal data lives in: field_changes.before.

-- How far each has been read; null before the first page.
alter table connections add column activity_cursor text;
alter table connections add column history_cursor text;
-- What could not be read, in sentences for the admin.
alter table connections add column unread jsonb not null default '[]';
-- The canonical fields of which the CRM keeps a history; null while it has not been asked, or tells none of any field.
alter table connections add column tracked_fields jsonb;

-- One row for each time that a mapped field of a record changed. Without a key to crm_records: a history may be read before
-- its record.
create table field_changes (
  tenant_id uuid not null references tenants,
  connection_id uuid not null,
  object_type text not null,
  object_id text not null,
  field text not null,
  change_id text not null,
  changed_at timestamptz not null,
  -- The value that stood there before; JSON's null where there was none or the CRM does not tell.
  before jsonb not null,
  primary key (tenant_id, connection_id, object_type, object_id, field, change_id),
  foreign key (tenant_id, connection_id) references connections
);

grant select, insert, update, delete on field_changes to aix_app;
alter table field_changes enable row level security;
create policy own_rows on field_changes
  using (tenant_id = (select nullif(current_setting('aix.tenant_id', true), '')::uuid));
