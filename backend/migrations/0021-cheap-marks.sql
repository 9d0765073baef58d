-- Whether a lead is hot is asked at every mark, of leads in no order: this way without reading their scores.
create index scores_hot on scores (tenant_id, lead_id) where band = 'Hot';
-- A mark that comes again changes no indexed column: with room on its page it touches no index either.
alter table dirty_leads set (fillfactor = 50);
