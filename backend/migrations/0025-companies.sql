-- Who else of a lead's company there is. Digests, because a company can be longer than an index row.
create index leads_by_company on leads (tenant_id, md5(lower(trim(company)))) where company is not null;
