import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import type { Fault } from '../../../local-stack/checks/offline/checker.ts';
import type { Project, SalesforceChecker } from '../project.ts';
import { indexPackage } from './cross-references/package-index.ts';

/** Elements of a flow that have a name of their own and can be gone to. */
const STEPS = [
  'actionCalls',
  'assignments',
  'decisions',
  'loops',
  'recordCreates',
  'recordDeletes',
  'recordLookups',
  'recordUpdates',
  'subflows',
];
/** What a flow names besides: values. */
const VALUES = ['constants', 'formulas', 'variables'];
/** Steps that the platform may refuse. */
const CAN_FAIL = ['actionCalls', 'recordCreates', 'recordDeletes', 'recordLookups', 'recordUpdates'];

type Node = Record<string, unknown>;

/** What the linter does not see: each flow hangs together, and names nothing of the package that is not there. */
export const flowGraph: SalesforceChecker = {
  name: 'Flow graph',
  check: checkFlows,
  plants: [
    {
      file: 'unpackaged/flows/AIX_Route_Hot_Lead.flow-meta.xml',
      spoil: text => text.replace('<targetReference>Give_To_Queue<', '<targetReference>Planted_Step<'),
      expected: /goes to Planted_Step, which is no step/,
    },
    {
      file: 'unpackaged/flows/AIX_Task_By_Band.flow-meta.xml',
      spoil: text => text.replace('$Record.AIX_Reason_1__c', '$Record.AIX_Planted__c'),
      expected: /names AIX_Planted__c, which is no field/,
    },
    {
      file: 'unpackaged/flows/AIX_Alert_Owner.flow-meta.xml',
      spoil: text => text.replace(/<elementReference>recipients</, '<elementReference>plantedValue<'),
      expected: /refers to plantedValue, which it does not hold/,
    },
    {
      file: 'unpackaged/flows/AIX_Report_Fault.flow-meta.xml',
      spoil: text => text.replace('<status>Draft<', '<status>Active<'),
      expected: /AIX_Report_Fault.*is Active: templates arrive as drafts/,
    },
    {
      file: 'unpackaged/flows/AIX_Planted_Start.flow-meta.xml',
      spoil: () =>
        '<Flow><start><object>Lead</object><connector><targetReference>A</targetReference></connector></start><assignments><name>A</name></assignments><status>Draft</status></Flow>',
      expected: /AIX_Planted_Start.*does not wait for a new crossing token/,
    },
  ],
};

function checkFlows({ build }: Project): Fault[] {
  const files = globSync('unpackaged/**/*.flow-meta.xml', { cwd: build });
  const names = new Set(files.map(nameOf));
  const { fields } = indexPackage(build);
  const leadFields = new Set([...fields].filter(name => name.startsWith('Lead.')).map(name => name.slice(5)));
  return files.flatMap(file => {
    const text = readFileSync(join(build, file), 'utf8');
    const flow = new XMLParser({ parseTagValue: false }).parse(text).Flow as Node;
    return [
      ...pathProblems(flow),
      ...referenceProblems(flow, text),
      ...startProblems(flow),
      ...listOf(flow.subflows)
        .filter(({ flowName }) => !names.has(String(flowName)))
        .map(({ flowName }) => `calls ${flowName}, which is no flow here`),
      ...[...new Set(text.match(/\bAIX_\w+?__c\b/g))]
        .filter(name => !leadFields.has(name))
        .map(name => `names ${name}, which is no field of a lead`),
    ].map(message => ({ file, message }));
  });
}

/** Every connector leads to a step, every step is reached, and what can fail has a way out. */
function pathProblems(flow: Node): string[] {
  const steps = new Map(STEPS.flatMap(kind => listOf(flow[kind]).map(step => [String(step.name), step])));
  const reached = new Set<string>();
  const unknown = new Set<string>();
  const follow = (from: unknown) => {
    for (const target of targetsOf(from)) {
      if (!steps.has(target)) unknown.add(target);
      else if (!reached.has(target)) {
        reached.add(target);
        follow(steps.get(target));
      }
    }
  };
  follow(flow.start);
  const withoutWayOut = CAN_FAIL.flatMap(kind => listOf(flow[kind])).filter(
    step => !('faultConnector' in step),
  );
  return [
    ...[...unknown].map(name => `goes to ${name}, which is no step of it`),
    ...[...steps.keys()].filter(name => !reached.has(name)).map(name => `never reaches ${name}`),
    ...withoutWayOut.map(({ name }) => `has no fault path at ${name}`),
  ];
}

function targetsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(targetsOf);
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    name === 'targetReference' ? [String(value)] : targetsOf(value),
  );
}

/** What is referred to, by itself or inside of a formula, is held by the flow or by the platform (`$Record`, `$Flow`). */
function referenceProblems(flow: Node, text: string): string[] {
  const held = new Set(
    [...STEPS, ...VALUES].flatMap(kind => listOf(flow[kind]).map(({ name }) => String(name))),
  );
  const elements = /<(?:elementReference|assignToReference|leftValueReference|inputReference)>([^<]+)</g;
  const referred = [...text.matchAll(elements), ...text.matchAll(/\{!([\w$.]+)\}/g)]
    .map(([, name]) => (name as string).split('.')[0] as string)
    .filter(name => !name.startsWith('$') && !held.has(name));
  return [...new Set(referred)].map(name => `refers to ${name}, which it does not hold`);
}

/** A flow of records starts once for each crossing, and nothing runs before an admin wants it to. */
function startProblems({ start, status }: Node): string[] {
  const { object, filters } = start as Node;
  const waits = listOf(filters).some(
    ({ field, operator }) => field === 'AIX_Crossing_Token__c' && operator === 'IsChanged',
  );
  return [
    ...(object !== undefined && !waits
      ? ['does not wait for a new crossing token, so it may start twice']
      : []),
    ...(status === 'Draft' ? [] : [`is ${status}: templates arrive as drafts`]),
  ];
}

function listOf(value: unknown): Node[] {
  return value === undefined ? [] : ([value].flat() as Node[]);
}

function nameOf(file: string): string {
  return basename(file).replace(/\..*$/, '');
}
