import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SIGNALS, foldEvents } from '@aix/shared-scoring';
import type { Judged } from '../../faults/judge/finding.ts';
import { judgeCrossings } from '../../faults/judge/judge-crossings.ts';
import { judgeEngagement } from '../../faults/judge/judge-engagement.ts';
import { judgeEvents } from '../../faults/judge/judge-events.ts';
import { judgeRecords } from '../../faults/judge/judge-records.ts';

const AT = Date.UTC(2026, 10, 22);

/** A database that holds these rows, one list for each question that a judge asks. */
const holding = (...answers: object[][]): Pick<Judged, 'query'> => ({
  query: async <Row extends object>() => answers.shift() as Row[],
});

describe('judgeEvents', () => {
  const ledger = { acknowledged: new Map([['a', [AT, AT + 5] as const]]), refused: 0 };

  it('finds nothing where every acknowledged event is stored once, at its time', async () => {
    const { lost, wrong } = await judgeEvents(holding([{ id: 'a', at: AT + 5, times: 1 }]), ledger);
    assert.deepEqual([lost.count, wrong.count], [0, 0]);
  });

  it('finds a lost one', async () => {
    assert.equal((await judgeEvents(holding([]), ledger)).lost.count, 1);
  });

  for (const row of [
    { at: AT, times: 2 },
    { at: AT - 1, times: 1 },
    { at: AT + 6, times: 1 },
  ])
    it(`finds one that is stored ${row.times} times at ${row.at}`, async () => {
      assert.equal((await judgeEvents(holding([{ id: 'a', ...row }]), ledger)).wrong.count, 1);
    });
});

describe('judgeEngagement', () => {
  const event = { lead: 'ada', signal: 'page_view', at: new Date(AT) };
  const fold = (times: number) =>
    foldEvents(Array(times).fill({ signal: 'page_view', atMs: AT }), DEFAULT_SIGNALS, AT);

  it('finds nothing where each state is the fold of the lead’s events', async () => {
    const judged = holding([event, event], [{ lead: 'ada', state: fold(2) }]);
    assert.equal((await judgeEngagement(judged)).count, 0);
  });

  it('finds an event that was counted twice, not at all, or for nobody', async () => {
    for (const state of [fold(3), fold(1)])
      assert.equal((await judgeEngagement(holding([event, event], [{ lead: 'ada', state }]))).count, 1);
    assert.equal((await judgeEngagement(holding([event], []))).count, 1);
    assert.equal((await judgeEngagement(holding([], [{ lead: 'bo', state: fold(1) }]))).count, 1);
  });
});

describe('judges of the CRMs', () => {
  let directory: string;
  let folders: Judged['folders'];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'aix-judge-'));
    folders = { salesforce: join(directory, 'salesforce'), hubspot: join(directory, 'hubspot') };
    for (const folder of Object.values(folders)) mkdirSync(join(folder, 'records'), { recursive: true });
    writeJournals([], []);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const leadWith = (token: string | null, points = 70) => ({
    collection: 'Lead',
    id: '00Q1',
    record: { Id: '00Q1', AIX_Receipt_Id__c: 'r1', AIX_Score__c: points, AIX_Crossing_Token__c: token },
  });
  const contactWith = (token: string | null, points = '70') => ({
    collection: 'contacts',
    id: '1',
    record: {
      id: '1',
      properties: { aix_receipt_id: 'r1', aix_score: points, aix_crossing_token: token },
    },
  });
  function writeJournals(salesforce: object[], hubspot: object[]): void {
    const write = (folder: string, changes: object[]) =>
      writeFileSync(join(folder, 'journal.jsonl'), changes.map(each => `${JSON.stringify(each)}\n`).join(''));
    write(folders.salesforce, salesforce);
    write(folders.hubspot, hubspot);
  }

  describe('judgeRecords', () => {
    const published = ['00Q1', '1'].map(objectId => ({ objectId, receipt: 'r1', points: 70, token: 't' }));
    const judge = () => judgeRecords({ ...holding(published), folders });

    it('finds nothing where both records carry what was published last', async () => {
      writeJournals([leadWith('t')], [contactWith('t')]);
      assert.deepEqual(await judge(), { count: 0, examples: [] });
    });

    it('finds a record with another score, another token, or none at all', async () => {
      writeJournals([leadWith('t', 69)], [contactWith('t')]);
      assert.equal((await judge()).count, 1);
      writeJournals([leadWith('t')], [contactWith(null)]);
      assert.equal((await judge()).count, 1);
      writeJournals([], []);
      assert.equal((await judge()).count, 2);
    });
  });

  describe('judgeCrossings', () => {
    const crossing = (receipt: string, direction: string) => ({
      lead: 'ada',
      threshold: 'hot',
      direction,
      receipt,
    });
    const receiptOf = ({ receipt, ...crossed }: ReturnType<typeof crossing>) => ({
      lead: 'ada',
      receipt,
      payload: JSON.stringify({ crossings: [crossed] }),
    });
    const counts = async (told: ReturnType<typeof crossing>[], named = told) => {
      const { doubled, wrong } = await judgeCrossings({ ...holding(told, named.map(receiptOf)), folders });
      return [doubled.count, wrong.count];
    };
    const [up, down, upAgain] = [crossing('r1', 'up'), crossing('r2', 'down'), crossing('r3', 'up')];

    it('finds nothing where a lead rises, falls and rises again', async () => {
      assert.deepEqual(await counts([up, down, upAgain]), [0, 0]);
    });

    it('finds a threshold that is told twice, one untold, and one from nowhere', async () => {
      assert.deepEqual(await counts([up, upAgain]), [1, 0]);
      assert.deepEqual(await counts([up], [up, down]), [0, 1]);
      assert.deepEqual(await counts([up, down], [up]), [0, 1]);
    });

    it('finds a token that comes back to a record, in either CRM', async () => {
      writeJournals([leadWith('a'), leadWith('a'), leadWith('b')], [contactWith('a'), contactWith('b')]);
      assert.deepEqual(await counts([]), [0, 0]);
      writeJournals([leadWith('a'), leadWith('b'), leadWith('a')], []);
      assert.deepEqual(await counts([]), [1, 0]);
      writeJournals([], [contactWith('a'), contactWith('b'), contactWith('a')]);
      assert.deepEqual(await counts([]), [1, 0]);
    });
  });
});
