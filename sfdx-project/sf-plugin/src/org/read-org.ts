import type { Connection } from '@salesforce/core';
import { SCORE_FIELD_NAMES } from '../generated/score-field-names.ts';
import { type AppSetting, prefixOf, readSetting, unlessHidden } from './read-setting.ts';

/** One user's permission set of ours. */
export interface Assignment {
  set: PermissionSetName;
  username: string;
}

/** The package's permission sets. */
const PACKAGED_SETS = {
  rep: 'AIX_Lead_Scoring_Rep',
  manager: 'AIX_Lead_Scoring_Manager',
  admin: 'AIX_Lead_Scoring_Admin',
  integration: 'AIX_Lead_Scoring_Integration',
} as const;
/** What a managed package may not give: an org deploys these from `unpackaged/` as its own, without a namespace. */
const OWN_SETS = {
  integrationAccess: 'AIX_Integration_Access',
  calloutAccess: 'AIX_Callout_Access',
} as const;
/** Both kinds, by what each is for. */
export const PERMISSION_SETS = { ...PACKAGED_SETS, ...OWN_SETS };
export type PermissionSetName = (typeof PERMISSION_SETS)[keyof typeof PERMISSION_SETS];

/** What an org says of itself, as the user of its session sees it. */
export interface OrgFacts {
  /** Score fields of a lead that are not there, or not shown. */
  missingFields: string[];
  /** How many score fields the package has. */
  allFields: number;
  /** Undefined where the package is absent, or its settings are not shown. */
  setting: AppSetting | undefined;
  /** Undefined where the user may not see who has which permission set. */
  assignments: Assignment[] | undefined;
  /** Calls of all apps in 24 hours. */
  calls: { used: number; limit: number };
}

/** Looks into an org over its own session; nothing is changed there. */
export async function readOrg(connection: Connection, namespace: string): Promise<OrgFacts> {
  const [missingFields, setting, assignments, calls] = await Promise.all([
    missingScoreFields(connection, namespace),
    readSetting(connection, namespace),
    readAssignments(connection, namespace),
    countCalls(connection),
  ]);
  return { missingFields, allFields: SCORE_FIELD_NAMES.length, setting, assignments, calls };
}

async function missingScoreFields(connection: Connection, namespace: string): Promise<string[]> {
  const { fields } = await connection.describe('Lead');
  const present = new Set(fields.map(({ name }) => name.toLowerCase()));
  const expected = SCORE_FIELD_NAMES.map(name => prefixOf(namespace) + name);
  return expected.filter(name => !present.has(name.toLowerCase()));
}

interface AssignmentRow {
  Assignee: { Username: string } | null;
  PermissionSet: { Name: PermissionSetName } | null;
}

/** A namespace is checked to be one before it comes here. */
async function readAssignments(connection: Connection, namespace: string): Promise<Assignment[] | undefined> {
  const owned = (sets: Readonly<Record<string, string>>, owner: string) =>
    `(PermissionSet.Name IN (${Object.values(sets).map(name => `'${name}'`)}) AND PermissionSet.NamespacePrefix = ${owner})`;
  const ours = owned(PACKAGED_SETS, namespace === '' ? 'null' : `'${namespace}'`);
  const soql = `SELECT Assignee.Username, PermissionSet.Name FROM PermissionSetAssignment WHERE ${ours} OR ${owned(OWN_SETS, 'null')}`;
  const answer = await unlessHidden(
    connection.query<AssignmentRow>(soql, { autoFetch: true, maxFetch: 100_000 }),
  );
  return answer?.records.flatMap(({ Assignee, PermissionSet }) =>
    Assignee && PermissionSet ? [{ set: PermissionSet.Name, username: Assignee.Username }] : [],
  );
}

async function countCalls(connection: Connection): Promise<{ used: number; limit: number }> {
  const { DailyApiRequests: requests } = await connection.limits();
  return { used: (requests?.Max ?? 0) - (requests?.Remaining ?? 0), limit: requests?.Max ?? 0 };
}
