-- Which address each record bears, as a digest: where two people of one CRM share it, it ties nobody.
alter table crm_records add column subject uuid;
-- The address by which the record joined a lead that others had begun; null where it began its own.
alter table crm_records add column joined_by uuid;
create index crm_records_by_subject on crm_records (tenant_id, subject) where subject is not null;

update crm_records r set subject = i.subject from identities i
  where i.tenant_id = r.tenant_id and i.subject = left(encode(sha256(convert_to(
    'email ' || encode(sha256(convert_to(lower(btrim(r.facts->>'email')), 'UTF8')), 'hex'), 'UTF8')), 'hex'), 32)::uuid;
-- Nobody noted who began a lead: it stays with the record that comes first.
update crm_records r set joined_by = r.subject where exists (
  select from crm_records o where o.tenant_id = r.tenant_id and o.own_lead_id = r.own_lead_id and o.subject = r.subject
    and (o.connection_id, o.object_type, o.object_id) < (r.connection_id, r.object_type, r.object_id));
-- Read everything once more, so that people who were joined by a shared address are parted.
update connections set read_cursor = null, read_at = null;

-- The address that showed two leads to be one person; null where somebody else did.
alter table lead_merges add column by_subject uuid;
