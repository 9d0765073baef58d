-- By what people are of one company, in columns of their own: row-level security lets no index on md5() or lower() be used, because
-- such functions could tell other tenants' rows. Digests, because a company can be longer than an index row.
drop index leads_by_company;
alter table leads
  add column company_digest uuid
    generated always as (case when trim(company) <> '' then md5(lower(trim(company)))::uuid end) stored,
  add column email_domain text
    generated always as (nullif(left(lower(trim(split_part(email, '@', 2))), 255), '')) stored;
create index leads_by_company on leads (tenant_id, company_digest) where company_digest is not null;
create index leads_by_email_domain on leads (tenant_id, email_domain) where email_domain is not null;
