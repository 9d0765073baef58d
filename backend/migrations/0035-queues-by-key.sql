-- What waits comes and goes: statistics made while nothing did tell the planner that nothing does, and it reads all that waits to find one row,
-- since any index that names the tenant seems as good as the primary key. These serve only statements that repeat their condition.
drop index dirty_leads_in_turn;
create index dirty_leads_in_turn on dirty_leads (tenant_id, hot desc, marked_at) where marked_at > '-infinity';
drop index outbox_by_revision;
create index outbox_by_revision on outbox (tenant_id, connection_id, revision) where dead_at is null;

-- One by one, because a statement for many would be planned as a join, and that of a table believed empty reads all of it for each row.
create function settle_mark(tenant uuid, lead uuid, seen bigint) returns void language plpgsql as $$
begin
  perform from dirty_leads where tenant_id = tenant and lead_id = lead and revision = seen for update skip locked;
  if found then
    delete from dirty_leads where tenant_id = tenant and lead_id = lead;
  end if;
end
$$;
