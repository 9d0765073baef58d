-- How often a score was saved: whoever saves one tells by it whether somebody else did since it was read.
alter table scores add column revision integer not null default 1;
