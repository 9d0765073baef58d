-- When the tenant's nightly work was last done: learning, training and scoring.
alter table tenants add column nightly_done_at timestamptz;
