import { z } from 'zod';

/** The most events, and the most identities, of one request. */
export const MOST_ITEMS = 500;
/** In bytes: 500 events of 2 KB. Of a compressed body the size after decompression counts. */
export const LARGEST_BODY = 1_048_576;
const MOST_PROPERTIES = 30;
/** Of a property, in characters. */
const LONGEST_NAME = 60;

/** Says "is missing" of what is absent. */
const orMissing = (otherwise: string) => ({
  error: ({ input }: { input?: unknown }) => (input === undefined ? 'is missing' : otherwise),
});

const A_MOMENT = 'must be a time with a zone, such as 2026-11-22T10:00:00Z, or epoch milliseconds';
/** An ISO 8601 time with a zone, or epoch milliseconds. */
const moment = z.union(
  [z.iso.datetime({ offset: true, error: A_MOMENT }), z.number(A_MOMENT)],
  orMissing(A_MOMENT),
);
const visitorId = z
  .string(orMissing('must be a text'))
  .regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible ASCII characters');
const email = z.string(orMissing('must be a text')).max(254, 'is longer than any address');
const emailSha256 = z
  .string(orMissing('must be a text'))
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits');

const A_PROPERTY = 'must be a number, true, false, null, or a text of at most 500 characters';
const properties = z
  .record(
    z.string().max(LONGEST_NAME),
    z.union([z.string().max(500, A_PROPERTY), z.number(), z.boolean(), z.null()], A_PROPERTY),
    {
      error: ({ code }) =>
        code === 'invalid_key' ? `is longer than ${LONGEST_NAME} characters` : 'must be an object',
    },
  )
  .refine(
    given => Object.keys(given).length <= MOST_PROPERTIES,
    `must be at most ${MOST_PROPERTIES} properties`,
  );

/** One event as it is sent. */
export const eventSchema = z.object(
  {
    id: z
      .string(orMissing('must be a text'))
      .min(1, 'is empty')
      .max(200, 'is longer than 200 characters')
      .describe(
        'Unique for each event: one that comes again counts once. UUIDs of version 7, which begin with the time, are stored fastest',
      ),
    signal: z
      .string(orMissing('must be a text'))
      .regex(/^[a-z][a-z0-9_]{0,59}$/, 'must be lower-case letters, digits and _, such as pricing_view'),
    at: moment.describe('When it happened, by the sender’s clock'),
    visitorId: visitorId.optional().describe('The browser; the only way in which public keys name a lead'),
    email: email.optional().describe('The lead’s own address; only with a secret key'),
    emailSha256: emailSha256.optional().describe('SHA-256 of the trimmed lower-case address, in its place'),
    properties: properties.optional(),
  },
  { error: 'must be an object' },
);

/** Whose browser a visitor is. */
export const identitySchema = z.object(
  {
    visitorId,
    email: email.optional(),
    emailSha256: emailSha256.optional(),
    at: moment.optional().describe('When the visitor said so; now, if absent'),
    signature: z
      .string('must be a text')
      .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
      .optional()
      .describe(
        'HMAC-SHA-256 of "VISITOR ID\\nSHA-256 OF THE ADDRESS" under the hexadecimal SHA-256 of a secret key. Not needed with ' +
          'a secret key; without either the identity is kept as unsigned and never moves a lead across a band',
      ),
    token: z
      .string('must be a text')
      .max(2_000, 'is longer than 2,000 characters')
      .optional()
      .describe(
        'In place of address and signature: a JSON Web Token, HS256 under the hexadecimal SHA-256 of a secret key, with sub (SHA-256 ' +
          'of the address), exp at most a day ahead and, if wanted, domain (of the address)',
      ),
  },
  { error: 'must be an object' },
);

/** What `POST /v1/collect` takes; items are checked one by one with the schemas above. */
export const collectSchema = z.object({
  sentAt: moment
    .optional()
    .describe('The sender’s clock when it sends this; corrects the times of the items'),
  events: z.array(eventSchema).max(MOST_ITEMS).optional(),
  identities: z.array(identitySchema).max(MOST_ITEMS).optional(),
  webdriver: z.boolean().optional().describe('What navigator.webdriver says in the browser that sends this'),
});

/** What `POST /v1/collect` answers once everything is stored. */
export const collectedSchema = z.object({
  filtered: z
    .int()
    .describe(
      'Events of bots, automated browsers and the tenant’s own people, of which only the number is kept',
    ),
  accepted: z.int().describe('Items that are stored now, those that were before included'),
  rejected: z.array(
    z.object({
      list: z.enum(['events', 'identities']),
      index: z.int().describe('Its place in the list that was sent, from 0'),
      reason: z.string(),
      keptAside: z.boolean().describe('Whether the event is kept, uncounted, for someone to look at'),
    }),
  ),
});
