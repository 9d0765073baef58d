import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { type Project, readComponents } from '../project.ts';
import { readScopeUses, SCOPE_USES } from '../scope-uses.ts';

const API = 'backend/src/connectors/hubspot/hubspot-api.ts';
const APP = 'hubspot-app/src/app/app-hsmeta.json';

/** Scopes in the app equal those that the code asks for, and each is there for a call that the code makes. */
export const scopes: Checker<Project> = {
  name: 'Scopes',
  check: checkScopes,
  plants: [
    {
      file: APP,
      spoil: text => text.replace('"requiredScopes": [', '"requiredScopes": ["tickets",'),
      expected: /tickets is not among HUBSPOT_SCOPES/,
    },
    {
      file: API,
      spoil: text => text.replace("'oauth',", "'oauth',\n  'forms',"),
      expected: /asks for forms, which the app does not declare/,
    },
    {
      file: APP,
      spoil: text => text.replace('"optionalScopes": [', '"optionalScopes": ["crm.lists.read",'),
      expected: /crm\.lists\.read is not among HUBSPOT_OPTIONAL_SCOPES/,
    },
    {
      file: SCOPE_USES,
      spoil: text =>
        text.replace(
          /\{\s*"oauth"/,
          '{ "files": { "object": "File", "reads": "x", "reason": "x", "calls": [] }, "oauth"',
        ),
      expected: /files is no scope of the app/,
    },
    {
      file: 'backend/src/connectors/hubspot/write-scores.ts',
      spoil: text => text.replaceAll('PATHS.batchUpdate', "'/elsewhere'"),
      expected: /crm\.objects\.contacts\.write: nothing calls PATHS\.batchUpdate/,
    },
  ],
};

interface Api {
  HUBSPOT_SCOPES: readonly string[];
  HUBSPOT_OPTIONAL_SCOPES: readonly string[];
  PATHS: Readonly<Record<string, string>>;
}

async function checkScopes(project: Project): Promise<Fault[]> {
  const api = (await import(pathToFileURL(join(project.root, API)).href)) as Api;
  const app = readComponents(project).find(({ type }) => type === 'app');
  const auth = app?.config.auth as Record<string, string[]> | undefined;
  const required = auth?.requiredScopes ?? [];
  const optional = [...(auth?.conditionallyRequiredScopes ?? []), ...(auth?.optionalScopes ?? [])];
  return [
    ...differences(required, api.HUBSPOT_SCOPES, 'HUBSPOT_SCOPES'),
    ...differences(optional, api.HUBSPOT_OPTIONAL_SCOPES, 'HUBSPOT_OPTIONAL_SCOPES'),
    ...faultsOfUses(project, [...required, ...optional], api),
  ];
}

function differences(declared: readonly string[], asked: readonly string[], name: string): Fault[] {
  return [
    ...declared
      .filter(scope => !asked.includes(scope))
      .map(scope => ({ file: APP, message: `${scope} is not among ${name}` })),
    ...asked
      .filter(scope => !declared.includes(scope))
      .map(scope => ({ file: API, message: `asks for ${scope}, which the app does not declare` })),
  ];
}

/** Each scope has a reason and calls, each call a path of the code, each path a place that uses it. */
function faultsOfUses(project: Project, declared: readonly string[], { PATHS }: Api): Fault[] {
  const uses = readScopeUses(project.root);
  const code = connectorCode(project.root);
  const strangers = Object.keys(uses)
    .filter(scope => !declared.includes(scope))
    .map(scope => ({ file: SCOPE_USES, message: `${scope} is no scope of the app` }));
  const missing = declared.flatMap(scope => {
    const use = uses[scope];
    if (use === undefined || use.calls.length === 0)
      return [{ file: SCOPE_USES, message: `${scope}: no call is named that needs it` }];
    return use.calls.flatMap(({ call, path }) => {
      const known = PATHS[path];
      if (known === undefined || !call.endsWith(` ${known}`))
        return [{ file: SCOPE_USES, message: `${scope}: ${call} is not PATHS.${path} (${known})` }];
      if (!new RegExp(`\\bPATHS\\.${path}\\b`).test(code))
        return [{ file: SCOPE_USES, message: `${scope}: nothing calls PATHS.${path}` }];
      return [];
    });
  });
  return [...strangers, ...missing];
}

function connectorCode(root: string): string {
  const folder = join(root, 'backend/src/connectors/hubspot');
  return globSync('**/*.ts', { cwd: folder })
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
