import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Messages } from '@salesforce/core';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const PLUGIN = join(import.meta.dirname, '..');

describe('the messages of findings', () => {
  const messages = Messages.loadMessages('@aix/sf-plugin', 'findings');
  const source = globSync('src/doctor/*.ts', { cwd: PLUGIN })
    .map(path => readFileSync(join(PLUGIN, path), 'utf8'))
    .join('\n');
  const codes = new Set([...source.matchAll(/\b(?:blocks|warns|hint)\('(\w+)'/g)].map(([, code]) => code!));
  const written = [...readFileSync(join(PLUGIN, 'messages', 'findings.md'), 'utf8').matchAll(/^# (\S+)$/gm)];

  it('say each finding and its remedy, and nothing else', () => {
    const expected = [...codes].flatMap(code => [code, `${code}.remedy`]).sort();
    assert.deepEqual(written.map(([, key]) => key!).sort(), expected);
    assert.ok(codes.size > 25);
    for (const code of codes) assert.ok(messages.getMessage(`${code}.remedy`, ['x', 'y']).length > 20);
  });
});
