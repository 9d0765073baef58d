import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { ScoreFieldKey } from '@aix/shared-scoring';
import type { CrmSession, CrmTokens } from '../../src/connectors/crm-access.ts';
import type { CrmConnector } from '../../src/connectors/crm-connector.ts';
import type {
  CrmLead,
  FieldMapping,
  LeadPage,
  NewTask,
  ScoreWrite,
  WriteResult,
} from '../../src/connectors/crm-record.ts';

/** A connector in front of a stand-in that holds `leadCount` leads, and the hooks to look behind it. */
export interface ConnectorWorld {
  connector: CrmConnector;
  session: CountingSession;
  mappings: readonly FieldMapping[];
  externalId: string;
  /** What the CRM itself holds in a score field now; missing and empty are both `null`. */
  readBack(objectId: string, key: ScoreFieldKey): Promise<unknown>;
  /** The tasks that the CRM itself holds at a record. */
  tasksAt(objectId: string): Promise<{ taskId: string; subject: string; body: string; due: string }[]>;
  /** Edits a mapped field of one record, as a user of the CRM would. */
  editLead(objectId: string): Promise<void>;
  /** The id of a record that does not exist, in the platform's own shape. */
  unknownObjectId: string;
  /** The CRM misbehaves for the next `times` requests of that kind, in the platform's own words. */
  misbehave(fault: PlatformFault): Promise<void>;
  /** The CRM accepts no token and no grant of this connection any more, as after an uninstall. */
  revokeAccess(): Promise<void>;
  close(): Promise<void>;
}

export interface PlatformFault {
  during: 'read' | 'write' | 'task';
  /** `limited`: the platform's limit answer. `expired`: the access token is refused. `partial`: every second record fails. */
  kind: 'server-error' | 'reset' | 'hang' | 'lose-answer' | 'limited' | 'expired' | 'partial';
  /** 0 is all requests until the world is closed. */
  times: number;
}

export type OpenWorld = (options: { leadCount: number }) => Promise<ConnectorWorld>;

/** What every CRM connector promises. Hangs must end within a second: give the connector a short timeout. */
export function describeCrmConnector(name: string, openWorld: OpenWorld): void {
  describe(`${name} connector`, () => {
    const LEADS = 450;
    let world: ConnectorWorld;
    beforeEach(async () => {
      world = await openWorld({ leadCount: LEADS });
    });
    afterEach(() => world.close());

    const readAll = (cursor?: string) => collectPages(world, cursor);
    const scoreAll = async (
      values: ScoreWrite['values'] = { score: 71, band: 'Hot', probability: 0.2841 },
    ) => {
      const leads = await readLeads();
      await world.connector.setUpScoreFields();
      const writes = leads.map(({ objectType, objectId }) => ({ objectType, objectId, values }));
      return { leads, results: await write(writes) };
    };
    const readLeads = async () => uniqueLeads(await readAll());
    const write = async (writes: readonly ScoreWrite[]): Promise<WriteResult[]> => {
      const results: WriteResult[] = [];
      for await (const batch of world.connector.writeScores(writes)) results.push(...batch);
      return results;
    };

    it('says which org or portal it is connected to', async () => {
      const { externalId, name: shown } = await world.connector.identify();
      assert.equal(externalId, world.externalId);
      assert.ok(shown.length > 0);
    });

    it('has every score field after the set-up, however often it runs', async () => {
      assert.deepEqual((await world.connector.setUpScoreFields()).missing, []);
      assert.deepEqual(await world.connector.setUpScoreFields(), { created: [], missing: [] });
    });

    it('counts the leads', async () => {
      assert.equal(await world.connector.countLeads(), LEADS);
    });

    it('reads every lead, page by page, in canonical terms', async () => {
      const pages = await readAll();
      assert.ok(pages.length > 1, 'more than one page');
      const leads = uniqueLeads(pages);
      assert.equal(leads.length, LEADS);
      for (const lead of leads) {
        assert.ok(lead.createdAt.getTime() <= lead.modifiedAt.getTime());
        assert.deepEqual(Object.keys(lead.fields).sort(), world.mappings.map(each => each.field).sort());
        if (lead.outcome.kind === 'converted') assert.ok(lead.outcome.at.getTime() > 0);
      }
      for (const kind of ['open', 'lost', 'converted'])
        assert.ok(
          leads.some(lead => lead.outcome.kind === kind),
          `a lead that is ${kind}`,
        );
    });

    it('goes on from a cursor without leaving a lead out', async () => {
      const first = await firstPage(world);
      const rest = await readAll(first.cursor);
      assert.equal(uniqueLeads([first, ...rest]).length, LEADS);
    });

    it('reads only what changed when it starts from the last cursor', async () => {
      const pages = await readAll();
      const changed = uniqueLeads(pages)[7]!.objectId;
      await world.editLead(changed);
      const again = uniqueLeads(await readAll(pages.at(-1)!.cursor));
      assert.ok(again.some(lead => lead.objectId === changed));
      assert.ok(again.length < LEADS / 2, `${again.length} leads read again`);
    });

    it('writes score fields, one result per record', async () => {
      const { leads, results } = await scoreAll();
      const writable = leads.filter(lead => lead.outcome.kind !== 'converted');
      assert.equal(results.length, leads.length);
      for (const lead of writable) assert.equal(statusOf(results, lead), 'written');
      const last = writable.at(-1)!;
      assert.equal(Number(await world.readBack(last.objectId, 'score')), 71);
      assert.equal(await world.readBack(last.objectId, 'band'), 'Hot');
      assert.equal(Number(await world.readBack(last.objectId, 'probability')), 0.2841);
    });

    it('empties a field on null and leaves alone what is not named', async () => {
      const { leads } = await scoreAll({ score: 71, band: 'Hot' });
      const lead = leads.find(each => each.outcome.kind === 'open')!;
      await write([{ ...lead, values: { band: null } }]);
      assert.equal(await world.readBack(lead.objectId, 'band'), null);
      assert.equal(Number(await world.readBack(lead.objectId, 'score')), 71);
    });

    it('writes dates, times and texts in every field kind', async () => {
      const { leads, results } = await scoreAll({
        scored_at: '2026-11-22T10:00:00.000Z',
        override_until: '2026-11-30',
        reason_1: 'Poutcome is “success” (+9): 65 % of such leads convert, average 11 %',
        receipt_id: '01J',
        status_code: 'scored',
      });
      const lead = leads.find(each => each.outcome.kind === 'open')!;
      assert.equal(statusOf(results, lead), 'written');
      assert.match(String(await world.readBack(lead.objectId, 'override_until')), /^2026-11-30/);
    });

    it('reports a record that is gone as rejected and writes the others', async () => {
      const { leads } = await scoreAll();
      const open = leads.filter(lead => lead.outcome.kind === 'open').slice(0, 3);
      const gone = { objectType: open[0]!.objectType, objectId: world.unknownObjectId };
      const results = await write(
        [open[0]!, gone, open[1]!, open[2]!].map(each => ({ ...each, values: { score: 12 } })),
      );
      const rejected = results.filter(result => result.status === 'rejected');
      assert.deepEqual(
        rejected.map(result => result.objectId),
        [world.unknownObjectId],
      );
      for (const lead of open) assert.equal(Number(await world.readBack(lead.objectId, 'score')), 12);
    });

    for (const kind of ['server-error', 'reset', 'hang', 'expired'] as const) {
      it(`reads everything through ${kind}`, async () => {
        await world.misbehave({ during: 'read', kind, times: 1 });
        assert.equal((await readLeads()).length, LEADS);
      });
    }

    for (const kind of ['server-error', 'reset', 'hang', 'lose-answer', 'expired'] as const) {
      it(`writes everything through ${kind}`, async () => {
        const { leads } = await scoreAll();
        const open = leads.filter(lead => lead.outcome.kind === 'open');
        await world.misbehave({ during: 'write', kind, times: 1 });
        const results = await write(open.map(lead => ({ ...lead, values: { score: 33 } })));
        for (const lead of open) {
          assert.equal(statusOf(results, lead), 'written');
          assert.equal(Number(await world.readBack(lead.objectId, 'score')), 33);
        }
      });
    }

    it('says written of exactly what the CRM holds when half of a batch fails', async () => {
      const { leads } = await scoreAll();
      const open = leads.filter(lead => lead.outcome.kind === 'open');
      await world.misbehave({ during: 'write', kind: 'partial', times: 0 });
      const results = await write(open.map(lead => ({ ...lead, values: { score: 44 } })));
      assert.ok(results.some(result => result.status !== 'written'));
      for (const lead of open) {
        const held = Number(await world.readBack(lead.objectId, 'score')) === 44;
        assert.equal(statusOf(results, lead) === 'written', held);
      }
    });

    it('postpones every record, and throws nothing, while the platform answers with its limit', async () => {
      const { leads } = await scoreAll();
      const open = leads.filter(lead => lead.outcome.kind === 'open').slice(0, 5);
      await world.misbehave({ during: 'write', kind: 'limited', times: 0 });
      const results = await write(open.map(lead => ({ ...lead, values: { score: 55 } })));
      assert.equal(results.length, open.length);
      for (const result of results) assert.equal(result.status, 'postponed');
      assert.ok(world.connector.usage().limited > 0);
    });

    describe('makes tasks', () => {
      const taskAt = async (rest: Partial<NewTask> = {}): Promise<NewTask> => {
        const lead = (await readLeads()).find(({ outcome }) => outcome.kind === 'open')!;
        return {
          ...{ key: randomUUID(), mayExist: false, objectType: lead.objectType, objectId: lead.objectId },
          ...{ kind: 'call', subject: 'Call: Ada <Silva> & Söhne', body: 'Demo requested\n\n“Hello”' },
          ...{ dueAt: new Date('2026-11-24T16:00:00Z'), isUrgent: true, ...rest },
        };
      };

      it('at a record, with its day, text and key', async () => {
        const task = await taskAt();
        const { taskId } = await world.connector.createTask(task);
        const [made, ...others] = await world.tasksAt(task.objectId);
        assert.deepEqual(others, []);
        assert.equal(made!.taskId, taskId);
        assert.equal(made!.subject, task.subject);
        assert.match(made!.body, new RegExp(`Demo requested[^]*Hello[^]*${task.key}`));
        assert.match(made!.due, /^2026-11-24/);
      });

      it('once for each key, however often it is asked', async () => {
        const task = await taskAt();
        const first = await world.connector.createTask(task);
        const other = await world.connector.createTask({ ...task, key: randomUUID() });
        assert.deepEqual(await world.connector.createTask({ ...task, mayExist: true }), first);
        assert.notDeepEqual(other, first);
        assert.equal((await world.tasksAt(task.objectId)).length, 2);
      });

      it('once, though the answer to it is lost', async () => {
        const task = await taskAt();
        await world.misbehave({ during: 'task', kind: 'lose-answer', times: 1 });
        const { taskId } = await world.connector.createTask(task);
        const made = await world.tasksAt(task.objectId);
        assert.deepEqual(
          made.map(each => each.taskId),
          [taskId],
        );
      });

      it('and says that another try may help while the platform answers with its limit', async () => {
        const task = await taskAt();
        await world.misbehave({ during: 'task', kind: 'limited', times: 0 });
        await assert.rejects(world.connector.createTask(task), { retry: true });
        assert.deepEqual(await world.tasksAt(task.objectId), []);
      });

      it('for no record that is not there', async () => {
        const task = await taskAt({ objectId: world.unknownObjectId });
        await assert.rejects(world.connector.createTask(task), { retry: false });
      });
    });

    it('renews an expired token once, however many requests notice', async () => {
      const before = world.session.renewals();
      await world.session.expire();
      await Promise.all([
        world.connector.countLeads(),
        world.connector.countLeads(),
        world.connector.identify(),
      ]);
      assert.equal(world.session.renewals(), before + 1);
    });

    it('says that the connection must be renewed by an admin when access is gone', async () => {
      await world.revokeAccess();
      await assert.rejects(world.connector.countLeads(), { code: 'ERR_CRM_AUTH_EXPIRED' });
    });

    it('counts its requests', async () => {
      const before = world.connector.usage().calls;
      await world.connector.countLeads();
      assert.ok(world.connector.usage().calls > before);
    });
  });
}

/** A session in memory, single-flight like the store's, that counts its renewals. */
export interface CountingSession extends CrmSession {
  renewals(): number;
  /** Makes the access token a wrong one, as time would. */
  expire(): Promise<void>;
}

export function createCountingSession(first: CrmTokens): CountingSession {
  let current = first;
  let renewals = 0;
  let running: Promise<CrmTokens> | undefined;
  return {
    renewals: () => renewals,
    async expire() {
      current = { ...current, accessToken: `${current.accessToken}-expired` };
    },
    tokens: async () => current,
    renew(stale, refresh) {
      if (current.accessToken !== stale) return Promise.resolve(current);
      running ??= refresh(current)
        .then(tokens => {
          renewals += 1;
          current = tokens;
          return tokens;
        })
        .finally(() => {
          running = undefined;
        });
      return running;
    },
  };
}

async function collectPages(world: ConnectorWorld, cursor?: string): Promise<LeadPage[]> {
  const pages: LeadPage[] = [];
  const request = { mappings: world.mappings, ...(cursor === undefined ? {} : { cursor }) };
  for await (const page of world.connector.readLeads(request)) pages.push(page);
  return pages;
}

async function firstPage(world: ConnectorWorld): Promise<LeadPage> {
  for await (const page of world.connector.readLeads({ mappings: world.mappings })) return page;
  throw new Error('readLeads gave no page');
}

function uniqueLeads(pages: readonly LeadPage[]): CrmLead[] {
  return [...new Map(pages.flatMap(page => page.records).map(lead => [lead.objectId, lead])).values()];
}

function statusOf(results: readonly WriteResult[], lead: { objectId: string }): string | undefined {
  return results.find(result => result.objectId === lead.objectId)?.status;
}
