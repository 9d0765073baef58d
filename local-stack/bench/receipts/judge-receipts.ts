import { verifyAudit } from '@aix/backend';
import type { NamedReceipt, ReceiptBank } from './open-receipt-bank.ts';

type Draw = () => number;

const pick = <T>(choices: readonly T[], draw: Draw) => choices[Math.floor(draw() * choices.length)]!;

/** Replays receipts and compares, byte for byte, with what was stored and with what the receipt itself says. */
export async function judgeReplays(
  bank: ReceiptBank,
  receipts: readonly NamedReceipt[],
  count: number,
  draw: Draw,
) {
  let replaysOff = 0;
  const began = performance.now();
  for (let each = 0; each < count; each += 1) {
    const { id } = pick(receipts, draw);
    const { isSame, stored, replayed } = JSON.parse(await bank.get(`/v1/receipts/${id}/replay`));
    const { outcome } = JSON.parse(await bank.get(`/v1/receipts/${id}`)).payload;
    const isScored = outcome.status === 'scored';
    const said = isScored ? { score: outcome.score, fit: outcome.fit, cell: outcome.cell } : null;
    const isRight =
      isSame &&
      JSON.stringify(stored) === JSON.stringify(replayed) &&
      (said === null ? stored === null : inOrder(said) === inOrder(stored));
    if (!isRight) replaysOff += 1;
  }
  const seconds = (performance.now() - began) / 1_000;
  return { replayed: count, replaysOff, replaysPerSecond: Math.round(count / seconds) };
}

/** Takes two receipts of one lead, count times, and sums what changed between them. */
export async function judgeChanges(
  bank: ReceiptBank,
  receipts: readonly NamedReceipt[],
  count: number,
  draw: Draw,
) {
  const byLead = Map.groupBy(receipts, ({ lead }) => lead);
  const chains = [...byLead.values()].filter(chain => chain.length > 1);
  let [pairsOff, pairsWithPoints] = [0, 0];
  for (let each = 0; each < count; each += 1) {
    const chain = pick(chains, draw);
    const later = 1 + Math.floor(draw() * (chain.length - 1));
    const [since, receipt] = [chain[Math.floor(draw() * later)]!, chain[later]!];
    const answer = await bank.get(`/v1/receipts/${receipt.id}/changes?since=${since.id}`);
    const { points, from, to } = JSON.parse(answer);
    const isWithout = from.scorePoints === null || to.scorePoints === null;
    if (isWithout !== (points === null)) pairsOff += 1;
    if (points === null) continue;
    pairsWithPoints += 1;
    const sum = Object.values(points as Record<string, number>).reduce((total, part) => total + part, 0);
    if (sum !== to.scorePoints - from.scorePoints) pairsOff += 1;
  }
  return { pairs: count, pairsOff, pairsWithPoints };
}

/** One byte, in SQL, of each column that a receipt is made of. */
const ALTERATIONS: Record<string, (byte: number) => string> = {
  payload:
    byte => `overlay(payload placing chr(97 + (ascii(substr(payload, ${byte} % length(payload) + 1, 1)) + 1) % 26)
    from ${byte} % length(payload) + 1 for 1)`,
  salt: byte => flip('salt', byte),
  digest: byte => flip('digest', byte),
  chain: byte => flip('chain', byte),
};
const flip = (column: string, byte: number) =>
  `set_byte(${column}, ${byte} % length(${column}), get_byte(${column}, ${byte} % length(${column})) # 1)`;
const TIMES_EACH = 5;

/** Alters one byte of one receipt, again and again, and sees whether the audit names just that receipt, and nothing before and after. */
export async function judgeAudit({ service }: ReceiptBank, receipts: readonly NamedReceipt[], draw: Draw) {
  const { database } = service.context;
  let alterationsFound = 0;
  let verifyMs = 0;
  let walks = 0;
  const verify = async () => {
    const began = performance.now();
    const { faults } = await verifyAudit(database);
    verifyMs += performance.now() - began;
    walks += 1;
    return new Set(faults.map(({ receiptId }) => receiptId));
  };
  const whole = await verify();
  if (whole.size > 0) throw new Error(`the audit finds ${whole.size} faults before anything was altered`);
  for (const [column, alter] of Object.entries(ALTERATIONS))
    for (let each = 0; each < TIMES_EACH; each += 1) {
      const { id } = pick(receipts, draw);
      const [row] = await database.query<{ value: unknown }>(
        `select ${column} as value from receipts where receipt_id = $1`,
        [id],
      );
      await database.query(
        `update receipts set ${column} = ${alter(Math.floor(draw() * 10_000))} where receipt_id = $1`,
        [id],
      );
      const found = await verify();
      // A chain that was altered no longer fits what follows either.
      if (found.has(id) && found.size <= 2) alterationsFound += 1;
      await database.query(`update receipts set ${column} = $2 where receipt_id = $1`, [id, row!.value]);
    }
  if ((await verify()).size > 0) throw new Error('what was put back is not what it was');
  const alterations = Object.keys(ALTERATIONS).length * TIMES_EACH;
  return { alterations, alterationsFound, verifySeconds: Math.round(verifyMs / walks) / 1_000 };
}

/** JSON with sorted keys: what differs only in their order is the same. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
