-- Scores are made anew at every event; what people look at is published. So the order by points belongs there, and a new score
-- moves through one index less.
drop index scores_by_points;
create index published_by_points on published (tenant_id, score_points desc) where status = 'scored';
