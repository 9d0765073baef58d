-- Of how many changes no score knows, and when the latest of them arrived: a lead of which very many come at once is scored once they are over.
alter table dirty_leads add column changes integer not null default 1, add column changed_at timestamptz not null default now();

-- A mark that came since is of another wait, which begins with it.
create or replace function settle_mark(tenant uuid, lead uuid, seen bigint) returns void language plpgsql as $$
declare
  latest bigint;
begin
  select revision into latest from dirty_leads where tenant_id = tenant and lead_id = lead for update skip locked;
  if latest = seen then
    delete from dirty_leads where tenant_id = tenant and lead_id = lead;
  elsif found then
    update dirty_leads set marked_at = changed_at, changes = 1 where tenant_id = tenant and lead_id = lead;
  end if;
end
$$;
