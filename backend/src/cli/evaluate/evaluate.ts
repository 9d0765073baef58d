import type { Terminal } from '../terminal.ts';
import { EVALUATE_HELP } from './help.ts';
import { judgeParts } from './judge-parts.ts';
import { leaveOutLeaks } from './leaks/leave-out-leaks.ts';
import { parseArguments } from './parse-arguments.ts';
import { chooseParts } from './parts/choose-parts.ts';
import { readLeads } from './read-leads.ts';
import { renderJson, renderText } from './render-report.ts';
import { judgeSlices } from './slices.ts';
import { writeModelCard } from './write-model-card.ts';

/** Fixed, so that the same file gives the same figures on every machine. */
const SEED = 1;
const QUIET_MS = 2000;

/**
 * `aix evaluate`: trains and judges on a CSV export, before anyone installs anything. Same input, same output, times aside.
 * @throws InputError ERR_INPUT_INVALID with one sentence on what must change
 */
export async function evaluate(args: readonly string[], terminal: Terminal): Promise<void> {
  const request = parseArguments(args);
  if (request === null) {
    terminal.stdout.write(EVALUATE_HELP);
    return;
  }
  const startedAt = performance.now();
  const read = await readLeads(request);
  const parts = await chooseParts(request, read, SEED);
  const { leads, suspects } = leaveOutLeaks(read, SEED);
  const judgement = judgeParts(leads, { parts, seed: SEED }, (part, at) => {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs < QUIET_MS) return;
    terminal.stderr.write(
      `part ${at + 1} of ${parts.length}: AUC ${part.auc.toFixed(4)}, ${Math.round(elapsedMs / 1000)} s so far\n`,
    );
  });
  if (request.modelCard !== undefined)
    await writeModelCard(request.modelCard, request, { leads, suspects, seed: SEED });
  const slices = leads.slices && judgeSlices(leads.slices, judgement.judged, SEED);
  const report = { file: request.file, leads, judgement, suspects, slices };
  terminal.stdout.write(
    request.json ? `${renderJson(report)}\n` : renderText(report, terminal.stdout.columns),
  );
}
