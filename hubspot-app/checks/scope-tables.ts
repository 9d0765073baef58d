import { readScopeUses, type ScopeUse } from './scope-uses.ts';

const HEAD = `# Scopes and shared data

Made by \`npm run generate:hubspot-listing\` from [scopes.json](scopes.json), which \`npm run check:hubspot\` holds against the app's own
scopes, those that the code asks for, and the calls that it makes.
`;

/** The two tables of the listing: what is shared, object by object, and why each scope is asked for. Markdown. */
export function dataTables(root: string): string {
  const uses = Object.entries(readScopeUses(root));
  return [
    HEAD,
    '## Shared data\n',
    '| Object | Direction | The app reads | The app writes |\n|---|---|---|---|',
    ...sharedRows(uses.map(([, use]) => use)),
    '\n## Scopes\n',
    '| Scope | Why | Calls that need it |\n|---|---|---|',
    ...uses.map(([scope, { reason, calls }]) => {
      const named = calls.map(({ call }) => `\`${call}\``).join('<br>');
      return `| \`${scope}\` | ${reason} | ${named} |`;
    }),
    '',
  ].join('\n');
}

/** One row an object, though several scopes may be about it: the marketplace refuses repeated ones. */
function sharedRows(uses: readonly ScopeUse[]): string[] {
  return [...new Set(uses.map(({ object }) => object))].map(object => {
    const about = uses.filter(use => use.object === object);
    const texts = (kind: 'reads' | 'writes') => about.flatMap(use => use[kind] ?? []).join('; ');
    const [reads, writes] = [texts('reads'), texts('writes')];
    return `| ${object} | ${directionOf(reads, writes)} | ${reads || '–'} | ${writes || '–'} |`;
  });
}

function directionOf(reads: string, writes: string): string {
  if (reads !== '' && writes !== '') return 'both ways';
  return reads === '' ? 'app to HubSpot' : 'HubSpot to app';
}
