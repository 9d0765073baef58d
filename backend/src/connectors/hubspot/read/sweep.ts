import { InputError } from '@aix/shared-scoring';
import { z } from 'zod';
import { bodyOf, type HubspotClient } from '../client.ts';
import { MAX_SEARCH_PAGE, searchSchema } from '../hubspot-api.ts';

/*
 * Reading goes in sweeps. The first sweep takes every record; each later one takes those changed since the sweep before
 * it began. All walk in the order of record ids, from the last id on, never by offset: a record that changes meanwhile
 * keeps its place, so none slips between two pages, and the search's cap of 10,000 results is never met.
 */

/** HubSpot's index shows a change within a minute; each sweep looks back twice that before the last one's beginning. */
export const INDEX_LAG_MS = 120_000;

const cursorSchema = z.object({
  /** Records changed at or after this moment, epoch milliseconds; `null` is all of them. */
  since: z.number().nullable(),
  /** Where the sweep after this one begins; `null` until the first answer tells the platform's time. */
  next: z.number().nullable(),
  /** The last record id that was read. */
  after: z.string().regex(/^\d+$/),
});
type Cursor = z.output<typeof cursorSchema>;

/** From where a sweep goes on. */
export type SweepPosition = Pick<Cursor, 'since' | 'after'>;

/** One page as it was fetched. */
export interface FetchedPage<T> {
  items: T[];
  /** The id to go on after; `undefined` at the end of the sweep. */
  after: string | undefined;
  /** The platform's clock, epoch milliseconds. */
  answeredAt: number;
}

/** What was read, and the cursor behind it. */
export interface SweptPage<T> {
  items: T[];
  cursor: string;
}

/**
 * One sweep, page by page. Its last page's cursor begins the next sweep. The page after the one in hand is fetched already, so
 * that the platform's pace sets the speed, not the time that saving takes.
 * @throws InputError ERR_INPUT_INVALID for a cursor that no sweep gave out
 */
export async function* sweep<T>(
  cursorText: string | undefined,
  fetchPage: (position: SweepPosition) => Promise<FetchedPage<T>>,
): AsyncGenerator<SweptPage<T>> {
  let cursor = cursorText === undefined ? BEGINNING : readCursor(cursorText);
  const { since } = cursor;
  const fetchAfter = (after: string) => {
    const page = fetchPage({ since, after });
    // Its failure is told where it is awaited; a reader who stops before that does not want to know.
    page.catch(() => undefined);
    return page;
  };
  let coming: Promise<FetchedPage<T>> | undefined = fetchAfter(cursor.after);
  while (coming !== undefined) {
    const page: FetchedPage<T> = await coming;
    coming = page.after === undefined ? undefined : fetchAfter(page.after);
    const next = cursor.next ?? page.answeredAt - INDEX_LAG_MS;
    cursor =
      page.after === undefined ? { since: next, next: null, after: '0' } : { since, next, after: page.after };
    yield { items: page.items, cursor: JSON.stringify(cursor) };
  }
}

const BEGINNING: Cursor = { since: null, next: null, after: '0' };

/** The cursor of a sweep that takes what changed since a moment, epoch milliseconds. */
export function cursorSince(since: number): string {
  return JSON.stringify({ ...BEGINNING, since } satisfies Cursor);
}

/** What a search asks for. */
export interface SweepSearch {
  path: string;
  /** The property by which a record counts as changed. */
  changedAt: string;
  /** Only records whose `changedAt` is no later, epoch milliseconds. */
  until?: number;
  /** Only records in which this property is empty. */
  without?: string;
  properties: readonly string[];
}

/** A record as a search shows it: from the index, which lags behind the record. */
export type FoundRecord = z.output<typeof searchSchema>['results'][number];

/** The next 200 records, in the order of their ids, that changed since the sweep's beginning. */
export async function searchPage(
  client: HubspotClient,
  { path, changedAt, until, without, properties }: SweepSearch,
  { since, after }: SweepPosition,
): Promise<FetchedPage<FoundRecord>> {
  const filter = (propertyName: string, operator: 'GT' | 'GTE' | 'LTE', value: string) => ({
    ...{ propertyName, operator, value },
  });
  const request = {
    method: 'POST',
    path,
    body: {
      filterGroups: [
        {
          filters: [
            ...(since === null ? [] : [filter(changedAt, 'GTE', String(since))]),
            ...(until === undefined ? [] : [filter(changedAt, 'LTE', String(until))]),
            ...(without === undefined ? [] : [{ propertyName: without, operator: 'NOT_HAS_PROPERTY' }]),
            filter('hs_object_id', 'GT', after),
          ],
        },
      ],
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      properties,
      limit: MAX_SEARCH_PAGE,
    },
  } as const;
  const answer = await client.send(request);
  const { results, paging } = bodyOf(searchSchema, request, answer);
  return {
    items: results,
    after: paging?.next === undefined ? undefined : results.at(-1)?.id,
    answeredAt: answer.answeredAt,
  };
}

function readCursor(text: string): Cursor {
  const parsed = cursorSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new InputError(
    'ERR_INPUT_INVALID',
    'The HubSpot reading cursor is not one that this connector gave out',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
