-- What a CRM does not allow of a connection, by feature: {"writing": {"at": …, "sentence": …}}. It is left alone for a while.
alter table connections add column refused jsonb not null default '{}';
