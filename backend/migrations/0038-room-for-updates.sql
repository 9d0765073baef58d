-- Each write to a CRM notes its time on the record, and most events change a score. With room for the new row on its page no index has to
-- be told.
alter table crm_records set (fillfactor = 80);
alter table scores set (fillfactor = 70);
