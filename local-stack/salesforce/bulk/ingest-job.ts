import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { parseCsvValue } from '../records/check-value.ts';
import { applyUpdate, type ParsedUpdate } from '../records/update-record.ts';
import type { SObjectField, SObjectType } from '../schema/sobject-field.ts';

/** What a client may ask of an ingest job here: only updates are served. */
export const ingestJobSchema = z.object({
  object: z.string().min(1),
  operation: z.literal('update'),
  contentType: z.literal('CSV').default('CSV'),
  columnDelimiter: z.literal('COMMA').default('COMMA'),
  lineEnding: z.enum(['LF', 'CRLF']).default('LF'),
  assignmentRuleId: z.string().optional(),
});

export type IngestState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** One job: what was asked, what was uploaded, and what became of each row. */
export interface IngestJob extends z.output<typeof ingestJobSchema> {
  id: string;
  createdById: string;
  createdDate: string;
  state: IngestState;
  errorMessage?: string;
  csv?: string;
  columns: string[];
  succeeded: string[][];
  /** Each row with the words of its refusal before it. */
  failed: { error: string; row: string[] }[];
  unprocessed: string[][];
}

/** How many rows are worked on at a time; between two such batches other requests are served. */
const ROWS_A_BATCH = 10_000;
/** What stands in a cell that empties its field; an empty cell leaves it alone. */
const NULL_WORD = '#N/A';

interface RunOptions {
  by: { userId: string; now(): number };
  /** Whether every second record cannot be locked. */
  failsPartially: boolean;
}

/** Works on all rows of an uploaded job, batch by batch, and leaves the outcome in it. Never throws. */
export async function runIngestJob(org: Org, job: IngestJob, options: RunOptions): Promise<void> {
  try {
    const object = org.objectType(job.object);
    const [columns = [], ...rows] = parse(job.csv ?? '', { relax_column_count: true });
    delete job.csv;
    job.columns = columns;
    job.unprocessed = rows;
    const fields = fieldsOf(object, columns);
    while (job.unprocessed.length > 0 && job.state === 'InProgress') {
      runBatch(org, job, { object, fields, rows: job.unprocessed.splice(0, ROWS_A_BATCH) }, options);
      await new Promise(resolve => setImmediate(resolve));
    }
    if (job.state === 'InProgress') job.state = 'JobComplete';
  } catch (error) {
    job.state = 'Failed';
    job.errorMessage = `InvalidBatch : ${(error as Error).message}`;
  }
}

/** The field of each column, undefined for the id. @throws Error when a column is none */
function fieldsOf(object: SObjectType, columns: readonly string[]): (SObjectField | undefined)[] {
  if (!columns.some(isId)) throw new Error('Field name not found : Id');
  return columns.map(column => {
    const field = object.fieldsByName.get(column.toLowerCase());
    if (field === undefined) throw new Error(`Field name not found : ${column}`);
    return isId(column) ? undefined : field;
  });
}

interface Batch {
  object: SObjectType;
  fields: readonly (SObjectField | undefined)[];
  rows: readonly string[][];
}

function runBatch(org: Org, job: IngestJob, { object, fields, rows }: Batch, options: RunOptions): void {
  const by = { userId: options.by.userId, now: options.by.now() };
  const changes = [];
  for (const [index, row] of rows.entries()) {
    try {
      if (options.failsPartially && index % 2 === 1)
        throw new PlatformError(
          400,
          'UNABLE_TO_LOCK_ROW',
          'unable to obtain exclusive access to this record',
        );
      changes.push(applyUpdate(org, updateOf(object, job.columns, fields, row), by));
      job.succeeded.push(row);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const { errorCode, message, fields: atFault } = error;
      job.failed.push({ error: `${errorCode}:${message}:${atFault.join(',')} --`, row });
    }
  }
  org.save(changes);
}

function updateOf(
  object: SObjectType,
  columns: readonly string[],
  fields: readonly (SObjectField | undefined)[],
  row: readonly string[],
): ParsedUpdate {
  const values = new Map<SObjectField, unknown>();
  for (const [index, field] of fields.entries()) {
    const cell = row[index] ?? '';
    if (field !== undefined && cell !== '')
      values.set(field, cell === NULL_WORD ? null : parseCsvValue(field, cell));
  }
  return { object, id: idOf(columns, row), values };
}

const isId = (column: string) => column.toLowerCase() === 'id';

/** The id that a row names. */
export function idOf(columns: readonly string[], row: readonly string[]): string {
  return row[columns.findIndex(isId)] ?? '';
}
