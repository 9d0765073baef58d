import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { type Project, readComponents } from '../project.ts';
import { appConfig } from '../schemas/app.ts';
import { cardConfig, pageConfig } from '../schemas/extensions.ts';
import { webhooksConfig } from '../schemas/webhooks.ts';
import { workflowActionConfig } from '../schemas/workflow-action.ts';

/** What a component of each type may say, and the folder in which it must lie. HubSpot serves its own schemas to accounts only. */
const TYPES: Readonly<Record<string, { config: z.ZodType; folder: string; most: number }>> = {
  app: { config: appConfig, folder: 'app', most: 1 },
  card: { config: cardConfig, folder: 'app/cards', most: Number.POSITIVE_INFINITY },
  settings: { config: pageConfig, folder: 'app/settings', most: 1 },
  page: { config: pageConfig, folder: 'app/pages', most: 1 },
  webhooks: { config: webhooksConfig, folder: 'app/webhooks', most: 1 },
  'workflow-action': {
    config: workflowActionConfig,
    folder: 'app/workflow-actions',
    most: Number.POSITIVE_INFINITY,
  },
};

const component = z.strictObject({
  uid: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 letters, digits, "_", "." or "-"'),
  type: z.enum(Object.keys(TYPES)),
  config: z.record(z.string(), z.unknown()),
});

const APP = 'hubspot-app/src/app/app-hsmeta.json';
const WEBHOOKS = 'hubspot-app/src/app/webhooks/webhooks-hsmeta.json';
const ACTION = 'hubspot-app/src/app/workflow-actions/record-feedback-hsmeta.json';

/** Every `-hsmeta.json` against schemas that we wrote from the documented shapes, and what they say of each other. */
export const metadata: Checker<Project> = {
  name: 'Metadata',
  check: project => [
    ...shapeFaults(project),
    ...countFaults(project),
    ...entrypointFaults(project),
    ...originFaults(project),
  ],
  plants: [
    {
      file: 'hubspot-app/src/app/webhooks/planted-hsmeta.json',
      spoil: () => '{ "uid": "planted", "type": "webhookz", "config": {} }',
      expected: /planted-hsmeta\.json type: /,
    },
    {
      file: 'hubspot-app/src/app/cards/planted-hsmeta.json',
      spoil: () =>
        '{ "uid": "planted_card", "type": "card", "config": { "name": "Planted", "description": "A planted card.", "location": "crm.record.top", "entrypoint": "/app/cards/Missing.tsx", "objectTypes": ["contacts"] } }',
      expected: /config\.location: /,
    },
    {
      file: 'hubspot-app/src/app/cards/planted-too-hsmeta.json',
      spoil: () =>
        '{ "uid": "planted_too", "type": "card", "config": { "name": "Planted", "description": "A planted card.", "location": "crm.record.tab", "entrypoint": "/app/cards/Missing.tsx", "objectTypes": ["contacts"] } }',
      expected: /Missing\.tsx does not exist/,
    },
    {
      file: WEBHOOKS,
      spoil: text => text.replace(/"maxConcurrentRequests": \d+/, '"maxConcurrentRequests": 5'),
      expected: /must be above 5/,
    },
    {
      file: ACTION,
      spoil: text => text.replace('{{is_right}}', '{{is_wrong}}'),
      expected: /\{\{is_wrong\}\}, which is no input/,
    },
    {
      file: APP,
      spoil: text => text.replace(/"fetch": \[\s*"[^"]+"\s*\]/, '"fetch": ["https://elsewhere.example"]'),
      expected: /which permittedUrls\.fetch does not hold/,
    },
  ],
};

function shapeFaults({ root, folder }: Project): Fault[] {
  return globSync('src/**/*-hsmeta.json', { cwd: folder })
    .sort()
    .flatMap(name => {
      const file = relative(root, join(folder, name));
      const given = parseJson(readFileSync(join(folder, name), 'utf8'));
      const outer = component.safeParse(given);
      if (!outer.success) return issues(file, outer.error, '');
      const { type, config } = outer.data;
      const wanted = TYPES[type]!;
      const inner = wanted.config.safeParse(config);
      const where =
        dirname(name) === join('src', wanted.folder)
          ? []
          : [{ file, message: `a component of type ${type} must lie in src/${wanted.folder}` }];
      return [...(inner.success ? [] : issues(file, inner.error, 'config')), ...where];
    });
}

/** What no JSON is, is undefined, which no schema takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function issues(file: string, { issues: found }: z.ZodError, within: string): Fault[] {
  return found.map(({ path, message }) => ({
    file,
    message: `${[within, ...path].filter(part => part !== '').join('.')}: ${message}`,
  }));
}

function countFaults(project: Project): Fault[] {
  const components = readComponents(project);
  return Object.entries(TYPES).flatMap(([type, { most }]) => {
    const ofType = components.filter(each => each.type === type);
    return ofType.slice(most === Number.POSITIVE_INFINITY ? ofType.length : most).map(({ file }) => ({
      file,
      message: `a project may have ${most} component of type ${type}`,
    }));
  });
}

function entrypointFaults(project: Project): Fault[] {
  return readComponents(project).flatMap(({ file, config }) => {
    const { entrypoint } = config;
    if (typeof entrypoint !== 'string' || existsSync(join(project.folder, 'src', entrypoint))) return [];
    return [{ file, message: `${entrypoint} does not exist` }];
  });
}

/** Where HubSpot calls the service, the extensions may, too: one service, one origin, which `local.json` maps to this machine. */
function originFaults(project: Project): Fault[] {
  const components = readComponents(project);
  const app = components.find(({ type }) => type === 'app');
  const permitted = (app?.config.permittedUrls as { fetch?: string[] } | undefined)?.fetch ?? [];
  const called = components.flatMap(({ file, config }) =>
    [config.actionUrl, (config.settings as { targetUrl?: string } | undefined)?.targetUrl]
      .filter(url => typeof url === 'string')
      .filter(url => !permitted.some(origin => url.startsWith(`${origin}/`)))
      .map(url => ({ file, message: `${url} is on an origin which permittedUrls.fetch does not hold` })),
  );
  const local = join(project.folder, 'src/app/local.json');
  const mapped = existsSync(local)
    ? Object.keys((JSON.parse(readFileSync(local, 'utf8')) as { proxy: object }).proxy)
    : permitted;
  const unmapped = permitted.filter(origin => !mapped.includes(origin));
  return [
    ...called,
    ...unmapped.map(origin => ({ file: app!.file, message: `local.json does not map ${origin}` })),
  ];
}
