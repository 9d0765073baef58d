import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { validateProjectConfig } from '@hubspot/project-parsing-lib/projects';
import { isTranslationError, translate } from '@hubspot/project-parsing-lib/translate';
import { validateUid } from '@hubspot/project-parsing-lib/uid';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { type Project, readComponents } from '../project.ts';

/** Any will do: nothing is uploaded. */
const ACCOUNT = 1;

/** HubSpot's own parser of projects, as an upload runs it before the schemas, which are served to accounts only. */
export const projectParser: Checker<Project> = {
  name: 'Project parser',
  check: parse,
  plants: [
    {
      file: 'hubspot-app/src/app/workflow-actions/planted-hsmeta.json',
      spoil: () => '{ "uid": "webhooks", "type": "workflow-action", "config": {} }',
      expected: /[Dd]uplicate/,
    },
  ],
};

async function parse(project: Project): Promise<Fault[]> {
  const path = join(project.folder, 'hsproject.json');
  const file = relative(project.root, path);
  const config = JSON.parse(readFileSync(path, 'utf8')) as { srcDir: string; platformVersion: string };
  const uids = readComponents(project).flatMap(({ file, uid }) => {
    const problem = validateUid(uid);
    return problem === undefined ? [] : [{ file, message: problem }];
  });
  try {
    await validateProjectConfig(config as never, project.folder);
    await translate(
      {
        projectSourceDir: join(project.folder, config.srcDir),
        platformVersion: config.platformVersion,
        accountId: ACCOUNT,
      },
      { skipValidation: true },
    );
    return uids;
  } catch (error) {
    const message = isTranslationError(error) ? error.toString() : (error as Error).message;
    return [...uids, ...message.split('\n').map(row => ({ file, message: row.trim() }))].filter(
      fault => fault.message !== '',
    );
  }
}
