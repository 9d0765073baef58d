import { ConnectorError, type ScoreFieldValues } from '@aix/shared-scoring';
import type { CrmSession } from '../../src/connectors/crm-access.ts';
import type { AppSettings, CrmAdapter, CrmConnector, CrmName } from '../../src/connectors/crm-connector.ts';
import type {
  ActionEnd,
  CrmActivity,
  CrmLead,
  FieldChange,
  GoneRecord,
  LeadPage,
  NewTask,
  ScoreWrite,
  WriteResult,
} from '../../src/connectors/crm-record.ts';
import { makeCrmLead } from './make.ts';

/**
 * A CRM in memory, as bare as the port allows: for tests of what the use cases do with the port, not of any platform.
 * Like the real ones it calls a record modified after our own writes, too.
 */
export interface MemoryCrm {
  adapter: CrmAdapter;
  /** A user adds or edits a record. */
  put(objectId: string, changes?: Partial<CrmLead>): void;
  /** A user deletes a record, or merges it into another one. */
  remove(objectId: string, mergedInto?: string): void;
  /** What people did, as the CRM keeps it; all of it is told at every reading. */
  activities: CrmActivity[];
  /** What the CRM cannot tell of that. */
  unread: string[];
  /** How fields changed; fields without a history are told by `tracked`. */
  changes: FieldChange[];
  tracked: string[];
  /** The record as it stands; undefined while there is none. */
  read(objectId: string): CrmLead | undefined;
  /** What our last write left on a record. */
  written(objectId: string): ScoreFieldValues | undefined;
  /** The tasks that were made, by key; how often one was asked for; what may make that fail. */
  tasks: Map<string, NewTask>;
  taskTries: number;
  onTask: (task: NewTask) => void;
  /** Every write that arrived, by record id, in order. */
  writes: string[];
  /** How many pages may be read before the CRM stops answering; all unless set. */
  pagesBeforeFailure: number;
  /** What becomes of a write; written unless set. */
  answer: (write: ScoreWrite) => WriteResult;
  /** Runs after a page has been handed out. */
  onPage: () => void;
  /** Makes the present access token useless. */
  expireToken(): void;
  /** Refuses every token and grant from now on. */
  revoke(): void;
  /** What it does not allow. */
  forbids: Set<'reading' | 'writing'>;
  /** Why further records that show a lead get no scores; null when they do. */
  furtherRecordsProblem: string | null | undefined;
  /** From where further records without a score were looked for, one entry a look; and what a look answers. */
  furtherLooks: (string | undefined)[];
  furtherCursor: string | undefined;
  /** Whether its workflows can wait for actions of ours, and how those ended. */
  canWait: boolean;
  ended: ActionEnd[];
  onEnd: () => void;
  /** How often it was asked for what it does not allow. */
  forbidden: number;
  /** What its admin entered in our installed app. */
  settings: AppSettings;
  /** Users who administer it, how often it was asked of one, and who consented to our grant. */
  admins: Set<string>;
  adminQuestions: number;
  grantedBy: string | undefined;
  /** How often our app was removed from it by us. */
  uninstalls: number;
  /** How often our grant was given back. */
  revocations: number;
  /** How often new tokens were given for old ones. */
  refreshes: number;
}

const PAGE = 2;
const WRITES_A_BATCH = 3;
const FIRST_MODIFIED = Date.UTC(2026, 9, 2);

interface Stored {
  record: CrmLead;
  /** Grows with every change; the cursor is one of these. */
  change: number;
  values?: ScoreFieldValues;
  /** Set once it is gone. */
  gone?: GoneRecord;
}

export function createMemoryCrm(crm: CrmName, externalId: string = crm): MemoryCrm {
  const records = new Map<string, Stored>();
  let changes = 0;
  let token = 1;
  let isRevoked = false;

  const touch = (objectId: string, record: CrmLead, values?: ScoreFieldValues) => {
    changes += 1;
    const modifiedAt = new Date(FIRST_MODIFIED + changes * 1000);
    records.set(objectId, { record: { ...record, modifiedAt }, change: changes, ...(values && { values }) });
  };
  const refused = () => new ConnectorError('ERR_CRM_AUTH_EXPIRED', `An admin must connect ${crm} again`);
  const refresh = async () => {
    if (isRevoked) throw refused();
    memory.refreshes += 1;
    return tokens();
  };
  const tokens = () => ({
    ...{ accessToken: `token ${token}`, refreshToken: 'refresh', expiresAt: 0 },
    ...(memory.grantedBy !== undefined && { grantedBy: memory.grantedBy }),
  });
  const authenticate = async (session: CrmSession) => {
    const { accessToken } = await session.tokens();
    if (isRevoked || accessToken !== tokens().accessToken) await session.renew(accessToken, refresh);
  };
  const allow = (feature: 'reading' | 'writing') => {
    if (!memory.forbids.has(feature)) return;
    memory.forbidden += 1;
    throw new ConnectorError('ERR_CRM_FORBIDDEN', `${crm} does not allow ${feature}`);
  };
  const pageAfter = (cursor: number): LeadPage | undefined => {
    const after = [...records.values()].filter(({ change }) => change > cursor);
    const page = after.sort((a, b) => a.change - b.change).slice(0, PAGE);
    const last = page.at(-1);
    if (last === undefined) return undefined;
    const gone = page.flatMap(each => each.gone ?? []);
    const masters = gone.flatMap(({ mergedInto }) => records.get(mergedInto ?? '') ?? []);
    const live = [...page, ...masters].filter(each => each.gone === undefined);
    return { records: live.map(({ record }) => record), gone, cursor: String(last.change) };
  };
  const write = (each: ScoreWrite): WriteResult => {
    memory.writes.push(each.objectId);
    const result = memory.answer(each);
    const known = records.get(each.objectId);
    if (result.status === 'written' && known) touch(each.objectId, known.record, each.values);
    return result;
  };
  const open = (session: CrmSession): CrmConnector => ({
    crm,
    leadType: crm === 'salesforce' ? 'Lead' : 'contact',
    identify: async () => ({ externalId, name: `${crm} in memory`, user: 'integration@bank.example' }),
    readAppSettings: async () => memory.settings,
    async isAdmin(userId) {
      memory.adminQuestions += 1;
      await authenticate(session);
      return memory.admins.has(userId);
    },
    async uninstall() {
      await authenticate(session);
      memory.uninstalls += 1;
    },
    setUpScoreFields: async () => ({ created: [], missing: [] }),
    furtherRecordsProblem: () => memory.furtherRecordsProblem,
    async catchUpFurtherRecords(cursor) {
      memory.furtherLooks.push(cursor);
      allow('writing');
      return memory.furtherCursor;
    },
    mayDelayActions: async () => memory.canWait,
    async endActions(ends) {
      memory.onEnd();
      memory.ended.push(...ends);
    },
    countLeads: async () => records.size,
    async readRecords({ ids }) {
      await authenticate(session);
      allow('reading');
      memory.onPage();
      const stored = ids.map(id => [id, records.get(id)] as const);
      const live = stored.flatMap(([, each]) => (each && !each.gone ? [each.record] : []));
      const gone = stored.flatMap(([objectId, each]) =>
        each === undefined ? [{ objectType: 'contact', objectId, reason: 'deleted' }] : (each.gone ?? []),
      );
      return { records: live, gone };
    },
    async *readLeads({ cursor = '0' }) {
      await authenticate(session);
      allow('reading');
      for (let page = pageAfter(Number(cursor)); page; page = pageAfter(Number(page.cursor))) {
        memory.pagesBeforeFailure -= 1;
        if (memory.pagesBeforeFailure < 0)
          throw new ConnectorError('ERR_CRM_UNAVAILABLE', `${crm} did not answer`);
        yield page;
        memory.onPage();
      }
    },
    async *readActivities() {
      yield { activities: memory.activities.slice(0, PAGE), cursor: '1' };
      yield { activities: memory.activities.slice(PAGE), cursor: '2', unread: memory.unread };
    },
    async *readHistory() {
      yield { changes: memory.changes, cursor: '1', tracked: memory.tracked };
    },
    writesAtOnce: 2_000,
    async *writeScores(writes) {
      for (let start = 0; start < writes.length; start += WRITES_A_BATCH) {
        await authenticate(session);
        allow('writing');
        yield writes.slice(start, start + WRITES_A_BATCH).map(write);
      }
    },
    async createTask(task) {
      await authenticate(session);
      memory.taskTries += 1;
      const known = memory.tasks.get(task.key);
      if (known && !task.mayExist) throw new Error(`the task ${task.key} was made twice`);
      memory.onTask(task);
      memory.tasks.set(task.key, task);
      return { taskId: `task of ${task.objectId}` };
    },
    usage: () => ({ calls: 0, limited: 0 }),
  });

  const memory: MemoryCrm = {
    forbids: new Set(),
    forbidden: 0,
    furtherRecordsProblem: undefined,
    furtherLooks: [],
    furtherCursor: undefined,
    canWait: false,
    ended: [],
    onEnd: () => undefined,
    adapter: {
      crm,
      authorize: async () => tokens(),
      recordUrl: ({ objectType, objectId }) => `https://${crm}.example/${objectType}/${objectId}`,
      revoke: async () => {
        memory.revocations += 1;
      },
      open: (_settings, session) => open(session),
    },
    settings: { isReadable: true, connectionId: null, certificate: null },
    admins: new Set(),
    adminQuestions: 0,
    grantedBy: undefined,
    uninstalls: 0,
    revocations: 0,
    put(objectId, fields = {}) {
      const known = records.get(objectId);
      touch(objectId, { ...(known?.record ?? makeCrmLead({ objectId })), ...fields }, known?.values);
    },
    remove(objectId, mergedInto) {
      changes += 1;
      const { objectType } = records.get(objectId)!.record;
      const gone = { objectType, objectId, reason: mergedInto === undefined ? 'deleted' : 'merged' };
      records.set(objectId, {
        ...records.get(objectId)!,
        change: changes,
        gone: mergedInto === undefined ? gone : { ...gone, mergedInto },
      });
    },
    read: objectId => records.get(objectId)?.record,
    written: objectId => records.get(objectId)?.values,
    activities: [],
    unread: [],
    changes: [],
    tracked: [],
    tasks: new Map(),
    taskTries: 0,
    onTask: () => undefined,
    writes: [],
    pagesBeforeFailure: Number.POSITIVE_INFINITY,
    answer: ({ objectId }) => ({ objectId, status: 'written' }),
    onPage: () => undefined,
    expireToken() {
      token += 1;
    },
    revoke() {
      isRevoked = true;
    },
    refreshes: 0,
  };
  return memory;
}
