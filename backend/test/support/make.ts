import type { LeadFacts } from '@aix/shared-scoring';
import type { CrmLead } from '../../src/connectors/crm-record.ts';
import type { NewTenant } from '../../src/store/tenants.ts';

/** Facts for tests, whole and plausible; say only what the test is about. */
export function makeCrmLead(overrides: Partial<CrmLead> = {}): CrmLead {
  return {
    objectType: 'Lead',
    objectId: '00Q000000000001AAA',
    email: 'ada@acme.example',
    name: 'Ada Byron',
    company: 'Acme',
    createdAt: new Date('2026-10-01T09:00:00Z'),
    modifiedAt: new Date('2026-10-02T09:00:00Z'),
    outcome: { kind: 'open' },
    fields: { job: 'admin.', age: 41 },
    problems: [],
    ...overrides,
  };
}

export function makeFacts(overrides: Partial<LeadFacts> = {}): LeadFacts {
  const { email, name, company, createdAt, outcome, fields } = makeCrmLead();
  return { email, name, company, createdAt, outcome, fields, ...overrides };
}

export function makeTenant(tenantId: string): NewTenant {
  return {
    tenantId,
    name: 'Example Savings Bank',
    horizonDays: 30,
    fields: [
      { name: 'job', label: 'Job', kind: 'category' },
      { name: 'age', label: 'Age', kind: 'number' },
    ],
    leftOut: [{ name: 'duration', label: 'Duration', reason: 'It is known only after the call' }],
    bandThresholds: { hot: 70, warm: 60, nurture: 40 },
  };
}
