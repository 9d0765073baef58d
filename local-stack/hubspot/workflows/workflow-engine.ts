import type { InstalledApp } from '../app-project/installed-app.ts';
import { type ObjectType, objectTypeNamed } from '../objects/object-type.ts';
import type { Portal } from '../portal/portal.ts';
import type { PortalEvent } from '../portal/portal-event.ts';
import { createDueWork } from '../timing/due-work.ts';
import { callAction } from './call-action.ts';
import { type Callback, runAction, runSetProperty, type StepWorld } from './run-step.ts';
import type { Enrolment, StepRun, Workflow, WorkflowStep } from './workflow.ts';

/** Runs a portal's workflows. What they did is kept in memory and ends with the process. */
export interface WorkflowEngine {
  /** @throws RangeError for a trigger that is no enumeration of the object type, or an action that no app has */
  add(workflow: Workflow): void;
  accept(events: readonly PortalEvent[]): void;
  /** Every enrolment, the oldest first. */
  readonly enrolments: readonly Enrolment[];
  /** The run of an action by which an app was called. */
  callback(callbackId: string): Callback | undefined;
  /** Does what is due on the stand-in's clock and waits until every workflow has ended or waits for something. */
  runDue(): Promise<void>;
  close(): void;
}

interface Walk {
  workflow: Workflow;
  type: ObjectType;
  enrolment: Enrolment;
}

/** @param now the stand-in's clock, epoch milliseconds */
export function createWorkflowEngine(
  portal: Portal,
  apps: readonly InstalledApp[],
  now: () => number,
): WorkflowEngine {
  const workflows: Workflow[] = [];
  const enrolments: Enrolment[] = [];
  const due = createDueWork(now);
  const world: StepWorld = { due, now, callbacks: new Map() };

  const runSteps = async (walk: Walk, steps: readonly WorkflowStep[]): Promise<void> => {
    for (const step of steps) await runStep(walk, step);
  };
  const runStep = async (walk: Walk, step: WorkflowStep): Promise<void> => {
    const { workflow, type, enrolment } = walk;
    const { objectId } = enrolment;
    const name = 'action' in step ? step.action : 'setProperty';
    const run: StepRun = { step: name, attempts: 0, completions: 0, state: 'RUNNING', outputFields: {} };
    enrolment.steps.push(run);
    if ('setProperty' in step) {
      runSetProperty(portal, { type, objectId, now: now() }, run, step.setProperty, workflow.workflowId);
      return;
    }
    const { installed, action, actionDefinitionId } = findAction(apps, step.action);
    await runAction(world, run, installed.app.clientId, callbackId => {
      const about = { type, objectId, inputs: step.inputs, workflowId: workflow.workflowId };
      return callAction({
        portal,
        installed,
        action,
        actionDefinitionId,
        ...about,
        callbackId,
        timestamp: now(),
      });
    });
    if (step.branch === undefined) return;
    const taken = String(run.outputFields[step.branch.output] ?? '');
    const { cases, otherwise } = step.branch;
    const next = Object.hasOwn(cases, taken) ? cases[taken] : undefined;
    run.branch = next === undefined ? 'otherwise' : taken;
    await runSteps(walk, next ?? otherwise);
  };
  const enrol = (workflow: Workflow, event: Extract<PortalEvent, { kind: 'propertyChange' }>) => {
    const { workflowId } = workflow;
    const { objectId, value, at } = event;
    const isKnown = enrolments.some(each => each.workflowId === workflowId && each.objectId === objectId);
    if (isKnown && !workflow.reEnroll) return;
    const enrolment: Enrolment = {
      ...{ enrolmentId: enrolments.length + 1, workflowId, objectId, value },
      ...{ enrolledAt: at, state: 'RUNNING', steps: [] },
    };
    enrolments.push(enrolment);
    due.add(now(), async () => {
      const walk = runSteps({ workflow, type: event.type, enrolment }, workflow.steps);
      // Not waited for: a workflow may be blocked for a week.
      void walk.then(() => {
        enrolment.state = 'COMPLETED';
      });
    });
  };

  return {
    enrolments,
    add(workflow) {
      requireEnumeration(portal, workflow);
      for (const name of actionsOf(workflow.steps)) findAction(apps, name);
      workflows.push(workflow);
    },
    accept(events) {
      for (const event of events)
        if (event.kind === 'propertyChange')
          for (const workflow of workflows) if (isTriggered(workflow, event)) enrol(workflow, event);
    },
    callback: callbackId => world.callbacks.get(callbackId),
    runDue: () => due.runDue(),
    close: () => due.close(),
  };
}

function isTriggered(
  { objectType, trigger }: Workflow,
  { type, name, value }: Extract<PortalEvent, { kind: 'propertyChange' }>,
): boolean {
  if (objectTypeNamed(objectType).id !== type.id || trigger.property !== name || value === null) return false;
  return trigger.values === undefined || trigger.values.includes(value);
}

function requireEnumeration(portal: Portal, { objectType, trigger }: Workflow): void {
  const property = portal.table(objectTypeNamed(objectType)).properties.get(trigger.property);
  if (property?.type !== 'enumeration')
    throw new RangeError(
      `A workflow needs an enumeration of ${objectType} as its trigger, not ${trigger.property}`,
    );
}

function actionsOf(steps: readonly WorkflowStep[]): string[] {
  return steps.flatMap(step => {
    if (!('action' in step)) return [];
    const branches =
      step.branch === undefined ? [] : [...Object.values(step.branch.cases), step.branch.otherwise];
    return [step.action, ...branches.flatMap(actionsOf)];
  });
}

function findAction(apps: readonly InstalledApp[], uid: string) {
  for (const installed of apps) {
    const index = installed.project.workflowActions.findIndex(each => each.uid === uid);
    const action = installed.project.workflowActions[index];
    if (action?.config.isPublished) return { installed, action, actionDefinitionId: index + 1 };
  }
  throw new RangeError(`No uploaded app has a published workflow action ${uid}`);
}
