-- What a card asks of receipts besides the one that it shows. PostgreSQL takes it from the payload, with which it goes when that is erased.
alter table receipts
  add column points integer generated always as ((payload::jsonb #>> '{outcome,score,scorePoints}')::integer) stored,
  add column model_version integer generated always as ((payload::jsonb #>> '{modelVersion}')::integer) stored;
