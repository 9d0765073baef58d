import type { Table, TableColumn } from '../../src/features/table.ts';
import { BOOLEAN_LEVELS } from '../../src/features/table-builder.ts';
import { sigmoid } from '../../src/math/logistic.ts';
import { createRandom, drawNormal } from '../../src/math/random.ts';

/** Made-up leads of one tenant. */
export interface StarterLeads {
  readonly table: Table;
  readonly labels: Uint8Array;
}

const DOMAIN_KINDS = ['business', 'free', 'disposable'];
const SENIORITIES = ['executive', 'director', 'manager', 'senior', 'staff', 'junior'];
const DOMAIN_EFFECTS = [0.6, -0.5, -1.2];
const SENIORITY_EFFECTS = [0.5, 0.7, 0.2, 0, 0, -0.3];
const INDUSTRY_COUNT = 6;

/**
 * Leads whose attributes are those that the starter reads, with effects near what it assumes but not the same, different
 * in each tenant, and three columns that it knows nothing of. About one lead in eight converts.
 */
export function drawStarterLeads(
  nRows: number,
  { tenant, seed }: { tenant: number; seed: number },
): StarterLeads {
  const world = createRandom(tenant);
  const own = {
    trust: 0.7 + 0.3 * drawNormal(world),
    score: 0.5 * drawNormal(world),
    pages: 0.5 + 0.2 * drawNormal(world),
  };
  const industryEffects = Float64Array.from({ length: INDUSTRY_COUNT }, () => 0.5 * drawNormal(world));
  const random = createRandom(seed);
  const draw = (of: () => number) => Float64Array.from({ length: nRows }, of);
  const codes = (count: number) => Int32Array.from({ length: nRows }, () => random.below(count));
  const [domain, seniority, phone, industry] = [3, 6, 2, INDUSTRY_COUNT].map(codes);
  const size = draw(() => (random.next() < 0.2 ? Number.NaN : Math.floor(2 ** (10 * random.next()))));
  const pricing = draw(() => Math.floor(4 * random.next() ** 3));
  const pages = draw(() => Math.floor(10 * random.next() ** 2));
  const score = draw(() => drawNormal(random));
  const noise = draw(() => random.next());
  const labels = Uint8Array.from({ length: nRows }, (_, row) => {
    const fit = DOMAIN_EFFECTS[domain[row]] + SENIORITY_EFFECTS[seniority[row]] + 0.5 * phone[row];
    const sized = Number.isNaN(size[row]) ? 0 : 0.12 * (Math.log2(1 + size[row]) - 5);
    const engaged = own.pages * Math.log2(1 + pricing[row]) + 0.1 * Math.log2(1 + pages[row]);
    const unknown = own.score * score[row] + industryEffects[industry[row]];
    return Number(random.next() < sigmoid(-2.9 + own.trust * (fit + sized) + engaged + unknown));
  });
  const columns = [
    category('email:domain_kind', domain, DOMAIN_KINDS),
    category('title:seniority', seniority, SENIORITIES),
    category('phone:given', phone, BOOLEAN_LEVELS),
    number('company_size', size),
    number('pricing_view', pricing),
    number('page_view', pages),
    category(
      'industry',
      industry,
      Array.from({ length: INDUSTRY_COUNT }, (_, at) => `industry ${at}`),
    ),
    number('own_score', score),
    number('noise', noise),
  ];
  return { table: { nRows, columns }, labels };
}

function number(name: string, values: Float64Array): TableColumn {
  return { kind: 'number', name, label: name, values };
}

function category(name: string, codes: Int32Array, levels: readonly string[]): TableColumn {
  return { kind: 'category', name, label: name, codes, levels };
}
