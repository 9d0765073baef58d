import { z } from 'zod';
import { CHANNEL_KINDS } from '../../store/alerts/channels.ts';
import { isTimeZone } from '../time-zone.ts';
import type { ChannelTexts } from './texts/channel-texts.ts';

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone like Europe/Berlin')
  .default('UTC');

/** A threshold and the direction in which it is passed. */
export const crossingKind = z.enum([
  'hot-up',
  'hot-down',
  'warm-up',
  'warm-down',
  'nurture-up',
  'nurture-down',
]);

/** When a channel gathers what happens. */
export const digest = z.discriminatedUnion('every', [
  z.object({ every: z.literal('hour'), timeZone }),
  z.object({ every: z.literal('day'), hour: z.int().min(0).max(23), timeZone }),
]);

/** A channel as an admin asks for it. */
export const newChannel = z.object({
  kind: z.enum(CHANNEL_KINDS),
  name: z.string().trim().min(1).max(80),
  crossings: z.array(crossingKind).min(1).max(6),
  isQuiet: z.boolean().default(false),
  digest: digest.nullish(),
  url: z.string().max(2_000).optional(),
  connectionId: z.uuid().optional(),
  address: z.string().max(254).optional(),
});

/** Fields of the page's form, as browsers send them: several of one name as a list, unticked boxes not at all. */
const sent = z.object({
  ...{ kind: z.string(), name: z.string(), key: z.string().regex(/^[\x21-\x7e]{8,128}$/) },
  crossings: z.union([z.string(), z.array(z.string())]).optional(),
  ...{ isQuiet: z.string().optional(), when: z.string().optional() },
  ...{ hour: z.string().optional(), timeZone: z.string().optional() },
  ...{ url: z.string().optional(), connectionId: z.string().optional(), address: z.string().optional() },
});

/** What a form said, and the key under which a browser may send it again. */
export interface ReadForm {
  key: string;
  /** What is wrong with it, in the words of its labels; null where nothing is. */
  problem: string | null;
  request: z.output<typeof newChannel> | null;
}

/** Reads the form of the channels' page. @param problems what is said of each field */
export function readChannelForm(body: unknown, problems: ChannelTexts['problems']): ReadForm {
  const form = sent.safeParse(body);
  if (!form.success) return { key: '', request: null, problem: problems.incomplete };
  const { key, when, hour, timeZone, crossings = [], isQuiet, ...given } = form.data;
  const read = newChannel.safeParse({
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value?.trim()])),
    crossings: [crossings].flat(),
    isQuiet: isQuiet !== undefined,
    digest: digestOf(when, { hour, timeZone: timeZone?.trim() || 'UTC' }),
  });
  if (read.success) return { key, request: read.data, problem: null };
  const words = read.error.issues.map(
    ({ path: [field = ''], message }) =>
      (problems as Record<string, string | undefined>)[String(field)] ?? message,
  );
  return { key, request: null, problem: [...new Set(words)].join('. ') };
}

function digestOf(
  when: string | undefined,
  { hour, timeZone }: { hour: string | undefined; timeZone: string },
) {
  if (when === 'hour') return { every: 'hour', timeZone };
  return when === 'day' ? { every: 'day', hour: Number(hour), timeZone } : null;
}
