/** An event of Chromium's trace. */
export interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds; `tdur` is what the thread itself worked, without what it waited, for the processor or for another process. */
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string; data?: { requestId?: string; url?: string } };
}

/** What has to be traced for it. */
export const CATEGORIES = ['devtools.timeline', 'toplevel', '__metadata'];
/** What runs scripts. Compiling one, and tidying memory for one, happens within. */
const WORK = new Set(['EvaluateScript', 'FunctionCall', 'EventDispatch', 'TimerFire', 'FireIdleCallback']);
const TASK = 'ThreadControllerImpl::RunTask';

/**
 * Microseconds that main threads of pages worked on scripts, and on answers to what these asked of addresses that contain `asked`. The trace
 * does not show what a script does once its promise is kept, so such an answer counts with all of its task: most is the browser's own work.
 */
export function scriptUs(events: readonly TraceEvent[], asked: string): number {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mainThreads = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf),
  );
  const onMain = events.filter(event => mainThreads.has(threadOf(event)));
  const requests = new Set(
    onMain
      .filter(({ name, args }) => name === 'ResourceSendRequest' && args.data?.url?.includes(asked))
      .map(({ args }) => args.data?.requestId),
  );
  const answers = onMain.filter(
    ({ name, args }) => name === 'ResourceReceiveResponse' && requests.has(args.data?.requestId),
  );
  const isAnswered = (task: TraceEvent) =>
    answers.some(
      answer => threadOf(answer) === threadOf(task) && answer.ts >= task.ts && answer.ts <= endOf(task),
    );
  const work = onMain.filter(
    event => event.dur !== undefined && (WORK.has(event.name) || (event.name === TASK && isAnswered(event))),
  );
  return outermost(work, threadOf).reduce((sum, { tdur, dur }) => sum + (tdur ?? dur!), 0);
}

const endOf = ({ ts, dur = 0 }: TraceEvent) => ts + dur;

/** Without what happens within another. */
function outermost(work: readonly TraceEvent[], threadOf: (event: TraceEvent) => string): TraceEvent[] {
  const endsAt = new Map<string, number>();
  return [...work]
    .sort((a, b) => a.ts - b.ts || b.dur! - a.dur!)
    .filter(event => {
      if (event.ts < (endsAt.get(threadOf(event)) ?? 0)) return false;
      endsAt.set(threadOf(event), endOf(event));
      return true;
    });
}
