import assert from 'node:assert/strict';
import { labelOf, notEligibleReason, type Outcome } from '../../src/domain/lead.ts';

const CREATED = new Date('2026-10-01T09:30:00Z');
const HORIZON_DAYS = 30;
const HORIZON_ENDS = new Date('2026-10-31T09:30:00Z');
const LATER = new Date('2026-12-24T00:00:00Z');
const justBefore = (date: Date) => new Date(date.getTime() - 1);
const justAfter = (date: Date) => new Date(date.getTime() + 1);

describe('labelOf', () => {
  const label = (outcome: Outcome, asOf: Date) =>
    labelOf({ createdAt: CREATED, outcome }, HORIZON_DAYS, asOf);
  const converted = (at: Date): Outcome => ({ kind: 'converted', at });

  it('is 1 for a conversion up to the last moment of the horizon', () => {
    assert.equal(label(converted(HORIZON_ENDS), LATER), 1);
  });

  it('is 0 for a conversion after the horizon', () => {
    assert.equal(label(converted(justAfter(HORIZON_ENDS)), LATER), 0);
  });

  it('is 1 at once, before the horizon has passed', () => {
    const at = new Date('2026-10-02T00:00:00Z');
    assert.equal(label(converted(at), at), 1);
  });

  it('is 1 for a conversion on the day of creation that a CRM gives as midnight before it', () => {
    assert.equal(label(converted(new Date('2026-10-01T00:00:00Z')), LATER), 1);
  });

  it('does not know a conversion that comes after the as-of time', () => {
    const asOf = new Date('2026-10-10T00:00:00Z');
    assert.equal(label(converted(justAfter(asOf)), asOf), undefined);
    assert.equal(label(converted(asOf), asOf), 1);
  });

  for (const kind of ['open', 'lost'] as const) {
    it(`is unknown for a lead that is ${kind} until the horizon has passed, then 0`, () => {
      assert.equal(label({ kind }, justBefore(HORIZON_ENDS)), undefined);
      assert.equal(label({ kind }, HORIZON_ENDS), 0);
    });
  }
});

describe('notEligibleReason', () => {
  const open = { email: 'ada@acme.example', company: 'Acme', outcome: { kind: 'open' } } as const;

  it('is none for an open lead with an e-mail, a company or both', () => {
    assert.equal(notEligibleReason(open), undefined);
    assert.equal(notEligibleReason({ ...open, email: null }), undefined);
    assert.equal(notEligibleReason({ ...open, company: null }), undefined);
  });

  it('names a lead that cannot be told from others', () => {
    assert.equal(notEligibleReason({ ...open, email: null, company: null }), 'no_email_and_no_company');
  });

  it('names a decided outcome first, whatever else is missing', () => {
    const nobody = { email: null, company: null };
    assert.equal(notEligibleReason({ ...nobody, outcome: { kind: 'lost' } }), 'lost');
    assert.equal(notEligibleReason({ ...nobody, outcome: { kind: 'converted', at: CREATED } }), 'converted');
  });
});
