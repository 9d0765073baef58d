import { existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The root of this repository. */
export const REPOSITORY = join(import.meta.dirname, '..', '..');
const MODULES = join(import.meta.dirname, 'node_modules');

/** A part of the app as HubSpot reads it: one `-hsmeta.json` file. */
export interface Component {
  /** From the repository's root. */
  file: string;
  uid: string;
  type: string;
  config: Record<string, unknown>;
}

/** The HubSpot app as the checkers see it. */
export interface Project {
  /** The repository's root, or a copy of the parts that are looked at. */
  root: string;
  /** The project's folder, the one with `hsproject.json`. */
  folder: string;
}

/** The app of a repository; what its extensions import is found where the checkers are installed. */
export function openProject(root: string): Project {
  const folder = join(root, 'hubspot-app');
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) symlinkSync(MODULES, modules);
  return { root, folder };
}

/** Every component whose metadata can be read; those that cannot are the metadata checker's. */
export function readComponents({ root, folder }: Project): Component[] {
  return globSync('src/**/*-hsmeta.json', { cwd: folder })
    .sort()
    .flatMap(name => {
      const file = relative(root, join(folder, name));
      try {
        const { uid, type, config } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Component;
        return [{ file, uid, type, config: config ?? {} }];
      } catch (error) {
        if (error instanceof SyntaxError) return [];
        throw error;
      }
    });
}

/** Folders of the app's extensions, each a package of its own, from the project's folder. */
export function extensionFolders({ folder }: Project): string[] {
  return globSync('src/app/*/package.json', { cwd: folder })
    .map(path => path.slice(0, -'/package.json'.length))
    .filter(path => globSync(`${path}/*-hsmeta.json`, { cwd: folder }).length > 0)
    .sort();
}

/** The sources of all extensions without their tests, by path from the repository's root. */
export function extensionSources(project: Project): Map<string, string> {
  const paths = extensionFolders(project)
    .flatMap(folder => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: project.folder }))
    .filter(path => !/(^|\/)(node_modules|__tests__)\//.test(path))
    .sort();
  return new Map(
    paths.map(path => [
      relative(project.root, join(project.folder, path)),
      readFileSync(join(project.folder, path), 'utf8'),
    ]),
  );
}
