-- When somebody last took a step of a lead, asked for in each round of scoring.
create index next_steps_taken on next_steps (tenant_id, lead_id, answered_at) where answer = 'taken';
