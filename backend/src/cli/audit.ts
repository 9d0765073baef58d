import { parseArgs } from 'node:util';
import { InputError } from '@aix/shared-scoring';
import { type AuditReport, verifyAudit } from '../use-cases/verify-audit.ts';
import { countOf } from './count-of.ts';
import type { Terminal } from './terminal.ts';
import { DATABASE_HELP, withTerminalDatabase } from './with-database.ts';

const HELP = `Usage: aix audit verify [--json]

Walks the chain of receipts of every lead and says whether each receipt is what it
was when it was written.

  --json    print one JSON object as the last line:
            {"receipts","erased","leads","faults":[{"tenantId","leadId","receiptId","problem"}]}

${DATABASE_HELP}
Exit code: 0 every receipt is whole; 1 some are not, or the database cannot be used;
2 wrong arguments.
`;

const EXIT_DONE = 0;
const EXIT_FAULTS = 1;

/** `aix audit verify`: finds receipts that were altered, taken out or put in. */
export async function audit(args: readonly string[], terminal: Terminal): Promise<number> {
  const { json, help } = parse(args);
  if (help) {
    terminal.stdout.write(HELP);
    return EXIT_DONE;
  }
  const report = await withTerminalDatabase(terminal, database => verifyAudit(database));
  terminal.stdout.write(json ? `${JSON.stringify(report)}\n` : describe(report));
  return report.faults.length > 0 ? EXIT_FAULTS : EXIT_DONE;
}

function parse(args: readonly string[]): { json: boolean; help: boolean } {
  const options = {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help || (positionals.length === 1 && positionals[0] === 'verify')) return values;
  } catch (cause) {
    throw new InputError('ERR_INPUT_INVALID', `${(cause as Error).message}; see aix audit --help`, { cause });
  }
  throw new InputError('ERR_INPUT_INVALID', 'say what to do: aix audit verify');
}

function describe({ receipts, erased, leads, faults }: AuditReport): string {
  const walked = `${countOf(receipts, 'receipt')} of ${countOf(leads, 'lead')}, ${erased} of them erased`;
  if (faults.length === 0) return `Every receipt is whole: ${walked}\n`;
  const lines = faults.map(({ receiptId, problem }) => `Receipt ${receiptId} ${problem}\n`);
  return `${lines.join('')}${countOf(faults.length, 'fault')} in ${walked}\n`;
}
