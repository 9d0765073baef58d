-- Between which two moments the CRM changed each field to its present value, epoch milliseconds: {field: [after, by]}; after is
-- null where the value stood there when the record was first read.
alter table crm_records add column filled jsonb not null default '{}';
