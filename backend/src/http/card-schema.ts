import { BANDS, type CardView, CELLS, LOCALES, STEP_ACTIONS } from '@aix/shared-scoring';
import { z } from 'zod';

const locale = z.enum(LOCALES);

const reason = z.object({
  field: z.string().nullable(),
  points: z.int(),
  text: z.string(),
});

const sign = z.object({ field: z.string(), text: z.string() });

const textCard = z.object({
  state: z.enum(['never_scored', 'not_eligible', 'setup_unfinished']),
  locale,
  title: z.string(),
  text: z.string(),
  help: z.string().nullable(),
});

const tooLittleCard = textCard.extend({
  state: z.literal('too_little'),
  signs: z.object({ title: z.string(), up: z.array(sign).max(3), down: z.array(sign).max(2) }).nullable(),
});

const part = z.object({ points: z.int(), text: z.string() });

const standing = z.object({
  cell: z.enum(CELLS),
  fit: part,
  engagement: part,
  trend: part.nullable(),
  history: z
    .object({
      points: z.array(z.object({ at: z.iso.datetime(), scorePoints: z.int() })).max(30),
      text: z.string(),
    })
    .nullable(),
  changes: z
    .object({
      points: z.object({
        decay: z.int(),
        events: z.int(),
        fields: z.int(),
        model: z.int(),
        override: z.int(),
      }),
      text: z.string(),
    })
    .nullable(),
  cooling: z.object({ scorePoints: z.int(), text: z.string() }).nullable(),
  override: z
    .object({
      overrideId: z.string(),
      band: z.enum(BANDS),
      endsAt: z.iso.datetime(),
      text: z.string(),
      reason: z.object({ text: z.string() }).nullable(),
    })
    .nullable(),
  receiptId: z.string(),
});

const scoredCard = z.object({
  state: z.literal('scored'),
  locale,
  header: z.object({
    band: z.enum(BANDS),
    mark: z.enum(['●', '◐', '○', '–']),
    scorePoints: z.int().min(0).max(100),
    text: z.string(),
  }),
  notice: z.object({ level: z.enum(['stale', 'old', 'delayed']), text: z.string() }).nullable(),
  probability: z.object({
    propensity: z.number().min(0).max(1),
    low: z.number().min(0).max(1),
    high: z.number().min(0).max(1),
    horizonDays: z.int().positive(),
    text: z.string(),
  }),
  evidence: z.object({ filled: z.literal([0, 1, 2, 3, 4, 5]), text: z.string() }),
  why: z.object({
    startText: z.string(),
    startPoints: z.int(),
    up: z.array(reason).max(3),
    down: z.array(reason).max(2),
    rest: reason,
  }),
  standing: standing.nullable(),
  emptyField: z
    .object({ field: z.string(), points: z.object({ low: z.int(), high: z.int() }), text: z.string() })
    .nullable(),
  nextStep: z
    .object({
      stepId: z.string(),
      action: z.enum(STEP_ACTIONS),
      deed: z.string(),
      text: z.string(),
      reason: z.string(),
      basis: z.object({ kind: z.literal('team_rule'), text: z.string() }),
      dueAt: z.iso.datetime().nullable(),
      draft: z.object({ subject: z.string(), body: z.string() }).nullable(),
      makesTask: z.boolean(),
      answer: z.object({ kind: z.enum(['taken', 'later']), text: z.string() }).nullable(),
    })
    .nullable(),
  timeline: z
    .object({
      entries: z
        .array(
          z.object({
            kind: z.enum(['visit', 'act']),
            at: z.iso.datetime(),
            points: z.int(),
            text: z.string(),
            acts: z.array(z.object({ text: z.string() })).max(4),
          }),
        )
        .max(5),
      note: z.object({ text: z.string() }),
    })
    .nullable(),
  colleagues: z.array(
    z.object({
      objectType: z.string(),
      objectId: z.string(),
      band: z.enum(BANDS).nullable(),
      text: z.string(),
    }),
  ),
  foot: z.object({ scoredAt: z.iso.datetime(), modelVersion: z.string(), text: z.string() }),
});

/** The card as the API promises it, the same shape as `CardView`. */
export const cardSchema: z.ZodType<CardView> = z.discriminatedUnion('state', [
  scoredCard,
  tooLittleCard,
  textCard,
]);
