import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ConnectorError } from '@aix/shared-scoring';
import { createShownSteps } from '../../../src/jobs/shown-steps.ts';
import { emailDigest, emailSubject, visitorSubject } from '../../../src/security/digests.ts';
import { listDeliveries, retryDeliveries } from '../../../src/store/alerts/deliveries.ts';
import { logOfSteps } from '../../../src/store/next-steps.ts';
import { cleanUp } from '../../../src/use-cases/access/clean-up.ts';
import { ingestEvents } from '../../../src/use-cases/engagement/ingest-events.ts';
import { getCard } from '../../../src/use-cases/get-card.ts';
import { erasePerson } from '../../../src/use-cases/identity/erase-person.ts';
import { importLeads } from '../../../src/use-cases/import-leads.ts';
import { putOffStep, takeStep } from '../../../src/use-cases/next-step/answer-step.ts';
import { rescoreDirtyLeads } from '../../../src/use-cases/rescore-dirty-leads.ts';
import { rescoreLeads } from '../../../src/use-cases/rescore-leads.ts';
import { scoreLeads } from '../../../src/use-cases/score-leads.ts';
import { trainTenantModel } from '../../../src/use-cases/train-model.ts';
import { writeBackScores } from '../../../src/use-cases/write-back-scores.ts';
import type { Bank } from '../../support/bank.ts';
import { deliverDue } from '../../support/deliver-due.ts';
import { DATABASE_KIND } from '../../support/test-database.ts';
import { withBank } from '../../support/with-bank.ts';

const ADA = 'ada@lead.example';

describe(`next steps on ${DATABASE_KIND}`, () => {
  let bank: Bank;
  let record: { connectionId: string; objectType: string; objectId: string };
  withBank(async opened => {
    bank = opened;
    await bank.addPast(600);
    const fields = { age: 55, job: 'clerk' };
    bank.crms.salesforce.put('ada', { email: ADA, name: 'Ada Silva', createdAt: bank.context.now(), fields });
    const connection = await bank.connection('salesforce');
    record = { connectionId: connection.connectionId, objectType: 'Lead', objectId: 'ada' };
    await importLeads(bank.context, bank.tenantId, connection);
    await trainTenantModel(bank.context, bank.tenantId);
    bank.passSeconds(1);
    await scoreLeads(bank.context, bank.tenantId);
  });

  const card = async (context = bank.context) => {
    const view = await getCard(context, bank.tenantId, record, { locale: 'en' });
    assert.ok(view.state === 'scored' && view.nextStep !== null);
    return view.nextStep;
  };
  const ask = async (stepId?: string) => ({
    ...record,
    ...({ stepId: stepId ?? (await card()).stepId, person: 'Bo', locale: 'en', isOwnUser: false } as const),
  });
  const take = async (stepId?: string) => takeStep(bank.context, bank.tenantId, await ask(stepId));
  const log = () => bank.inTenant(sql => logOfSteps(sql, { limit: 100 }));
  const written = async () => {
    await writeBackScores(bank.context, bank.tenantId, await bank.connection('salesforce'));
    const { next_action, next_action_due } = bank.crms.salesforce.written('ada')!;
    return [next_action, next_action_due];
  };
  const PERSON = emailSubject(emailDigest(ADA));
  const act = (signal: string, subject = PERSON) => {
    const event = { eventId: randomUUID(), subject, signal, at: bank.context.now() };
    const batch = { tenantId: bank.tenantId, events: [event], identifications: [], asides: [] };
    return ingestEvents(bank.context, bank.tenantId, [batch]);
  };
  /** Somebody says that this visitor is the lead. */
  const identify = (subject: string, { signed }: { signed: boolean }) => {
    const identification = { subject, emailSubject: PERSON, signed, at: bank.context.now() };
    const batch = { tenantId: bank.tenantId, events: [], identifications: [identification], asides: [] };
    return ingestEvents(bank.context, bank.tenantId, [batch]);
  };
  /** The lead does something, and is scored. */
  const does = async (signal: string) => {
    await act(signal);
    bank.passSeconds(1);
    await rescoreDirtyLeads(bank.context, bank.tenantId, { limit: 10 });
  };
  const demo = () => does('demo_request');
  const scoreAnew = async () =>
    rescoreLeads(bank.context, bank.tenantId, [(await log())[0]!.leadId], { trigger: 'override' });

  it('say the same on card and record, and are logged with the chance they had', async () => {
    const step = await card();
    assert.match(
      `${step.deed} · ${step.reason}`,
      /^(Call|Write an e-mail) · Hot, and nothing newer to go by$/,
    );
    assert.deepEqual(await written(), [`${step.deed} · ${step.reason}`, step.dueAt]);
    const [logged, ...others] = await log();
    assert.deepEqual(others, []);
    assert.deepEqual([logged!.stepId, logged!.chance, logged!.answer], [step.stepId, 0.5, null]);
    assert.equal(
      logged!.considered.reduce((sum, { chance }) => sum + chance, 0),
      1,
    );
  });

  it('become one task however late they are asked for again, as long as they stand', async () => {
    const first = await take();
    bank.passSeconds(91 * 86_400);
    await cleanUp(bank.context);
    assert.deepEqual(await take(), first);
    assert.equal(bank.crms.salesforce.tasks.size, 1);
    await bank.inTenant(sql =>
      sql.query('update next_steps set ended_at = $2 where tenant_id = $1', [
        bank.tenantId,
        bank.context.now(),
      ]),
    );
    await cleanUp(bank.context);
    assert.deepEqual(await bank.inTenant(sql => listDeliveries(sql, { limit: 1 })), []);
  });

  it('are shown from the first card on', async () => {
    assert.equal((await log())[0]!.shownAt, null);
    const first = bank.context.now();
    for (let count = 0; count < 2; count += 1) {
      const shown = createShownSteps(bank.context, assert.ifError);
      await card({ ...bank.context, noteShown: shown.note });
      await shown.close();
      assert.deepEqual((await log())[0]!.shownAt, first);
      bank.passSeconds(60);
    }
  });

  it('follow what the lead does, and stay while their reason does', async () => {
    const before = await card();
    await demo();
    const after = await card();
    assert.notEqual(after.stepId, before.stepId);
    assert.equal(after.action, 'call');
    assert.match(after.reason, /^Demo requested on 22 Nov$/);
    await scoreAnew();
    assert.equal((await card()).stepId, after.stepId);
    assert.ok((await log()).find(({ stepId }) => stepId === before.stepId)!.endedAt !== null);
  });

  it('follow a visitor’s acts only once somebody vouches for who that is', async () => {
    const before = await card();
    const visitor = visitorSubject('v1');
    await identify(visitor, { signed: false });
    for (const signal of ['demo_request', 'email_reply', 'meeting', 'unsubscribe'])
      await act(signal, visitor);
    bank.passSeconds(1);
    await scoreAnew();
    const { stepId, reason } = await card();
    assert.deepEqual([stepId, reason], [before.stepId, before.reason]);
    assert.deepEqual(await written(), [`${before.deed} · ${before.reason}`, before.dueAt]);
    await act('demo_request', visitor);
    bank.passSeconds(1);
    await identify(visitor, { signed: true });
    await rescoreDirtyLeads(bank.context, bank.tenantId, { limit: 10 });
    assert.equal((await card()).reason, 'Demo requested on 22 Nov');
  });

  it('wait after a talk, whatever was requested before it', async () => {
    for (const signal of ['demo_request', 'call_answered', 'meeting']) {
      await does(signal);
      bank.passSeconds(3_600);
    }
    const { action, reason } = await card();
    assert.deepEqual([action, reason], ['wait', 'Meeting held on 22 Nov']);
  });

  it('do not ask again for what a task was made of, though another step came between', async () => {
    await demo();
    await take();
    bank.passSeconds(3_600);
    await scoreAnew();
    assert.equal((await card()).answer?.kind, 'taken');
    await does('pricing_view');
    await scoreAnew();
    assert.match((await card()).reason, /^Pricing page viewed/);
    bank.passSeconds(2.5 * 86_400);
    await scoreAnew();
    assert.doesNotMatch((await card()).reason, /Demo requested/);
  });

  it('become a task in the CRM, once, and leave the record', async () => {
    const { stepId } = await card();
    const first = await take(stepId);
    assert.deepEqual(first, { status: 'made', taskId: 'task of ada', reason: null });
    assert.deepEqual(await take(stepId), first);
    const [task, ...others] = [...bank.crms.salesforce.tasks.values()];
    assert.deepEqual(others, []);
    assert.match(task!.subject, /: Ada Silva$/);
    assert.equal(bank.crms.salesforce.taskTries, 1);
    assert.deepEqual(await written(), [null, null]);
    assert.equal((await card()).answer?.text, 'A task was made on 22 Nov');
    assert.equal((await log())[0]!.answeredBy, 'Bo');
  });

  it('draft a letter that knows of the last talk, on the card and in the task', async () => {
    await does('meeting');
    await bank.inTenant(sql =>
      sql.query('update next_steps set action = $2, reason = $3 where tenant_id = $1 and ended_at is null', [
        ...[bank.tenantId, 'mail', JSON.stringify({ code: 'band', band: 'Hot' })],
      ]),
    );
    const known = /Hello Ada Silva,\n\nthank you again for the conversation/;
    assert.match((await card()).draft?.body ?? '', known);
    await take();
    assert.match([...bank.crms.salesforce.tasks.values()][0]!.body, known);
  });

  it('wait for a CRM that does not answer, and are made once, though the first try may have made it', async () => {
    bank.crms.salesforce.onTask = () => {
      throw new ConnectorError('ERR_CRM_UNAVAILABLE', 'Salesforce did not answer');
    };
    assert.equal((await take()).status, 'waiting');
    assert.equal(await deliverDue(bank.context), 0, 'it rests first');
    bank.crms.salesforce.onTask = ({ mayExist }) => assert.equal(mayExist, true);
    bank.passSeconds(31);
    assert.equal(await deliverDue(bank.context), 1);
    assert.equal((await take()).status, 'made');
    assert.equal(bank.crms.salesforce.tasks.size, 1);
  });

  it('say what a CRM refused, and are tried again when somebody asks', async () => {
    bank.crms.salesforce.onTask = () => {
      throw new ConnectorError('ERR_CRM_WRITE_REJECTED', 'no permission to make tasks');
    };
    assert.deepEqual(await take(), {
      ...{ status: 'refused', taskId: null, reason: 'no permission to make tasks' },
    });
    bank.crms.salesforce.onTask = () => undefined;
    assert.equal(await bank.inTenant(sql => retryDeliveries(sql)), 1);
    assert.equal(await deliverDue(bank.context), 1);
    const [delivery] = await bank.inTenant(sql => listDeliveries(sql, { limit: 1 }));
    assert.deepEqual([delivery!.deadAt, delivery!.externalId], [null, 'task of ada']);
  });

  it('come back within working hours when they are put off, and are due after that', async () => {
    await demo();
    // The bank’s now is a Sunday.
    const { until } = await putOffStep(bank.context, bank.tenantId, { ...(await ask()), delay: 'hour' });
    assert.equal(until.toISOString(), '2026-11-23T10:00:00.000Z');
    assert.equal((await card()).answer?.text, 'Put off until 23 Nov, 10:00');
    assert.equal((await card()).text, 'Call before 23 Nov, 11:00');
    assert.equal((await written())[1], '2026-11-23T11:00:00.000Z');
    bank.passSeconds(86_400);
    assert.deepEqual([(await card()).answer, (await card()).text], [null, 'Call before 11:00']);
    assert.equal((await take()).status, 'made');
    await assert.rejects(
      putOffStep(bank.context, bank.tenantId, { ...(await ask()), delay: 'day' }),
      /A task was made/,
    );
  });

  it('are neither made a task nor put off where they ask nothing of anybody', async () => {
    await does('meeting');
    assert.equal((await card()).makesTask, false);
    await assert.rejects(take(), /“Wait” asks nothing of anybody/);
    const later = { ...(await ask()), delay: 'day' } as const;
    await assert.rejects(putOffStep(bank.context, bank.tenantId, later), /“Wait” asks nothing of anybody/);
  });

  it('refuse an answer to a step that stands no more, or to another record’s', async () => {
    const { stepId } = await card();
    await demo();
    await assert.rejects(take(stepId), { code: 'ERR_LEAD_NOT_FOUND' });
    const elsewhere = { ...(await ask()), objectId: 'nobody' };
    await assert.rejects(takeStep(bank.context, bank.tenantId, elsewhere), { code: 'ERR_LEAD_NOT_FOUND' });
  });

  it('tell what came of them within 14 days', async () => {
    await card();
    bank.passSeconds(3_600);
    await act('email_reply');
    const [first] = (await log()).toReversed();
    assert.equal(first!.achieved, 'email_reply');
  });

  it('do not take for theirs what the lead did before they were shown or answered', async () => {
    const { stepId } = await card();
    const achieved = async () => (await log()).find(step => step.stepId === stepId)!.achieved;
    bank.passSeconds(60);
    await act('email_reply');
    bank.passSeconds(60);
    const shown = createShownSteps(bank.context, assert.ifError);
    await card({ ...bank.context, noteShown: shown.note });
    await shown.close();
    assert.equal(await achieved(), null);
    bank.passSeconds(60);
    await act('call_answered');
    assert.equal(await achieved(), 'call_answered');
    bank.passSeconds(60);
    await take(stepId);
    assert.equal(await achieved(), null);
    bank.passSeconds(60);
    await act('meeting');
    assert.equal(await achieved(), 'meeting');
  });

  it('take nothing for achieved that nobody vouches for', async () => {
    await card();
    const visitor = visitorSubject('v2');
    await identify(visitor, { signed: false });
    bank.passSeconds(60);
    await act('meeting', visitor);
    assert.equal((await log())[0]!.achieved, null);
  });

  it('keep in the log until when they were put off, also once they are taken', async () => {
    const { until } = await putOffStep(bank.context, bank.tenantId, { ...(await ask()), delay: 'day' });
    await take();
    const [{ answer, laterUntil } = { answer: null, laterUntil: null }] = await log();
    assert.deepEqual([answer, laterUntil], ['taken', until]);
  });

  it('are forgotten with the person', async () => {
    await take();
    await erasePerson(bank.context, bank.tenantId, (await log())[0]!.leadId);
    assert.deepEqual(await log(), []);
    assert.deepEqual(await bank.inTenant(sql => listDeliveries(sql, { limit: 9 })), []);
  });
});
