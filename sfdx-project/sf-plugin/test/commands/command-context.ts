import { MockTestOrgData, TestContext } from '@salesforce/core/testSetup';
import { stubPrompter, stubSfCommandUx, stubSpinner } from '@salesforce/sf-plugins-core';
import type { AnyJson } from '@salesforce/ts-types';
import { SCORE_FIELD_NAMES } from '../../src/generated/score-field-names.ts';
import { CERTIFICATE, CHECK, CONNECTION_ID, INTEGRATION, READINESS, STATUS } from '../doctor/facts.ts';
import { type Answer, answerOnLoopback, type LoopbackService } from '../service/loopback-service.ts';

export const TOKEN = 'a-session-token';
// Every command that runs listens to the process's signals, and a test process runs many.
process.setMaxListeners(0);

const CONNECTION = `/v1/connections/${CONNECTION_ID}`;

/** An org's session as Salesforce's own test kit plays it, what a command prints, and a service that answers. */
export interface CommandContext {
  org: MockTestOrgData;
  service: LoopbackService;
  ux: ReturnType<typeof stubSfCommandUx>;
  prompter: ReturnType<typeof stubPrompter>;
  /** The flags that every command takes. */
  flags: string[];
  /** All that was printed. */
  printed(): string;
}

/** What the org answers, by the part of the address that says what is asked for. */
export const ORG_ANSWERS: Readonly<Record<string, AnyJson>> = {
  'sobjects/Lead/describe': { fields: SCORE_FIELD_NAMES.map(name => ({ name })) },
  AIX_Setting__mdt: rows({ Connection_Id__c: CONNECTION_ID, Signing_Certificate__c: CERTIFICATE }),
  PermissionSetAssignment: rows(
    ...[
      { set: 'AIX_Lead_Scoring_Rep', username: 'rep@bank.example' },
      { set: 'AIX_Lead_Scoring_Admin', username: 'admin@bank.example' },
      { set: 'AIX_Callout_Access', username: 'rep@bank.example' },
      { set: 'AIX_Lead_Scoring_Integration', username: INTEGRATION },
      { set: 'AIX_Integration_Access', username: INTEGRATION },
    ].map(({ set, username }) => ({ Assignee: { Username: username }, PermissionSet: { Name: set } })),
  ),
  limits: { DailyApiRequests: { Max: 100_000, Remaining: 99_000 } },
};

/** What the service answers where all is well. */
export function wellAnswers(orgId: string): Record<string, Answer> {
  return {
    'GET /v1/connections': [{ ...STATUS, externalId: orgId }],
    [`GET ${CONNECTION}/status`]: { ...STATUS, externalId: orgId },
    [`GET ${CONNECTION}/readiness`]: READINESS,
    [`POST ${CONNECTION}/check`]: CHECK,
  };
}

/**
 * Makes a context for each test of the suite, and takes it down.
 * @returns a function that begins: `orgAnswers` and `answers` replace some of those where all is well
 */
export function useCommands(): (rest?: {
  orgAnswers?: Record<string, AnyJson>;
  answers?: (orgId: string) => Record<string, Answer>;
}) => Promise<CommandContext> {
  const $$ = new TestContext();
  let service: LoopbackService | undefined;
  beforeEach(() => {
    process.env.AIX_TOKEN = TOKEN;
  });
  afterEach(async () => {
    delete process.env.AIX_TOKEN;
    process.exitCode = 0;
    await service?.close();
  });
  return async ({ orgAnswers = {}, answers = () => ({}) } = {}) => {
    const org = new MockTestOrgData();
    await $$.stubAuths(org);
    const all = { ...ORG_ANSWERS, ...orgAnswers };
    $$.fakeConnectionRequest = request => answerOf(all, decodeURIComponent(JSON.stringify(request)));
    service = await answerOnLoopback({ ...wellAnswers(org.orgId), ...answers(org.orgId) });
    const ux = stubSfCommandUx($$.SANDBOX);
    stubSpinner($$.SANDBOX);
    return {
      ...{ org, service, ux, prompter: stubPrompter($$.SANDBOX) },
      flags: ['--target-org', org.username, '--url', service.url],
      printed: () =>
        [ux.log, ux.logSuccess, ux.warn, ux.table, ux.styledHeader]
          .flatMap(stub => stub.args.flat().map(each => JSON.stringify(each)))
          .join('\n'),
    };
  };
}

async function answerOf(answers: Readonly<Record<string, AnyJson>>, request: string): Promise<AnyJson> {
  const known = Object.keys(answers).find(part => request.includes(part));
  if (known !== undefined) return answers[known]!;
  throw new Error(`The org was asked for something else: ${request}`);
}

/** What a query answers. */
export function rows(...records: Record<string, AnyJson>[]): AnyJson {
  return { totalSize: records.length, done: true, records };
}
