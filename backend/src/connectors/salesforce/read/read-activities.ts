import { ConnectorError, InputError } from '@aix/shared-scoring';
import { z } from 'zod';
import type { ActivityPage } from '../../crm-record.ts';
import type { SalesforceClient } from '../client.ts';
import { platformCodeOf } from '../translate-error.ts';
import { ACTIVITY_SOURCES, type ActivitySource } from './activity-sources.ts';
import { cursorToText } from './read-cursor.ts';
import { type ReadOptions, readRows } from './read-rows.ts';

/** How far each source has been read, by its key. */
type Cursors = Record<string, string>;

const cursorsSchema = z.record(z.string(), z.string());

/** With these codes the platform says that an object or a field of it does not exist for this user. */
const HIDDEN_CODES: ReadonlySet<string> = new Set([
  'INVALID_TYPE',
  'INVALID_FIELD',
  'INSUFFICIENT_ACCESS',
  'INSUFFICIENT_ACCESS_OR_READONLY',
  'NOT_FOUND',
]);

/**
 * What people did, as far as the org keeps it: answered calls, held meetings, e-mails and campaign responses that changed
 * since the cursor. What the integration user may not see is left out, and said on the last page.
 * @throws ConnectorError, and InputError for a damaged cursor
 */
export async function* readActivities(
  client: SalesforceClient,
  cursor: string | undefined,
  options: ReadOptions,
): AsyncGenerator<ActivityPage> {
  const cursors = cursorsFromText(cursor);
  const unread = new Set<string>();
  for (const source of ACTIVITY_SOURCES) {
    if (source.beginsNow) cursors[source.key] ??= await cursorOfNow(client);
    try {
      for await (const page of readRows(client, source.source, cursors[source.key], options)) {
        cursors[source.key] = page.cursor;
        const activities = page.rows.flatMap(row => source.activitiesOf(row));
        yield { activities, cursor: JSON.stringify(cursors) };
      }
    } catch (error) {
      if (!isHidden(error)) throw error;
      unread.add(sentenceOn(source));
    }
  }
  yield { activities: [], cursor: JSON.stringify(cursors), unread: [...unread] };
}

/** From the org's present on. */
async function cursorOfNow(client: SalesforceClient): Promise<string> {
  if (client.serverTime() === undefined) await client.get('/limits', 'asking for the time');
  return cursorToText({ since: client.serverTime() ?? 0 });
}

function isHidden(error: unknown): boolean {
  return error instanceof ConnectorError && HIDDEN_CODES.has(platformCodeOf(error));
}

function sentenceOn({ what, source }: ActivitySource): string {
  return `The org’s ${what} are not read: the integration user may not see ${source.object} or a field of it; add it to the permission set if they should count`;
}

function cursorsFromText(text: string | undefined): Cursors {
  if (text === undefined) return {};
  try {
    return cursorsSchema.parse(JSON.parse(text));
  } catch (cause) {
    const message = 'The activity cursor of the Salesforce connection is damaged: read its activities again';
    throw new InputError('ERR_INPUT_INVALID', message, { cause });
  }
}
