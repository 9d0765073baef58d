import { z } from 'zod';
import { personalEmail } from '../../use-cases/personal-email.ts';

const MOST_LINKS = 500;
const LONGEST_TARGET = 2_000;

function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
}

const link = z
  .object({
    email: z
      .string()
      .refine(text => personalEmail(text) !== undefined, 'is nobody’s own address')
      .optional(),
    emailSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
      .optional(),
    message: z.string().min(1).max(100).describe('The name of the e-mail, for the timeline: autumn-offer'),
    target: z
      .string()
      .max(LONGEST_TARGET)
      .refine(isWebAddress, 'must be an http or https address without a password in it')
      .optional()
      .describe('Where the link leads; without it only the open pixel is made'),
    sentAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When the e-mail is sent, now if absent: what asks within 10 seconds of it is a program'),
  })
  .refine(
    ({ email, emailSha256 }) => (email === undefined) !== (emailSha256 === undefined),
    'must name its reader once: email or emailSha256',
  );

/** What `POST /v1/mail-links` takes and answers. */
export const mailLinksSchema = z.object({ links: z.array(link).min(1).max(MOST_LINKS) });
export const madeLinksSchema = z.object({
  links: z.array(z.object({ clickUrl: z.string().nullable(), openUrl: z.string() })),
});
