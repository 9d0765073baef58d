import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type AppProject, actionMetaSchema, appMetaSchema, webhooksMetaSchema } from './app-project.ts';

const projectSchema = z.object({ srcDir: z.string(), platformVersion: z.string() });
const localSchema = z.object({ proxy: z.record(z.string(), z.string()).default({}) });
const META = '-hsmeta.json';

/**
 * Reads an app project's directory (the one with `hsproject.json`) as an upload would: the app itself, its webhooks and
 * its workflow actions. Cards, settings and pages are read by whoever shows them.
 * @throws Error naming the file that is missing or in another shape
 */
export function readAppProject(directory: string): AppProject {
  const { srcDir } = readJson(join(directory, 'hsproject.json'), projectSchema);
  const app = join(directory, srcDir, 'app');
  const { config } = onlyOne(app, readFolder(app, appMetaSchema));
  const webhooks = join(app, 'webhooks');
  const found = readFolder(webhooks, webhooksMetaSchema);
  const local = join(app, 'local.json');
  return {
    name: config.name,
    auth: config.auth,
    permittedFetchUrls: config.permittedUrls.fetch,
    webhooks: found.length === 0 ? undefined : onlyOne(webhooks, found).config,
    workflowActions: readFolder(join(app, 'workflow-actions'), actionMetaSchema),
    localOrigins: existsSync(local) ? readJson(local, localSchema).proxy : {},
  };
}

/** Every component directly in a folder, in the order of file names. */
function readFolder<T>(folder: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter(name => name.endsWith(META));
  return files.sort().map(name => readJson(join(folder, name), schema));
}

function onlyOne<T>(folder: string, found: readonly T[]): T {
  const [one] = found;
  if (one === undefined || found.length > 1)
    throw new Error(`An app project has exactly one *${META} in ${folder}, found ${found.length}`);
  return one;
}

function readJson<T>(path: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success)
    throw new Error(`${path} is not what the platform takes: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
