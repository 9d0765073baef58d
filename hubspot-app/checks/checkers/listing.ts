import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { type Project, readComponents } from '../project.ts';
import { dataTables } from '../scope-tables.ts';

const FOLDER = 'manifest/hubspot-marketplace';
const LISTING = `${FOLDER}/listing.md`;
const GUIDE = `${FOLDER}/setup-guide.md`;
const TABLES = `${FOLDER}/scopes-and-data.md`;
const APP = 'hubspot-app/src/app/app-hsmeta.json';

/** HubSpot takes addresses of 250 characters and overviews of 160 or more. */
const LONGEST_URL = 250;
const SHORTEST_OVERVIEW = 160;
/** What a setup guide must tell for the certification. */
const GUIDE_PARTS = [
  'What it does',
  'Install',
  'Connect',
  'Configure',
  'Use',
  'Disconnect',
  'Uninstall',
  'What happens to your data',
];

/** The listing and its texts against the marketplace's rules, and the tables made from the app's scopes. */
export const listing: Checker<Project> = {
  name: 'Listing',
  check: project => [
    ...nameFaults(project),
    ...listingFaults(read(project, LISTING)),
    ...guideFaults(project, read(project, GUIDE)),
    ...brandFaults(project),
    ...tableFaults(project),
  ],
  plants: [
    {
      file: APP,
      spoil: text => text.replace('"name": "AIX', '"name": "Hub AIX'),
      expected: /“Hub AIX Lead Qualification” contains “Hub”/,
    },
    {
      file: LISTING,
      spoil: text => text.replace(/\*\*Overview\.\*\*[\s\S]*?\n\n/, '**Overview.** Scores leads.\n\n'),
      expected: /the overview has 13 characters, 160 at least/,
    },
    {
      file: LISTING,
      spoil: text => `${text}\n| Again | https://aix.example/hubspot/setup |\n`,
      expected: /stands for two things/,
    },
    {
      file: GUIDE,
      spoil: text => text.replace('## Uninstall', '## Away'),
      expected: /has no part “Uninstall”/,
    },
    {
      file: GUIDE,
      spoil: text => `${text}\n![nothing](nowhere.png)\n`,
      expected: /nowhere\.png does not exist/,
    },
    {
      file: `${FOLDER}/certification.md`,
      spoil: text => `${text}\nWorks with Hubspot.\n`,
      expected: /“Hubspot” is spelled HubSpot/,
    },
    {
      file: TABLES,
      spoil: text => text.replace('| Contact |', '| Person |'),
      expected: /is not what its scopes make: npm run generate:hubspot-listing/,
    },
  ],
};

function read({ root }: Project, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Names of the app and of what people see of it carry no brand of HubSpot's. */
function nameFaults(project: Project): Fault[] {
  return readComponents(project).flatMap(({ file, config }) => {
    const labels = Object.values((config.labels ?? {}) as Record<string, { actionName?: string }>);
    const names = [config.name, ...labels.map(({ actionName }) => actionName)];
    return names
      .filter(name => typeof name === 'string')
      .filter(name => /hub/i.test(name))
      .map(name => ({ file, message: `“${name}” contains “Hub”, which is HubSpot's` }));
  });
}

function listingFaults(text: string): Fault[] {
  const fault = (message: string) => ({ file: LISTING, message });
  const overview = /\*\*Overview\.\*\*\s*([\s\S]*?)\n\n/.exec(text)?.[1]?.trim() ?? '';
  const urls = [...text.matchAll(/\|\s*(https?:\/\/[^\s|]+)\s*\|/g)].map(([, url = '']) => url);
  const faults = [];
  if (overview.length < SHORTEST_OVERVIEW)
    faults.push(fault(`the overview has ${overview.length} characters, ${SHORTEST_OVERVIEW} at least`));
  for (const url of urls) {
    if (!url.startsWith('https://')) faults.push(fault(`${url} is no https address`));
    if (url.length > LONGEST_URL) faults.push(fault(`${url} is longer than ${LONGEST_URL} characters`));
  }
  const repeated = urls.filter((url, index) => urls.indexOf(url) !== index);
  return [...faults, ...repeated.map(url => fault(`${url} stands for two things`))];
}

function guideFaults({ root }: Project, text: string): Fault[] {
  const missing = GUIDE_PARTS.filter(part => !text.includes(`\n## ${part}\n`));
  const images = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path = '']) => path);
  const known = new Set(globSync('**/*', { cwd: join(root, FOLDER) }));
  // The pictures lie with the other documents, which a copy with faults has not.
  const lost = images.filter(path => !path.startsWith('../../docs/') && !known.has(path));
  return [
    ...missing.map(part => ({ file: GUIDE, message: `has no part “${part}”` })),
    ...lost.map(path => ({ file: GUIDE, message: `${path} does not exist` })),
  ];
}

function brandFaults({ root }: Project): Fault[] {
  return globSync(`${FOLDER}/*.md`, { cwd: root }).flatMap(file =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((row, index) => {
        // Addresses, paths and names in code are no prose.
        const prose = row.replace(/`[^`]*`|\]\([^)]*\)|https?:\/\/\S+/g, '');
        const brand = /hubspot/i.exec(prose)?.[0];
        const wrong = brand !== undefined && brand !== 'HubSpot';
        return wrong ? [{ file, line: index + 1, message: `“${brand}” is spelled HubSpot` }] : [];
      }),
  );
}

function tableFaults(project: Project): Fault[] {
  if (read(project, TABLES) === dataTables(project.root)) return [];
  return [{ file: TABLES, message: 'is not what its scopes make: npm run generate:hubspot-listing' }];
}
