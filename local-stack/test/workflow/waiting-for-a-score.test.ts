import assert from 'node:assert/strict';
import { signatureHeaders } from '../../hubspot/signing/sign-request.ts';
import type { StepRun } from '../../hubspot/workflows/workflow.ts';
import { eventually } from './eventually.ts';
import { openWorkflowWorld, type WorkflowWorld } from './workflow-world.ts';

const HOUR_MS = 3_600_000;
const READ = '/contacts/batch/read';
const CALLBACK = '/automation/actions/callbacks';
const AWAY = { kind: 'answer', status: 503 } as const;

/**
 * A workflow calls *Score record* for a contact that the service has never read, while HubSpot lets it read none. The real service, as a
 * process of its own with all its loops; the stand-in with the app as it is in `hubspot-app/`.
 */
describe('a HubSpot workflow that waits for a score', () => {
  let world: WorkflowWorld;
  before(async () => {
    world = await openWorkflowWorld();
    const setTitle = (value: string) => [{ setProperty: { name: 'jobtitle', value } }];
    const bands = ['Low', 'Nurture', 'Warm', 'Hot'];
    await world.addWorkflow({
      ...{ workflowId: 11, name: 'Greet by band', objectType: 'contacts' },
      trigger: { property: 'hs_lead_status', values: ['CONNECTED'] },
      steps: [
        {
          action: 'score_record',
          branch: {
            output: 'band',
            cases: Object.fromEntries(bands.map(band => [band, setTitle(`is ${band}`)])),
            otherwise: setTitle('has no band'),
          },
        },
      ],
    });
  });
  beforeEach(() => world.app.start());
  afterEach(() => world.behave());
  after(() => world?.close());

  /** A contact that comes to the workflow; waits until its action is answered. */
  const enrol = async (age = '60'): Promise<{ id: string; step: () => StepRun }> => {
    const id = await world.addContact({ age, hs_lead_status: 'OPEN' });
    await world.editContact(id, { hs_lead_status: 'CONNECTED' });
    const step = () => enrolmentOf(id)?.steps[0] as StepRun;
    await eventually(() => step()?.state !== undefined && step().state !== 'RUNNING');
    return { id, step };
  };
  const enrolmentOf = (id: string) =>
    world.standIn.workflows.enrolments.find(({ objectId }) => objectId === id);
  const hasEnded = (id: string) => () => enrolmentOf(id)?.state === 'COMPLETED';
  /** The workflow went on by the contact's band, which stands on the contact. */
  const assertScored = async (id: string) => {
    const { state, attempts, completions, branch, outputFields } = enrolmentOf(id)?.steps[0] as StepRun;
    assert.deepEqual([state, attempts, completions], ['SUCCESS', 1, 1]);
    assert.equal(outputFields.status, 'scored');
    assert.equal(branch, outputFields.band);
    assert.equal(world.contact(id).jobtitle, `is ${outputFields.band}`);
    await eventually(() => world.contact(id).aix_band !== undefined);
    const { aix_band: band, aix_score: points } = world.contact(id);
    assert.deepEqual([band, points], [outputFields.band, outputFields.score]);
  };
  /** HubSpot delivers the call of an action once more. */
  const deliverAgain = async (id: string, callbackId: string) => {
    const url = `${world.publicUrl}/v1/hubspot/workflow-actions/score-record`;
    const body = JSON.stringify({
      ...{ callbackId, origin: { portalId: world.portalId }, context: { workflowId: 11 } },
      ...{ object: { objectId: Number(id), objectType: 'CONTACT' }, inputFields: {} },
    });
    const signed = signatureHeaders(world.clientSecret, { method: 'POST', url, body }, Date.now(), 'v2');
    const headers = { 'content-type': 'application/json', ...signed };
    const answer = await fetch(url, { method: 'POST', body, headers });
    const { outputFields } = (await answer.json()) as { outputFields: Record<string, unknown> };
    return outputFields;
  };

  it('goes on into the branch of the band once the contact can be read and is scored', async () => {
    await world.misbehave({ ...AWAY, path: READ, times: 0 });
    const { id, step } = await enrol();
    assert.deepEqual([step().state, enrolmentOf(id)?.state], ['BLOCKED', 'RUNNING']);
    const again = await deliverAgain(id, step().callbackId ?? '');
    assert.deepEqual(again, { hs_execution_state: 'BLOCK', hs_expiration_duration: 'PT24H' });
    await world.behave();
    await eventually(hasEnded(id));
    await assertScored(id);

    const { callbackId = '', outputFields } = step();
    const repeats = [await deliverAgain(id, callbackId), await deliverAgain(id, callbackId)];
    for (const repeat of repeats)
      assert.deepEqual(
        Object.fromEntries(Object.entries(repeat).map(([name, value]) => [name, String(value)])),
        outputFields,
      );
    assert.equal(step().completions, 1);
  });

  it('is told once how it ended when the service was killed meanwhile', async () => {
    await world.misbehave({ ...AWAY, path: READ, times: 0 });
    const { id, step } = await enrol('20');
    assert.equal(step().state, 'BLOCKED');
    await world.app.kill();
    await world.behave();
    assert.equal(step().state, 'BLOCKED');
    await world.app.start();
    await eventually(hasEnded(id));
    await assertScored(id);
  });

  it('is told again after HubSpot refused to hear it', async () => {
    await world.misbehave({ ...AWAY, path: READ, times: 0 });
    const { id } = await enrol();
    await world.behave();
    const limited = { 'X-HubSpot-RateLimit-Interval-Milliseconds': '20' };
    await world.misbehave({ kind: 'answer', status: 429, headers: limited, path: CALLBACK, times: 1 });
    // With that as many as the connector tries at once.
    await world.misbehave({ ...AWAY, path: CALLBACK, times: 4 });
    await eventually(hasEnded(id));
    await assertScored(id);
  });

  it('is told to wait before HubSpot gives up the call, when HubSpot’s own answer takes long', async () => {
    await world.misbehave({ kind: 'slow', delayMs: 12_000, path: READ, times: 0 });
    const { id, step } = await enrol();
    assert.equal(step().state, 'BLOCKED');
    await world.behave();
    await eventually(hasEnded(id));
    await assertScored(id);
  });

  it('goes on without the score when it has waited for a day', async () => {
    await world.misbehave({ ...AWAY, path: READ, times: 0 });
    const { id, step } = await enrol();
    assert.equal(step().state, 'BLOCKED');
    world.passTime(24 * HOUR_MS);
    await world.standIn.workflows.runDue();
    await eventually(hasEnded(id));
    assert.deepEqual([step().state, step().branch], ['EXPIRED', 'otherwise']);
    assert.equal(world.contact(id).jobtitle, 'has no band');

    // What the service says of it afterwards changes nothing, and it says it once.
    await world.behave();
    await eventually(() => step().completions === 1);
    await eventually(() => world.contact(id).aix_band !== undefined);
    assert.deepEqual([step().state, step().completions], ['EXPIRED', 1]);
  });
});
