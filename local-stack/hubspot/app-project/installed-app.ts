import type { App } from '../portal/account.ts';
import type { AppProject } from './app-project.ts';

/** An app whose project was uploaded: its registration, its components, and where its addresses really are. */
export interface InstalledApp {
  app: App;
  project: AppProject;
  /** The address to call for one that the project names. */
  locate(url: string): string;
}

/** Joins an app with its project. `origins` says where origins really are and goes before the project's `local.json`. */
export function installApp(
  app: App,
  project: AppProject,
  origins: Readonly<Record<string, string>>,
): InstalledApp {
  const known = { ...project.localOrigins, ...origins };
  return {
    app,
    project,
    locate(url) {
      const parsed = new URL(url);
      const target = known[parsed.origin];
      if (target === undefined) return url;
      return `${target.replace(/\/$/, '')}${url.slice(url.indexOf(parsed.host) + parsed.host.length)}`;
    },
  };
}
