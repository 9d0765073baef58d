import {
  buildCard,
  type CardFacts,
  modelVersionText,
  type ScoreFieldValues,
  scoreFieldValues,
} from '@aix/shared-scoring';
import type { TenantSql } from '../../store/database.ts';
import { standingSteps } from '../../store/next-steps.ts';
import { enqueueWrites } from '../../store/outbox.ts';
import { catchUpRecords, type RecordBehind, recordsBehind } from '../../store/published.ts';
import { getTenant } from '../../store/tenants.ts';
import { type Champion, loadModel } from '../champion.ts';
import { stepFactsOf } from '../next-step/step-facts-of.ts';
import { cardFactsOf } from './card-facts.ts';
import { readPayloads } from './read-payloads.ts';
import type { ReceiptPayload } from './receipt-payload.ts';

/** Receipts just written, by id, and the model behind all of them. */
export interface FreshReceipts {
  payloads: ReadonlyMap<string, ReceiptPayload>;
  champion: Champion;
}

/**
 * Queues what is published of these leads for every record that does not carry it: those of a score just published, and
 * records that came to show a lead since. Receipts that are `fresh` are not read again.
 */
export async function enqueueRecordsBehind(
  sql: TenantSql,
  leadIds: readonly string[],
  fresh?: FreshReceipts,
): Promise<void> {
  const [records, steps, { horizonDays }] = await Promise.all([
    recordsBehind(sql, leadIds),
    standingSteps(sql, leadIds),
    getTenant(sql),
  ]);
  if (records.length === 0) return;
  const older = records.map(({ receiptId }) => receiptId).filter(each => !fresh?.payloads.has(each));
  const payloads = new Map([...(fresh?.payloads ?? []), ...(await readPayloads(sql, older))]);
  const models = await loadModels(sql, [...payloads.values()], fresh?.champion);
  const entries: (RecordBehind & { values: ScoreFieldValues })[] = [];
  for (const record of records) {
    const payload = payloads.get(record.receiptId);
    const champion = payload && models.get(payload.modelVersion);
    if (payload === undefined || champion === undefined) continue;
    const facts = cardFactsOf({ receiptId: record.receiptId, payload }, champion, { horizonDays });
    const step = steps.get(record.leadId);
    const known = facts.state === 'scored' && step ? { ...facts, nextStep: stepFactsOf(step) } : facts;
    entries.push({ ...record, values: fieldValuesOf(payload, known, record) });
  }
  await Promise.all([enqueueWrites(sql, entries), catchUpRecords(sql, records)]);
}

/** The models behind these payloads, by version; one that is `known` is not read again. */
async function loadModels(
  sql: TenantSql,
  payloads: readonly ReceiptPayload[],
  known: Champion | undefined,
): Promise<Map<number, Champion>> {
  const versions = new Set(payloads.map(({ modelVersion }) => modelVersion));
  if (known) versions.delete(known.version);
  const read = await Promise.all([...versions].map(version => loadModel(sql, version)));
  return new Map([known, ...read].flatMap(model => (model ? [[model.version, model]] : [])));
}

/** The language of the texts in CRM fields: one for all who read the record. */
const FIELD_LOCALE = 'en';

function fieldValuesOf(
  payload: ReceiptPayload,
  facts: CardFacts,
  { receiptId, crossingToken }: RecordBehind,
): ScoreFieldValues {
  const scoredAt = new Date(payload.scoredAt);
  const card = buildCard(facts, { locale: FIELD_LOCALE, now: scoredAt });
  const { outcome, override } = payload;
  const isScored = outcome.status === 'scored';
  return {
    ...scoreFieldValues(card, scoredAt, modelVersionText(payload.modelVersion)),
    cell: isScored ? outcome.cell : null,
    fit: isScored ? outcome.score.fitPoints : null,
    engagement: isScored ? outcome.score.engagementPoints : null,
    trend_7d: isScored ? outcome.trend7d : null,
    receipt_id: receiptId,
    override_band: override?.band ?? null,
    override_until: override?.endsAt ?? null,
    crossing_token: crossingToken,
  };
}
