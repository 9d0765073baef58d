import { isLeadId, readLead } from '../org/read-record.ts';
import type { ApexContext, ApexMethod } from './apex-context.ts';
import { ApexProblem } from './apex-problem.ts';
import { connectionIdOf } from './connection-id.ts';
import { callService, type ServiceCall } from './service-call.ts';

type Parameters = Record<string, unknown>;

/** What the Apex classes ScoreCardController, LeadAccess and ScoringClient do together, method by method. */
export function scoreCardMethods(): [name: string, method: ApexMethod][] {
  const methods: Record<string, (parameters: Parameters, context: ApexContext) => ServiceCall> = {
    getCard: (_, { language, timeZone }) => ({ path: ['card'], query: { locale: language, timeZone } }),
    scoreNow: ({ idempotencyKey }) => ({ path: ['score'], content: {}, key: idempotencyKey }),
    giveFeedback: ({ feedback }) => writing(['feedback'], feedback),
    setOverride: ({ request }) => writing(['override'], request),
    takeStep: ({ stepId, idempotencyKey }, { language }) => ({
      ...{ path: ['next-step', 'take'], content: { stepId, locale: language }, key: idempotencyKey },
    }),
    putOffStep: ({ stepId, delay, idempotencyKey }) => ({
      ...{ path: ['next-step', 'later'], content: { stepId, delay }, key: idempotencyKey },
    }),
    endOverride: ({ idempotencyKey }) => ({ path: ['override', 'end'], content: {}, key: idempotencyKey }),
  };
  return [
    ...Object.entries(methods).map(([name, callOf]): [string, ApexMethod] => [
      `ScoreCardController.${name}`,
      async (context, parameters) => {
        const recordId = await requireVisibleLead(context, parameters.recordId);
        const { path, ...call } = callOf(parameters, context);
        const record = ['v1', 'connections', await connectionIdOf(context), 'records', 'Lead', recordId];
        return callService(context.credential, { ...call, path: [...record, ...path] });
      },
    ]),
    ['ScoreCardController.undoFeedback', undoFeedback],
  ];
}

const undoFeedback: ApexMethod = async (context, { recordId, feedbackId, idempotencyKey }) => {
  await requireVisibleLead(context, recordId);
  return callService(context.credential, {
    path: ['v1', 'feedback', String(feedbackId), 'undo'],
    content: {},
    key: idempotencyKey,
  });
};

/** @throws ApexProblem NO_PERMISSION, or NOT_VISIBLE for whatever is no lead that the user can see */
async function requireVisibleLead({ session, permissions }: ApexContext, recordId: unknown): Promise<string> {
  if (!permissions.includes('AIX_See_Scores')) throw new ApexProblem('NO_PERMISSION');
  if (!isLeadId(recordId)) throw new ApexProblem('NOT_VISIBLE');
  if ((await readLead(await session.connect(), recordId, ['Id'])) === undefined)
    throw new ApexProblem('NOT_VISIBLE');
  return recordId;
}

/** A wish as a component sends it: the key apart, and nothing that is null. */
function writing(path: string[], wish: unknown): ServiceCall {
  if (typeof wish !== 'object' || wish === null) throw new ApexProblem('INVALID');
  const { idempotencyKey, ...content } = wish as Parameters;
  const present = Object.entries(content).filter(([, value]) => value !== null && value !== undefined);
  return { path, content: Object.fromEntries(present), key: idempotencyKey };
}
