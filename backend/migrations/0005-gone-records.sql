-- Records that are no more in their CRM, or take no more writes there, and leads that left with their last record.

alter table crm_records add column gone_at timestamptz;
-- Why the CRM takes no more writes to it: deleted, merged, converted. Null while it does.
alter table crm_records add column closed_reason text;
alter table leads add column left_at timestamptz;

-- The leads that stand for themselves and are still somebody's.
create or replace view standing_leads with (security_invoker = true) as
  select * from leads l where l.left_at is null and not exists (
    select from lead_merges m where m.tenant_id = l.tenant_id and m.lead_id = l.lead_id and m.undone_at is null);
