import type { CardFacts, ScoredFacts } from '../../src/card/build-card.ts';
import type { FieldEvidence, Peers } from '../../src/card/build-reasons.ts';
import type { StepFacts } from '../../src/card/step-facts.ts';
import type { Aspect } from '../../src/features/field-features.ts';

/** When the fixtures' cards are read. */
export const FIXTURE_NOW = new Date('2026-11-23T14:02:14Z');

const AVERAGE_RATE = 0.113;

function alike(rate: number, alike: Peers['alike'] = { by: 'value' }): Peers {
  return { rate, averageRate: AVERAGE_RATE, alike };
}

/** What the fields of one lead of a bank said: 1.9 log-odds in all, of which 2.218 make 82 points. */
const EVIDENCE: readonly FieldEvidence[] = [
  {
    field: 'poutcome',
    label: 'Outcome of earlier campaign',
    value: 'success',
    logOdds: 1.32,
    peers: alike(0.651),
  },
  {
    field: 'euribor3m',
    label: 'Euribor 3-month rate',
    value: 0.742,
    logOdds: 0.83,
    peers: alike(0.382, { by: 'range', from: 0.634, to: 0.883 }),
  },
  { field: 'contact', label: 'Contact channel', value: 'cellular', logOdds: 0.28, peers: alike(0.147) },
  { field: 'age', label: 'Age', value: 41, logOdds: 0.03, peers: undefined },
  {
    field: 'cons_conf_idx',
    label: 'Consumer confidence index',
    value: -46.2,
    logOdds: -0.35,
    peers: alike(0.081, { by: 'range', from: -47.1, to: -42.7 }),
  },
  { field: 'job', label: 'Job', value: null, logOdds: -0.21, peers: alike(0.0885) },
];

/** What is derived of a field, and its share of the log-odds. */
function derivedEvidence(
  { source, label, aspect }: { source: string; label: string; aspect: Aspect },
  { value, logOdds, peers }: Pick<FieldEvidence, 'value' | 'logOdds' | 'peers'>,
): FieldEvidence {
  const derived = { source, sourceLabel: label, aspect };
  return { field: `${source}:${aspect}`, label: `${label}: ${aspect}`, derived, value, logOdds, peers };
}

const TRIAL = { source: 'trial_started', label: 'Trial started', aspect: 'age_days' } as const;
const TITLE = { source: 'title', label: 'Job title', aspect: 'seniority' } as const;
const EMAIL = { source: 'email', label: 'E-mail', aspect: 'domain_kind' } as const;
const PHONE = { source: 'phone', label: 'Phone', aspect: 'given' } as const;
const MESSAGE = { source: 'message', label: 'Message', aspect: 'length' } as const;

/** A lead of a software company, whose fields say something only by what is derived of them. */
const DERIVED_EVIDENCE: readonly FieldEvidence[] = [
  derivedEvidence(TRIAL, { value: 12, logOdds: 0.7, peers: alike(0.242, { by: 'range', from: 3, to: 61 }) }),
  derivedEvidence(TITLE, { value: 'director', logOdds: 0.48, peers: alike(0.19) }),
  derivedEvidence(MESSAGE, {
    value: 1240,
    logOdds: 0.2,
    peers: alike(0.14, { by: 'range', from: 400, to: 2000 }),
  }),
  derivedEvidence(EMAIL, { value: 'free', logOdds: -0.4, peers: alike(0.081) }),
  derivedEvidence(PHONE, { value: false, logOdds: -0.15, peers: alike(0.1) }),
];

/** A lead that was scored three seconds ago. */
export const SCORED_FACTS: ScoredFacts = {
  state: 'scored',
  scorePoints: 82,
  band: 'Hot',
  propensity: 0.5393,
  low: 0.4471,
  high: 0.6248,
  horizonDays: 30,
  pointsPerLogOdds: 10 / Math.LN2,
  evidence: EVIDENCE,
  outcomes: 32_950,
  conversions: 3_712,
  starterShare: 0,
  scoredAt: new Date('2026-11-23T14:02:11Z'),
  modelVersion: 14,
};

/** A lead that asked for a demonstration this morning. */
const CALL: StepFacts = {
  stepId: '3f9f1c52-5d53-4c53-8f0d-0c2d3a1b7e11',
  action: 'call',
  reason: { code: 'act', signal: 'demo_request', label: 'Demo requested', at: '2026-11-23T08:12:00.000Z' },
  dueAt: new Date('2026-11-23T15:00:00Z'),
  answer: null,
  person: { name: 'Ada Silva', company: 'Silva Imports', lastActs: new Map() },
};

/** The facts behind each fixture, by its file's name. One for each state and for each shape that a state can have. */
export const FIXTURE_FACTS: Readonly<Record<string, CardFacts>> = {
  scored: SCORED_FACTS,
  'scored-stale': {
    ...SCORED_FACTS,
    scoredAt: new Date('2026-11-23T12:10:00Z'),
    waitingSince: new Date('2026-11-23T13:40:00Z'),
  },
  'scored-old': {
    ...SCORED_FACTS,
    scoredAt: new Date('2026-11-20T12:10:00Z'),
    waitingSince: new Date('2026-11-22T10:00:00Z'),
  },
  'scored-delayed': {
    ...SCORED_FACTS,
    delayed: { crm: 'Salesforce', until: new Date('2026-11-23T15:00:00Z') },
  },
  'scored-standing': {
    ...SCORED_FACTS,
    emptyField: { field: 'job', label: 'Job', low: -0.55, high: 0.76 },
    nextStep: { ...CALL, action: 'mail' },
    standing: {
      cell: 'A1',
      fitPoints: 61,
      engagementPoints: 71,
      isAssumed: true,
      trend7d: 14,
      changes: {
        since: new Date('2026-11-21T08:00:00Z'),
        points: { decay: -3, events: 12, fields: 0, model: 0, override: 0 },
      },
      cooling: { at: new Date('2026-11-28T14:02:11Z'), scorePoints: 71 },
      history: [
        { at: new Date('2026-10-02T09:00:00Z'), scorePoints: 61 },
        { at: new Date('2026-11-02T09:00:00Z'), scorePoints: 64 },
        { at: new Date('2026-11-09T15:20:00Z'), scorePoints: 58 },
        { at: new Date('2026-11-16T08:00:00Z'), scorePoints: 68 },
        { at: new Date('2026-11-21T08:00:00Z'), scorePoints: 73 },
        { at: new Date('2026-11-23T14:02:11Z'), scorePoints: 82 },
      ],
      override: {
        overrideId: '0b8a2f4e-3c59-4f6e-8d0b-6a1f0c9e7d55',
        band: 'Warm',
        endsAt: new Date('2026-11-30T16:00:00Z'),
        reason: 'On holiday until the end of the month',
      },
      receiptId: '7d3c1c1e-6f0e-4d0b-9a54-0d9f4d1c2b3a',
    },
  },
  'scored-insight': {
    ...SCORED_FACTS,
    timeline: [
      {
        ...{ kind: 'visit', from: new Date('2026-11-23T13:02:00Z'), to: new Date('2026-11-23T13:14:20Z') },
        points: 7,
        acts: [
          { label: 'Pricing page viewed', count: 2, about: ['/pricing'] },
          { label: 'Form submitted', count: 1, about: [] },
          { label: 'Page viewed', count: 4, about: ['/docs/getting-started', '/customers', '/about'] },
          { label: 'Docs searched', count: 2, about: [] },
        ],
      },
      {
        ...{ kind: 'act', from: new Date('2026-11-20T08:30:00Z'), to: new Date('2026-11-20T08:30:00Z') },
        points: 4,
        acts: [{ label: 'Call answered', count: 1, about: [] }],
      },
      {
        ...{ kind: 'visit', from: new Date('2026-11-17T16:45:10Z'), to: new Date('2026-11-17T16:45:10Z') },
        points: 0,
        acts: [{ label: 'Page viewed', count: 1, about: ['/'] }],
      },
      {
        ...{ kind: 'act', from: new Date('2026-10-30T11:00:00Z'), to: new Date('2026-10-30T11:00:00Z') },
        points: -6,
        acts: [{ label: 'Unsubscribed', count: 1, about: ['Newsletter for the winter of 2026'] }],
      },
    ],
    colleagues: [
      {
        ...{ objectType: 'contact', objectId: '52', band: 'Warm', scorePoints: 66 },
        lastActAt: new Date('2026-11-23T09:12:00Z'),
      },
      {
        ...{ objectType: 'contact', objectId: '53', band: null, scorePoints: null },
        lastActAt: new Date('2026-11-19T15:40:00Z'),
      },
    ],
  },
  'scored-step-call': { ...SCORED_FACTS, nextStep: CALL },
  'scored-step-ask': {
    ...SCORED_FACTS,
    nextStep: {
      ...CALL,
      action: 'ask',
      reason: {
        code: 'empty_field',
        field: 'job',
        label: 'Job',
        low: -0.55,
        high: 0.76,
        pointsPerLogOdds: 14.4,
      },
      dueAt: new Date('2026-11-20T15:00:00Z'),
    },
  },
  'scored-step-nurture': {
    ...SCORED_FACTS,
    nextStep: { ...CALL, action: 'nurture', reason: { code: 'band', band: 'Nurture' }, dueAt: null },
  },
  'scored-step-later': {
    ...SCORED_FACTS,
    nextStep: {
      ...CALL,
      dueAt: new Date('2026-11-24T15:02:00Z'),
      answer: { kind: 'later', until: new Date('2026-11-24T14:02:00Z') },
    },
  },
  'scored-step-taken': {
    ...SCORED_FACTS,
    nextStep: { ...CALL, answer: { kind: 'taken', at: new Date('2026-11-23T13:30:00Z') } },
  },
  'scored-mostly-starter': {
    ...SCORED_FACTS,
    scorePoints: 62,
    band: 'Warm',
    propensity: 0.2281,
    low: 0.0911,
    high: 0.4702,
    evidence: DERIVED_EVIDENCE,
    outcomes: 240,
    conversions: 27,
    starterShare: 0.68,
    modelVersion: 2,
  },
  'never-scored': { state: 'never_scored' },
  'not-eligible-converted': {
    state: 'not_eligible',
    reason: 'converted',
    convertedAt: new Date('2026-11-03T09:30:00Z'),
  },
  'not-eligible-lost': { state: 'not_eligible', reason: 'lost' },
  'not-eligible-no-email-and-no-company': { state: 'not_eligible', reason: 'no_email_and_no_company' },
  'too-little': {
    state: 'too_little',
    outcomes: 40,
    conversions: 3,
    assumed: DERIVED_EVIDENCE.filter(({ derived }) => derived?.aspect !== 'length').map(each => ({
      ...each,
      peers: undefined,
    })),
  },
  'too-little-nothing-known': { state: 'too_little', outcomes: 0, conversions: 0, assumed: [] },
  'setup-unfinished': { state: 'setup_unfinished' },
};
