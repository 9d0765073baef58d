import assert from 'node:assert/strict';
import { inOrder } from '../../src/doctor/finding.ts';
import { type ServiceFacts, type ServiceProblem, serviceGaps } from '../../src/doctor/service-gaps.ts';
import { CHECK, INTEGRATION, READINESS, STATUS, wellConnected } from './facts.ts';

const gapsOf = (facts: ServiceFacts, orgMissing: string[] = []) =>
  serviceGaps(facts, orgMissing).map(({ level, code, words }) => [level, code, ...words]);
const failed = (problem: ServiceProblem) => gapsOf({ kind: 'failed', url: 'https://aix.example', problem });
const withApi = (state: 'open' | 'slow' | 'used_up') =>
  wellConnected({ status: { ...STATUS, api: { ...STATUS.api, state } } });

describe('serviceGaps', () => {
  it('finds nothing where all is well', () => {
    assert.deepEqual(gapsOf(wellConnected()), []);
  });

  it('tells a service that is away from one that refuses', () => {
    const message = 'The service does not answer';
    const refused = (status: number) => failed({ message, refusal: { status, code: 'ERR' } });
    assert.deepEqual(failed({ message, refusal: undefined }), [['blocks', 'unreachable', message]]);
    assert.deepEqual(refused(401), [['blocks', 'noSession', 'https://aix.example']]);
    assert.deepEqual(refused(403), [['blocks', 'noAdmin', 'https://aix.example']]);
    assert.deepEqual(refused(500), [['blocks', 'refused', 'https://aix.example', message]]);
  });

  it('says that an org is not connected, or no longer', () => {
    assert.deepEqual(gapsOf({ kind: 'not_connected' }), [['blocks', 'notConnected']]);
    const status = { ...STATUS, state: 'ended' as const, endedAt: '2026-11-30T10:00:00.000Z' };
    assert.deepEqual(gapsOf(wellConnected({ status })), [['blocks', 'endedConnection', '2026-11-30']]);
  });

  it('names fields that the integration user cannot edit, without those that the org lacks', () => {
    const check = { ...CHECK, missingFields: ['AIX_Score__c', 'AIX_Band__c'] };
    const uneditable = [['blocks', 'uneditableFields', INTEGRATION, 'AIX_Band__c']];
    assert.deepEqual(gapsOf(wellConnected({ check }), ['AIX_Score__c']), uneditable);
  });

  it('says what keeps the certificate from being registered', () => {
    const withState = (state: 'hidden' | 'refused', problem: string) =>
      gapsOf(wellConnected({ check: { ...CHECK, certificate: { state, problem } } }));
    assert.deepEqual(withState('hidden', 'x'), [['blocks', 'settingHiddenFromUs', INTEGRATION]]);
    assert.deepEqual(withState('refused', 'It has 1024 bits'), [
      ['blocks', 'refusedCertificate', 'It has 1024 bits'],
    ]);
  });

  it('tells credentials that do not work from an org that does not answer', () => {
    const withProblem = (code: string) =>
      gapsOf(wellConnected({ check: { problem: { message: 'm', refusal: { status: 502, code } } } }));
    assert.deepEqual(withProblem('ERR_CRM_AUTH_EXPIRED'), [['blocks', 'unusableCredentials', 'm']]);
    assert.deepEqual(withProblem('ERR_CRM_UNAVAILABLE'), [['blocks', 'orgUnreachable', 'm']]);
  });

  it('says how far the API budget is used, and what was given up', () => {
    assert.deepEqual(gapsOf(withApi('slow')), [['warns', 'budgetLow', '20', '20000']]);
    assert.deepEqual(gapsOf(withApi('used_up')), [['blocks', 'budgetUsedUp', '20', '20000']]);
    const status = { ...STATUS, deadLetters: 3 };
    assert.deepEqual(gapsOf(wellConnected({ status })), [['warns', 'deadLetters', '3']]);
  });

  it('hands on what would help, in the service’s own words', () => {
    const readiness = { ...READINESS, missing: ['3 of 10 leads converted'] };
    assert.deepEqual(gapsOf(wellConnected({ readiness })), [
      ['hint', 'readiness', '3 of 10 leads converted'],
    ]);
  });
});

describe('inOrder', () => {
  it('puts what blocks first, and leaves out a refusal that the org’s certificate explains', () => {
    const gap = (level: 'blocks' | 'warns' | 'hint', code: string) => ({
      ...{ level, code, words: [], remedyWords: [] },
    });
    const ordered = inOrder([
      ...[gap('hint', 'readiness'), gap('blocks', 'refusedCertificate'), gap('warns', 'budgetLow')],
      gap('blocks', 'endedCertificate'),
    ]);
    assert.deepEqual(
      ordered.map(({ code }) => code),
      ['endedCertificate', 'budgetLow', 'readiness'],
    );
  });
});
