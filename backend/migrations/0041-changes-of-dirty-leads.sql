-- When the latest change arrived that no score has seen: a lead that keeps changing is left until it pauses. Never updated by index.
alter table dirty_leads add column changed_at timestamptz not null default '-infinity';
