import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FetchCrmSearchRequest, LoadingSpinner } from '@hubspot/ui-extensions';
import { createRenderer } from '@hubspot/ui-extensions/testing';
import { createElement } from 'react';
import type { CardView } from '../generated/card-view.ts';
import { LeadScore } from '../score/LeadScore.tsx';

const FIXTURES = join(import.meta.dirname, '../../../../../shared-scoring/src/card/fixtures');

/** A card that the service can answer: the same files that hold the service, and the other CRM's app, to their words. */
export function fixture(name: string): CardView {
  return JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'));
}

/** The properties of a contact with a score. */
export const SAVED = {
  aix_status_code: 'scored',
  aix_score: '82',
  aix_band: 'Hot',
  aix_probability: '0.5393',
  aix_low: '0.4471',
  aix_high: '0.6248',
  aix_horizon_days: '30',
  aix_evidence: 'Based on 412 of your own outcomes, 87 converted',
  aix_reason_1: 'Outcome of earlier campaign: “success” (+19)',
  aix_reason_2: null,
  aix_reason_3: null,
  aix_detractor_1: 'Job: not filled in (−3)',
  aix_detractor_2: null,
  aix_scored_at: '2026-11-23T13:02:11.000Z',
} as const;

/** A request as HubSpot takes it from an extension. */
export interface Sent {
  url: URL;
  method: string;
  body: unknown;
  headers: unknown;
  answer(status: number, body: unknown): void;
  fail(): void;
}

const MOST_TURNS = 1_000;

/** Both write the time with 24 hours. */
const LOCALES: Readonly<Record<string, string>> = { en: 'en-gb', de: 'de-de' };

interface Options {
  location?: 'crm.record.tab' | 'crm.record.sidebar';
  language?: string;
  properties?: Record<string, string | null> | null;
  permissions?: readonly 'integrations-management-write'[];
  /** Whom a search for colleagues finds. */
  found?: readonly { objectId: number; properties: Record<string, string | null> }[];
  leads?: readonly { toObjectId: number; properties: Record<string, string | null> }[];
}

/** Opens the card of contact 123. Every request waits in `sent` until the test answers it. */
export function openCard({ location = 'crm.record.tab', language = 'en', ...options }: Options = {}) {
  const { properties = SAVED, permissions = [], leads = [], found = COLLEAGUES } = options;
  const sent = catchRequests();
  const searches = answerSearches(found);
  const renderer = createRenderer(location);
  const { context } = renderer.mocks;
  Object.assign(context.user, { language, locale: LOCALES[language], permissions });
  context.portal.timezone = 'Europe/Berlin';
  renderer.mocks.useCrmProperties.willCall(() => ({
    properties: { ...properties },
    error: null,
    isLoading: properties === null,
    isRefetching: false,
    refetch: async () => undefined,
  }));
  renderer.mocks.useAssociations.willCall(() => associations(leads));
  renderer.render(createElement(LeadScore));
  return { renderer, sent, searches, asked, shown, answerCard };

  function shown() {
    return renderer.getRootNode().toString();
  }

  /** Until the card has asked, so many times at least. */
  async function asked(times = 1) {
    // The renderer’s own waitFor looks again only when something was painted.
    for (let turn = 0; turn < MOST_TURNS && sent.length < times; turn += 1) await nextTurn();
    assert.ok(sent.length >= times);
  }

  async function answerCard(view: unknown, status = 200) {
    await asked();
    sent.at(-1)?.answer(status, view);
    await renderer.waitFor(() => assert.equal(renderer.maybeFind(LoadingSpinner), null));
    // What the card searches for then is found within a few turns.
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
  }
}

/** The people of the cards that the service can answer. */
const COLLEAGUES = [
  { objectId: 53, properties: { firstname: 'Chi', lastname: 'Nguyen' } },
  { objectId: 52, properties: { firstname: 'Bo', lastname: 'Li' } },
];

/** The one hook that HubSpot’s test renderer does not stand in for asks the worker. */
function answerSearches(results: NonNullable<Options['found']>): FetchCrmSearchRequest[] {
  const searches: FetchCrmSearchRequest[] = [];
  const worker = globalThis as unknown as Record<string, unknown>;
  worker.__HUBSPOT_EXTENSION_WORKER__ = true;
  worker.hsWorkerAPI = {
    fetchCrmSearch: async (search: FetchCrmSearchRequest) => {
      searches.push(search);
      return Response.json({ data: { results, total: results.length, hasMore: false } });
    },
  };
  return searches;
}

/** What HubSpot's association hook gives. */
export function associations(
  results: readonly { toObjectId: number; properties: Record<string, string | null> }[],
  { hasNextPage = false, error = null as Error | null } = {},
) {
  const nothing = () => undefined;
  return {
    results: results.map(each => ({ ...each, associationTypes: [] })),
    ...{ error, isLoading: false, isRefetching: false, refetch: async () => undefined },
    pagination: {
      ...{ hasNextPage, hasPreviousPage: false, currentPage: 1, pageSize: 100 },
      ...{ nextPage: nothing, previousPage: nothing, reset: nothing },
    },
  };
}

function catchRequests(): Sent[] {
  const sent: Sent[] = [];
  const worker = globalThis as unknown as Record<string, unknown>;
  worker.self = globalThis;
  worker.hsFetch = (address: string, { method = '', body = null, headers = null } = {}) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    sent.push({
      url: new URL(address),
      ...{ method, body, headers },
      answer: (status, answer) => resolve(Response.json(answer, { status })),
      fail: () => reject(new Error('the proxy gave up')),
    });
    return promise;
  };
  return sent;
}
