-- Which crossings were made of late, whoever the lead is.
create index crossings_by_time on crossings (tenant_id, crossed_at desc, token);
