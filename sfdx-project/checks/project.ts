import type { Checker } from '../../local-stack/checks/offline/checker.ts';

/** A Salesforce project as the checkers see it. */
export interface Project {
  /** The source: `force-app` with TypeScript. */
  source: string;
  /** The project as it is packaged: `force-app` with JavaScript. */
  build: string;
}

/** A checker of the Salesforce package. */
export interface SalesforceChecker extends Checker<Project> {
  /** Whether Java 17 must be there. */
  needsJava?: true;
}
