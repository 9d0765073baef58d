import { z } from 'zod';

/** A text that people read: no blank ends, no placeholder. */
export const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^\S(?:[\s\S]*\S)?$/, 'begins or ends with a blank')
    .refine(value => !/lorem ipsum|todo|tbd|your (app|card)/i.test(value), 'is a placeholder');

/** An address over TLS. HubSpot takes 250 characters at most. */
export const httpsUrl = z.url({ protocol: /^https$/, message: 'is no https address' }).max(250);

/** An origin to which calls and frames may go: over TLS, a name, never this machine. */
export const origin = httpsUrl.refine(
  value => !/^https:\/\/(localhost|\d+\.\d+\.\d+\.\d+)([:/]|$)/.test(value),
  'must be a public name',
);
