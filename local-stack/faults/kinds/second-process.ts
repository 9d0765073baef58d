import type { Fault, FaultOrder, Verdict } from '../fault.ts';
import { judgeStage } from '../judge/judge-stage.ts';
import { createSender } from '../world/sender.ts';

const EVENTS_PER_SECOND = 100;

/** A second process on the embedded data directory is refused in one sentence, and the first goes on. */
export const secondProcess: Fault = {
  name: 'second-process',
  about: 'a second process opens the embedded data directory',
  runs: { short: 2, long: 20 },
  needs: 'embedded',
  async run({ ground, runs, draw, report }: FaultOrder): Promise<Verdict> {
    const stage = await ground.openStage();
    const sender = createSender({ ...stage, draw, eventsPerSecond: EVENTS_PER_SECOND });
    const problems: string[] = [];
    try {
      sender.turnTo(await stage.app.start());
      for (let each = 1; each <= runs; each += 1) {
        await sender.nextAcknowledged();
        const refusal = await stage.startSecondApp();
        if (refusal === undefined) problems.push('a second process works on the same data');
        else if (!/Another process is using the data directory/.test(refusal)) problems.push(refusal);
        report(`${each} of ${runs}`);
      }
      await sender.finish();
      const verdict = await judgeStage(stage, sender.ledger);
      const findings = [...verdict.findings, ...problems];
      return { runs, ...verdict, wrong: verdict.wrong + problems.length, findings };
    } finally {
      sender.abandon();
      await stage.close();
    }
  },
};
