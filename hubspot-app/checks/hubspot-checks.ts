import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyWithFaults } from '../../local-stack/checks/offline/copy-with-faults.ts';
import type { Checks } from '../../local-stack/checks/offline/run-checkers.ts';
import { bundle } from './checkers/bundle.ts';
import { componentTests } from './checkers/component-tests.ts';
import { extensionLint } from './checkers/extension-lint.ts';
import { extensionsInBrowser } from './checkers/extensions-in-browser.ts';
import { listing } from './checkers/listing.ts';
import { metadata } from './checkers/metadata.ts';
import { parity } from './checkers/parity.ts';
import { projectParser } from './checkers/project-parser.ts';
import { scopes } from './checkers/scopes.ts';
import { surfaces } from './checkers/surfaces.ts';
import { types } from './checkers/types.ts';
import { openProject, type Project, REPOSITORY } from './project.ts';

/** Long ones first. */
const CHECKERS = [
  extensionsInBrowser,
  parity,
  componentTests,
  types,
  extensionLint,
  bundle,
  projectParser,
  metadata,
  scopes,
  surfaces,
  listing,
];

/** What a faulty copy needs: the app, its listing, and the backend's calls, which its scopes are held against. */
const PARTS = [
  'hubspot-app/hsproject.json',
  'hubspot-app/src',
  'manifest/hubspot-marketplace',
  'backend/src/connectors/hubspot',
];

/** The HubSpot app and its checkers. */
export function hubspotChecks(): Checks<Project> {
  return {
    checkers: CHECKERS,
    project: openProject(REPOSITORY),
    plant(plants, folder) {
      copyWithFaults({ source: REPOSITORY, parts: PARTS, plants, folder });
      // For imports of the copied files that are no extension's.
      symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
      return openProject(folder);
    },
  };
}
