import assert from 'node:assert/strict';
import Doctor from '../../src/commands/aix/doctor.ts';
import { CONNECTION_ID } from '../doctor/facts.ts';
import { problemAnswer } from '../service/loopback-service.ts';
import { rows, TOKEN, useCommands } from './command-context.ts';

describe('sf aix doctor', () => {
  const begin = useCommands();

  it('says that nothing is missing, and exits with 0', async () => {
    const { flags, org, printed } = await begin();
    assert.deepEqual(await Doctor.run(flags), { orgId: org.orgId, isBlocked: false, findings: [] });
    assert.match(printed(), /Nothing is missing/);
    assert.ok(!process.exitCode);
  });

  it('says what blocks first, what to do about it, and exits with 1', async () => {
    const orgAnswers = { PermissionSetAssignment: rows(), AIX_Setting__mdt: rows() };
    const { flags, printed } = await begin({ orgAnswers });
    const { findings, isBlocked } = await Doctor.run(flags);
    assert.equal(isBlocked, true);
    assert.equal(process.exitCode, 1);
    assert.deepEqual(
      findings.map(({ code }) => code),
      [
        'noConnectionId',
        'noCertificate',
        'nobodySeesScores',
        'nobodySetsUp',
        'nobodyCalls',
        'noIntegrationUser',
      ],
    );
    const [first] = findings;
    assert.match(
      first!.remedy,
      new RegExp(`Manage Records, Default: enter the Connection Id ${CONNECTION_ID}`),
    );
    assert.match(printed(), /Must be mended.*Should be looked at/s);
  });

  it('looks into the org though the service is away', async () => {
    const { flags, service } = await begin({ orgAnswers: { 'sobjects/Lead/describe': { fields: [] } } });
    await service.close();
    const { findings } = await Doctor.run(flags);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['unreachable', 'noFields'],
    );
  });

  it('says what the service could not do in the org', async () => {
    const detail = 'Salesforce refused to renew its tokens';
    const answers = () => ({
      [`POST /v1/connections/${CONNECTION_ID}/check`]: problemAnswer(502, 'ERR_CRM_AUTH_EXPIRED', detail),
    });
    const { flags } = await begin({ answers });
    const { findings } = await Doctor.run(flags);
    assert.deepEqual(
      findings.map(({ code, problem }) => [code, problem]),
      [['unusableCredentials', `The service cannot work in this org: ${detail}.`]],
    );
  });

  it('reads a namespaced package by its names, and refuses what is no namespace', async () => {
    const { flags } = await begin({ orgAnswers: { acme__Connection_Id__c: rows() } });
    const { findings } = await Doctor.run([...flags, '--namespace', 'acme']);
    assert.ok(findings.some(({ problem }) => problem.includes('acme__AIX_Score__c')));
    await assert.rejects(Doctor.run([...flags, '--namespace', "a' OR '"]), /is no namespace/);
  });

  it('sends the service its own session, and nothing of the org’s', async () => {
    const { flags, service, org, printed } = await begin();
    await Doctor.run(flags);
    assert.ok(service.asked.length >= 4);
    const sent = JSON.stringify(service.asked);
    assert.ok(sent.includes(`Bearer ${TOKEN}`));
    for (const secret of [org.accessToken, org.refreshToken])
      if (secret) assert.ok(!sent.includes(secret), 'the org’s session was sent');
    assert.ok(!printed().includes(TOKEN));
  });
});
