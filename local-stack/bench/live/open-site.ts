import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Registrations } from '../../main-job/registrations.ts';

/** The demo bank's site, with all that is behind it, in a process of its own. */
export interface OpenSite {
  url: string;
  serviceUrl: string;
  /** Where the stand-ins keep their records. */
  salesforceFolder: string;
  hubspotFolder: string;
  /** Makes a public write key for pages of this origin, as an admin does. */
  makeKey(origin: string): Promise<string>;
  /** From now on the site is visited as another lead. */
  changeVisitor(): Promise<void>;
  close(): Promise<void>;
}

const START = fileURLToPath(new URL('../../start.ts', import.meta.url));

/** Runs `npm start` for the whole demo bank; takes one to two minutes. */
export async function openSite(): Promise<OpenSite> {
  const directory = mkdtempSync(join(tmpdir(), 'aix-live-'));
  const { PATH } = process.env;
  const stack = spawn('node', [START], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH, AIX_PORT: '0', AIX_DATA_DIR: directory },
  });
  const close = async () => {
    if (stack.exitCode === null) {
      stack.kill('SIGTERM');
      await once(stack, 'exit');
    }
    rmSync(directory, { recursive: true });
  };
  let said = '';
  for await (const words of stack.stdout) {
    said += words;
    if (said.includes('Ctrl-C')) break;
  }
  if (!said.includes('Ctrl-C')) {
    await close();
    throw new Error(`npm start ended without an address:\n${said}`);
  }
  const known = JSON.parse(readFileSync(join(directory, 'registrations.json'), 'utf8')) as Registrations;
  const url = `http://localhost:${known.ports.site}`;
  const post = (address: string, body: object, headers = {}) =>
    fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const serviceUrl = `http://localhost:${known.ports.service}`;
  const login = await fetch(/Open (\S+)/.exec(said)?.[1] ?? '', { redirect: 'manual' });
  const cookie = login.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  return {
    ...{ url, serviceUrl, close },
    ...{ salesforceFolder: join(directory, 'salesforce'), hubspotFolder: join(directory, 'hubspot') },
    async makeKey(origin) {
      const key = { kind: 'public', name: 'bench', allowedOrigins: [origin] };
      const made = await post(`${serviceUrl}/v1/write-keys`, key, { cookie });
      return ((await made.json()) as { key: string }).key;
    },
    changeVisitor: async () => void (await post(`${url}/live/visitor`, {})),
  };
}
