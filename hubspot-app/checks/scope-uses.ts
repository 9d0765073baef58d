import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where it is written down why the app needs each scope, from the repository's root. */
export const SCOPE_USES = 'manifest/hubspot-marketplace/scopes.json';

/** What one scope is for. */
export interface ScopeUse {
  /** What it is about, as the marketplace's table of shared data calls it: "Contact". */
  object: string;
  /** What is read with it; absent when nothing is. */
  reads?: string;
  /** What is written with it; absent when nothing is. */
  writes?: string;
  /** Why, for the admin who grants it. */
  reason: string;
  /** The calls that need it: method and path, and the path's name in `PATHS` of the backend. */
  calls: { call: string; path: string }[];
}

/** What each scope is for, by scope. */
export function readScopeUses(root: string): Record<string, ScopeUse> {
  return JSON.parse(readFileSync(join(root, SCOPE_USES), 'utf8')) as Record<string, ScopeUse>;
}
