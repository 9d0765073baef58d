/**
 * The floors of the house (ARCHITECTURE.md): which folder may import from which. Imports point down only. A folder may
 * always import from itself; whatever is not named here may be imported by nobody.
 */
export interface Floor {
  /** A folder or a file, from the project's root. */
  path: string;
  /** Floors it may import from, by path. */
  mayImport: readonly string[];
  /** Packages it may import; absent is any. `node:` stands for Node's own modules. */
  packages?: readonly string[];
}

const scoring = (folder: string) => `shared-scoring/src/${folder}`;
const backend = (folder: string) => `backend/src/${folder}`;
const SCORING_PARTS = [
  'features',
  'gbdt',
  'linear',
  'calibration',
  'explain',
  'evaluate',
  'drift',
  'engagement',
];
const SCORING_BASE = [scoring('domain'), scoring('math')];
const SCORING = 'shared-scoring/src/index.ts';
/** The one port to the CRMs: how to get in, what is spoken of, and the port itself. */
const CRM_PORT = ['crm-access.ts', 'crm-record.ts', 'crm-connector.ts'].map(file =>
  backend(`connectors/${file}`),
);

export const FLOORS: readonly Floor[] = [
  { path: scoring('domain'), mayImport: [], packages: [] },
  { path: scoring('math'), mayImport: [], packages: [] },
  ...SCORING_PARTS.map(part => ({ path: scoring(part), mayImport: SCORING_BASE, packages: ['ml-matrix'] })),
  {
    path: scoring('starter'),
    mayImport: [scoring('features'), scoring('engagement'), ...SCORING_BASE],
    packages: [],
  },
  {
    path: scoring('model'),
    mayImport: [...[...SCORING_PARTS, 'starter'].map(scoring), ...SCORING_BASE],
    packages: [],
  },
  {
    path: scoring('card'),
    mayImport: [...['model', 'starter', 'features'].map(scoring), ...SCORING_BASE],
    packages: [],
  },
  {
    path: scoring('publish'),
    mayImport: [scoring('card'), scoring('engagement'), ...SCORING_BASE],
    packages: [],
  },
  { path: scoring('next-step'), mayImport: [scoring('card'), ...SCORING_BASE], packages: [] },
  {
    path: SCORING,
    mayImport: [...SCORING_PARTS, 'starter', 'card', 'model', 'next-step', 'publish']
      .map(scoring)
      .concat(SCORING_BASE),
    packages: [],
  },

  { path: backend('config.ts'), mayImport: [SCORING], packages: ['node:', 'zod'] },
  { path: backend('security'), mayImport: [SCORING] },
  { path: backend('connectors/crm-access.ts'), mayImport: [], packages: [] },
  { path: backend('connectors/crm-record.ts'), mayImport: [SCORING], packages: [] },
  { path: backend('connectors/crm-connector.ts'), mayImport: CRM_PORT, packages: [] },
  { path: backend('connectors/salesforce'), mayImport: [...CRM_PORT, SCORING] },
  { path: backend('connectors/hubspot'), mayImport: [...CRM_PORT, SCORING] },
  {
    path: backend('store'),
    mayImport: [...CRM_PORT, backend('security'), SCORING],
  },
  {
    path: backend('use-cases'),
    mayImport: [...CRM_PORT, backend('store'), backend('security'), SCORING],
    packages: ['node:'],
  },
  { path: backend('jobs'), mayImport: [backend('use-cases'), SCORING] },
  {
    path: backend('http'),
    mayImport: [backend('use-cases'), backend('store'), backend('security'), SCORING],
  },
  // Commands of operators open the database as the service does.
  {
    path: backend('cli'),
    mayImport: ['use-cases', 'store', 'security/write-keys.ts', 'main.ts', 'config.ts']
      .map(backend)
      .concat(SCORING),
  },
  {
    path: backend('main.ts'),
    mayImport: ['config.ts', 'connectors', 'http', 'jobs', 'security', 'store', 'use-cases']
      .map(backend)
      .concat(SCORING),
  },
  {
    path: backend('index.ts'),
    mayImport: [...['main.ts', 'config.ts', 'store', 'use-cases'].map(backend), ...CRM_PORT],
  },

  // Runs on customers' sites and reaches the service over HTTP.
  { path: 'backend/tracker', mayImport: [], packages: [] },
  { path: 'backend/scripts', mayImport: [SCORING], packages: ['node:', 'esbuild'] },

  { path: 'local-stack/stand-in/record-store.ts', mayImport: [] },
  { path: 'local-stack/stand-in/faults.ts', mayImport: [] },
  {
    path: 'local-stack/stand-in',
    mayImport: ['local-stack/salesforce', 'local-stack/hubspot', SCORING],
  },
  {
    path: 'local-stack/salesforce',
    mayImport: ['local-stack/stand-in/record-store.ts', 'local-stack/stand-in/faults.ts'],
  },
  {
    path: 'local-stack/hubspot',
    mayImport: ['local-stack/stand-in/record-store.ts', 'local-stack/stand-in/faults.ts'],
  },
  {
    path: 'local-stack/demo',
    // The shapes of the files that it writes for the stand-ins.
    mayImport: [
      'local-stack/salesforce/record-id.ts',
      'local-stack/hubspot/associations/association-store.ts',
      'local-stack/hubspot/portal/crm-record.ts',
      SCORING,
    ],
  },
  { path: 'sfdx-project/scripts/build-package.ts', mayImport: [], packages: ['node:'] },
  // Plays the platform around the package's components.
  { path: 'local-stack/hosts', mayImport: ['sfdx-project/scripts/build-package.ts'] },
  {
    path: 'local-stack/main-job',
    mayImport: [
      'local-stack/hosts/salesforce/index.ts',
      'local-stack/hosts/hubspot/index.ts',
      'local-stack/hosts/site/index.ts',
      'local-stack/demo',
      'local-stack/stand-in',
      'local-stack/salesforce/index.ts',
      'backend/src/index.ts',
      SCORING,
    ],
  },
  // A browser, for tests and benches.
  { path: 'local-stack/test/hosts/open-browser.ts', mayImport: [] },
  {
    path: 'local-stack/bench',
    mayImport: [
      'local-stack/test/hosts/open-browser.ts',
      'local-stack/faults',
      'local-stack/main-job',
      'local-stack/demo',
      'local-stack/stand-in',
      'local-stack/stand-in/record-store.ts',
      'local-stack/salesforce/index.ts',
      'backend/src/index.ts',
      SCORING,
    ],
  },
  {
    path: 'local-stack/faults',
    mayImport: [
      'local-stack/main-job',
      'local-stack/demo',
      'local-stack/stand-in',
      'backend/src/index.ts',
      SCORING,
    ],
  },
  {
    path: 'local-stack/e2e',
    mayImport: [
      'local-stack/main-job',
      'local-stack/demo',
      'local-stack/stand-in/record-store.ts',
      'local-stack/salesforce/index.ts',
    ],
  },
  {
    path: 'local-stack/start.ts',
    mayImport: [
      'local-stack/main-job',
      'local-stack/hosts/salesforce/index.ts',
      'local-stack/hosts/hubspot/index.ts',
      'local-stack/demo',
      SCORING,
    ],
  },
  { path: 'local-stack/checks', mayImport: [], packages: ['node:', 'fast-check'] },
];

/** The entry of each package of ours. */
const PACKAGES: Readonly<Record<string, string>> = {
  '@aix/shared-scoring': SCORING,
  '@aix/backend': 'backend/src/index.ts',
};

export interface Violation {
  file: string;
  line: number;
  /** A sentence: what is imported or used, and why that may not be. */
  problem: string;
}

/** Finds every import that does not point down. `files` maps paths from the project's root to their texts. */
export function findViolations(
  files: ReadonlyMap<string, string>,
  floors: readonly Floor[] = FLOORS,
): Violation[] {
  return [...files].flatMap(([file, text]) => {
    const floor = floorOf(file, floors);
    if (floor === undefined)
      return [{ file, line: 1, problem: 'stands on no floor: name its folder in floors.ts' }];
    const imports = importsOf(text).flatMap(({ specifier, line }) => {
      const problem = problemOf(file, floor, specifier, floors);
      return problem === undefined ? [] : [{ file, line, problem }];
    });
    return [...imports, ...impurities(file, text), ...environmentReads(file, text)];
  });
}

function problemOf(
  file: string,
  floor: Floor,
  specifier: string,
  floors: readonly Floor[],
): string | undefined {
  const target = specifier.startsWith('.') ? resolve(file, specifier) : PACKAGES[specifier];
  if (target === undefined) {
    if (specifier.startsWith('@aix/')) return `imports ${specifier}, which is no package's entry`;
    const allowed = floor.packages?.some(
      each => specifier === each || (each === 'node:' && specifier.startsWith(each)),
    );
    return allowed === false ? `imports the package ${specifier}, which ${floor.path} may not` : undefined;
  }
  const targetFloor = floorOf(target, floors);
  if (targetFloor === undefined) return `imports ${target}, which stands on no floor`;
  const allowed = [floor.path, ...floor.mayImport].some(path => isWithin(target, path));
  return allowed ? undefined : `imports ${target}, but ${floor.path} may not import from ${targetFloor.path}`;
}

/** The pure library knows no clock and no luck: whoever calls it brings both. Its types keep out Node and the browser. */
function impurities(file: string, text: string): Violation[] {
  if (!file.startsWith('shared-scoring/src/')) return [];
  const pattern = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(/g;
  return matchesOf(text, pattern).map(({ match, line }) => ({
    file,
    line,
    problem: `uses ${match}): take it as an argument`,
  }));
}

function environmentReads(file: string, text: string): Violation[] {
  if (!file.startsWith('backend/src/')) return [];
  return matchesOf(text, /\bprocess\.env\b/g).map(({ line }) => ({
    file,
    line,
    problem:
      'reads process.env: config.ts takes the environment as an argument, and whoever starts the process gives it',
  }));
}

/** The most particular floor that a file stands on. */
function floorOf(file: string, floors: readonly Floor[]): Floor | undefined {
  return floors.filter(floor => isWithin(file, floor.path)).sort((a, b) => b.path.length - a.path.length)[0];
}

function isWithin(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}/`);
}

function importsOf(text: string): { specifier: string; line: number }[] {
  const pattern = /\b(?:from|import)\s*\(?\s*'([^'\n]+)'/g;
  return matchesOf(text, pattern).map(({ groups, line }) => ({ specifier: groups[0]!, line }));
}

function matchesOf(text: string, pattern: RegExp): { match: string; groups: string[]; line: number }[] {
  return [...text.matchAll(pattern)].map(found => ({
    match: found[0],
    groups: found.slice(1),
    line: text.slice(0, found.index).split('\n').length,
  }));
}

/** A relative import from a file, as a path from the project's root. */
function resolve(file: string, specifier: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
