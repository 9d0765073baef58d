import { type Channel, listChannels } from '../../store/alerts/channels.ts';
import type { ClaimedDelivery } from '../../store/alerts/deliveries.ts';
import type { CrossingContent, DisabledContent } from '../../store/alerts/delivery-content.ts';
import { crossingsOfDigest } from '../../store/alerts/digests.ts';
import type { TenantSql } from '../../store/database.ts';
import type { Context } from '../context.ts';
import { type RecordLink, recordLinks } from '../record-links.ts';
import { alertText } from './alert-text.ts';

/** What a message tells. */
export type Told =
  | { what: 'test' }
  | { what: 'disabled'; channel: DisabledContent['disabledChannel'] }
  | { what: 'crossing'; crossing: CrossingContent; links: RecordLink[] }
  | { what: 'digest'; until: Date; crossings: CrossingContent[]; lines: DigestLine[]; headline: string };

/** A crossing in a digest for people. */
export interface DigestLine {
  text: string;
  /** Where to read of the lead; undefined where its records are gone. */
  link: RecordLink | undefined;
}

/** Lines of a digest for people; how many more there are is said. */
const MOST_LINES = 25;

/** Reads what a delivery by a channel tells, and where people read more of it. */
export async function readTold(context: Context, tenantId: string, delivery: ClaimedDelivery): Promise<Told> {
  const { content, kind } = delivery;
  if ('isTest' in content) return { what: 'test' };
  if ('disabledChannel' in content) return { what: 'disabled', channel: content.disabledChannel };
  const crossing = content as CrossingContent;
  // A webhook's receiver has the ids; people follow links.
  if (!('until' in content) && kind === 'webhook') return { what: 'crossing', crossing, links: [] };
  return context.database.withTenant(tenantId, async sql => {
    if ('until' in content) return readDigest(context, sql, delivery, new Date(content.until));
    const links = (await recordLinks(context, sql, [crossing.leadId])).get(crossing.leadId) ?? [];
    return { what: 'crossing', crossing, links };
  });
}

async function readDigest(
  context: Context,
  sql: TenantSql,
  { channelId, deliveryId }: ClaimedDelivery,
  until: Date,
): Promise<Told> {
  const channel = (await listChannels(sql)).find(each => each.channelId === channelId)!;
  const crossings = await crossingsOfDigest(sql, deliveryId);
  const headline = headlineOf(channel, crossings.length, until);
  return { what: 'digest', until, crossings, headline, lines: await linesOf(context, sql, crossings) };
}

/** Whether a digest has nothing left to tell, because its leads were erased. */
export function isEmpty(told: Told): boolean {
  return told.what === 'digest' && told.crossings.length === 0;
}

async function linesOf(
  context: Context,
  sql: TenantSql,
  crossings: readonly CrossingContent[],
): Promise<DigestLine[]> {
  const listed = crossings.toSorted((one, other) => other.scorePoints - one.scorePoints).slice(0, MOST_LINES);
  const links = await recordLinks(
    context,
    sql,
    listed.map(({ leadId }) => leadId),
  );
  const lines = listed.map(each => ({ text: alertText(each), link: links.get(each.leadId)?.[0] }));
  const more = crossings.length - listed.length;
  return more === 0 ? lines : [...lines, { text: `and ${more} more`, link: undefined }];
}

/** "3 alerts until 23 Nov 2026, 09:00 (Europe/Berlin)" */
function headlineOf({ digest }: Channel, count: number, until: Date): string {
  const timeZone = digest?.timeZone ?? 'UTC';
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return `${count} ${count === 1 ? 'alert' : 'alerts'} until ${format.format(until)} (${timeZone})`;
}
