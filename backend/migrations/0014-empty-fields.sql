-- The empty field that could move a lead's score most, and by how much: {field, low, high} in log-odds. Null where none is asked.
alter table scores add column empty_field jsonb;
