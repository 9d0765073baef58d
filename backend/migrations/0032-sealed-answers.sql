-- Kept answers may hold a secret that is told once, so they are encrypted; whom they mention stands beside them, for erasure.
-- Those of the last day are forgotten.
delete from answered_requests where answer is not null;
alter table answered_requests drop column answer, add column sealed bytea, add column mentions uuid[];
