import assert from 'node:assert/strict';
import { orgGaps } from '../../src/doctor/org-gaps.ts';
import type { OrgFacts } from '../../src/org/read-org.ts';
import { CERTIFICATE, CONNECTION_ID, INTEGRATION, NOW, wholeOrg } from './facts.ts';

const gapsOf = (rest: Partial<OrgFacts>, now = NOW, connectedAs = INTEGRATION) =>
  orgGaps(wholeOrg(rest), { connectionId: CONNECTION_ID, connectedAs }, now).map(({ level, code, words }) => [
    level,
    code,
    ...words,
  ]);
const setting = (rest: object) => ({
  setting: { connectionId: CONNECTION_ID, certificate: CERTIFICATE, ...rest },
});

describe('orgGaps', () => {
  it('finds nothing in an org in which nothing is missing', () => {
    assert.deepEqual(gapsOf({}), []);
  });

  it('says that the package is absent, and not each of its parts', () => {
    const missingFields = Array.from({ length: 30 }, (_, at) => `F${at}__c`);
    assert.deepEqual(gapsOf({ missingFields, setting: undefined }), [['blocks', 'noPackage']]);
  });

  it('names fields that are missing, five of many', () => {
    const missingFields = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    assert.deepEqual(gapsOf({ missingFields }), [['blocks', 'noFields', '7', 'a, b, c, d, e and 2 more']]);
  });

  it('tells settings that are hidden from empty ones', () => {
    assert.deepEqual(gapsOf({ setting: undefined }), [['blocks', 'hiddenSetting']]);
    assert.deepEqual(gapsOf(setting({ connectionId: null, certificate: null })), [
      ['blocks', 'noConnectionId'],
      ['blocks', 'noCertificate'],
    ]);
  });

  it('finds a connection id that a sandbox copied, and takes capitals for small letters', () => {
    const other = '00000000-0000-4000-8000-000000000000';
    assert.deepEqual(gapsOf(setting({ connectionId: other })), [
      ['blocks', 'otherConnectionId', other, CONNECTION_ID],
    ]);
    assert.deepEqual(gapsOf(setting({ connectionId: CONNECTION_ID.toUpperCase() })), []);
  });

  it('blames no connection id while the org’s own is not known', () => {
    const gaps = orgGaps(wholeOrg(), undefined, NOW);
    assert.deepEqual(gaps, []);
  });

  it('says who has to be given which permission set', () => {
    assert.deepEqual(gapsOf({ assignments: [] }), [
      ['warns', 'nobodySeesScores'],
      ['warns', 'nobodySetsUp'],
      ['warns', 'nobodyCalls'],
      ['warns', 'noIntegrationUser'],
    ]);
    assert.deepEqual(gapsOf({ assignments: undefined }), [['warns', 'hiddenAssignments']]);
  });

  it('warns when the service works as another user than the one meant for it', () => {
    assert.deepEqual(gapsOf({}, NOW, 'boss@bank.example'), [
      ['warns', 'otherIntegrationUser', 'boss@bank.example'],
    ]);
    assert.deepEqual(gapsOf({}, NOW, INTEGRATION.toUpperCase()), []);
  });

  it('warns when the integration user has only what the package may give', () => {
    const { assignments = [] } = wholeOrg();
    const packaged = assignments.filter(({ set }) => set !== 'AIX_Integration_Access');
    const another = [...packaged, { set: 'AIX_Integration_Access', username: 'boss@bank.example' } as const];
    for (const given of [packaged, another])
      assert.deepEqual(gapsOf({ assignments: given }), [['warns', 'integrationSeesLittle', INTEGRATION]]);
  });

  it('blocks from nine tenths of the org’s calls on', () => {
    assert.deepEqual(gapsOf({ calls: { used: 899, limit: 1_000 } }), []);
    const blocked = [['blocks', 'orgCallsUsedUp', '900', '1000']];
    assert.deepEqual(gapsOf({ calls: { used: 900, limit: 1_000 } }), blocked);
  });

  describe('of the certificate', () => {
    it('warns in its last 30 days and blocks after its end', () => {
      assert.deepEqual(gapsOf({}, new Date('2027-01-30T00:00:00Z')), []);
      assert.deepEqual(gapsOf({}, new Date('2027-03-01T00:00:00Z')), [
        ['warns', 'endingCertificate', '2027-03-06', '5'],
      ]);
      assert.deepEqual(gapsOf({}, new Date('2027-03-08T00:00:00Z')), [
        ['blocks', 'endedCertificate', '2027-03-06'],
      ]);
    });

    it('tells what is none', () => {
      for (const certificate of ['none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])
        assert.deepEqual(gapsOf(setting({ certificate })), [['blocks', 'unreadableCertificate']]);
    });
  });
});
