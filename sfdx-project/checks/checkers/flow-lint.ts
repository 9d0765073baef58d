import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import flowScanner from '@flow-scanner/lightning-flow-scanner-core';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import type { Project, SalesforceChecker } from '../project.ts';

/** Rules that do not fit templates: all arrive as drafts, of the project's API version, named as all of the package is. */
const LEFT_OUT = new Set(['APIVersion', 'FlowName', 'InactiveFlow']);

/** The rules of Lightning Flow Scanner on the flow templates: fault paths, loops around queries, entry conditions, descriptions. */
export const flowLint: SalesforceChecker = {
  name: 'Flow lint',
  check: lint,
  plants: [
    {
      file: 'unpackaged/flows/AIX_Task_By_Band.flow-meta.xml',
      spoil: text =>
        text.replace(/<recordCreates>[\s\S]*?<\/faultConnector>/, part =>
          part.replace(/ *<faultConnector>[\s\S]*/, ''),
        ),
      expected: /AIX_Task_By_Band.*MissingFaultPath.*Make_Task/,
    },
    {
      file: 'unpackaged/flows/AIX_Alert_Owner.flow-meta.xml',
      spoil: text => text.replace(/<description>.*<\/description>/, '<description></description>'),
      expected: /AIX_Alert_Owner.*FlowDescription/,
    },
  ],
};

async function lint({ build }: Project): Promise<Fault[]> {
  const files = globSync('unpackaged/**/*.flow-meta.xml', { cwd: build }).map(name => join(build, name));
  const results = flowScanner.scan(await flowScanner.parse(files), {});
  return results.flatMap(({ flow, ruleResults }) =>
    ruleResults
      .filter(({ occurs, ruleName }) => occurs && !LEFT_OUT.has(ruleName))
      .flatMap(({ ruleName, details }) =>
        details.map(({ name }) => ({
          file: relative(build, flow.fsPath ?? String(flow.name)),
          message: `${ruleName}: ${name}`,
        })),
      ),
  );
}
