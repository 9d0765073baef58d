import { type Assignment, type OrgFacts, PERMISSION_SETS, type PermissionSetName } from '../org/read-org.ts';
import { certificateGaps } from './certificate-gaps.ts';
import { blocks, type Gap, someOf, warns } from './finding.ts';

/** From this part of an org's daily calls on, the service makes none: an org without calls left stands still. */
const LEFT_TO_OTHERS_FROM = 0.9;

/** What the service says of the org's connection; undefined where it said nothing. */
export interface KnownConnection {
  connectionId: string;
  /** The user name as whom the service works. */
  connectedAs: string | null;
}

/** What an org lacks by its own word. */
export function orgGaps(org: OrgFacts, connection: KnownConnection | undefined, now: Date): Gap[] {
  const { missingFields, allFields, setting } = org;
  if (missingFields.length === allFields && setting === undefined)
    return [blocks('noPackage'), ...callGaps(org)];
  return [
    ...(missingFields.length > 0 ? [blocks('noFields', [missingFields.length, someOf(missingFields)])] : []),
    ...settingGaps(org, connection?.connectionId, now),
    ...assignmentGaps(org.assignments, connection?.connectedAs ?? undefined),
    ...callGaps(org),
  ];
}

function settingGaps({ setting }: OrgFacts, connectionId: string | undefined, now: Date): Gap[] {
  if (setting === undefined) return [blocks('hiddenSetting')];
  return [
    ...connectionIdGaps(setting.connectionId, connectionId),
    ...certificateGaps(setting.certificate, now),
  ];
}

/** The connection's id in the org's settings, against the one at the service. */
function connectionIdGaps(entered: string | null, connectionId: string | undefined): Gap[] {
  if (entered === null)
    return [blocks('noConnectionId', [], [connectionId ?? 'that “sf aix connect” shows'])];
  if (connectionId === undefined || entered.toLowerCase() === connectionId) return [];
  return [blocks('otherConnectionId', [entered, connectionId], [connectionId])];
}

const SEE_SCORES: readonly PermissionSetName[] = [
  PERMISSION_SETS.rep,
  PERMISSION_SETS.manager,
  PERMISSION_SETS.admin,
];

function assignmentGaps(
  assignments: readonly Assignment[] | undefined,
  connectedAs: string | undefined,
): Gap[] {
  if (assignments === undefined) return [warns('hiddenAssignments')];
  const has = (...sets: PermissionSetName[]) => assignments.some(({ set }) => sets.includes(set));
  return [
    ...(has(...SEE_SCORES) ? [] : [warns('nobodySeesScores')]),
    ...(has(PERMISSION_SETS.admin) ? [] : [warns('nobodySetsUp')]),
    ...(has(PERMISSION_SETS.calloutAccess) ? [] : [warns('nobodyCalls')]),
    ...integrationGaps(assignments, connectedAs),
  ];
}

/** Who works as an administrator can do all that is needed, and far more than should be possible. */
function integrationGaps(assignments: readonly Assignment[], connectedAs: string | undefined): Gap[] {
  const who = (wanted: PermissionSetName) =>
    assignments.filter(({ set }) => set === wanted).map(({ username }) => username.toLowerCase());
  const users = who(PERMISSION_SETS.integration);
  if (users.length === 0) return [warns('noIntegrationUser')];
  if (connectedAs !== undefined && !users.includes(connectedAs.toLowerCase()))
    return [warns('otherIntegrationUser', [connectedAs])];
  const working = connectedAs?.toLowerCase() ?? users[0]!;
  if (who(PERMISSION_SETS.integrationAccess).includes(working)) return [];
  return [warns('integrationSeesLittle', [connectedAs ?? working])];
}

function callGaps({ calls: { used, limit } }: OrgFacts): Gap[] {
  return used >= limit * LEFT_TO_OTHERS_FROM ? [blocks('orgCallsUsedUp', [used, limit])] : [];
}
