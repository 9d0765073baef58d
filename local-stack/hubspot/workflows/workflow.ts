import { z } from 'zod';

/** A step of a workflow: an app's action with, perhaps, a branch on one of its outputs; or a property that is set. */
export type WorkflowStep =
  | { action: string; inputs: Record<string, string>; branch?: WorkflowBranch | undefined }
  | { setProperty: { name: string; value: string } };

export interface WorkflowBranch {
  /** The output field that decides. */
  output: string;
  /** Steps for each value, and for all others. */
  cases: Record<string, WorkflowStep[]>;
  otherwise: WorkflowStep[];
}

const stepSchema: z.ZodType<WorkflowStep> = z.lazy(() =>
  z.union([
    z.object({
      action: z.string(),
      inputs: z.record(z.string(), z.string()).default({}),
      branch: z
        .object({
          output: z.string(),
          cases: z.record(z.string(), z.array(stepSchema)).default({}),
          otherwise: z.array(stepSchema).default([]),
        })
        .optional(),
    }),
    z.object({ setProperty: z.object({ name: z.string(), value: z.string() }) }),
  ]),
);

/** A workflow as a portal's admin would build it in the editor, which has no API here. */
export const workflowSchema = z.object({
  workflowId: z.number().int(),
  name: z.string(),
  objectType: z.string(),
  /** An enumeration property whose change enrols the record; `values` narrows it to some. */
  trigger: z.object({ property: z.string(), values: z.array(z.string()).optional() }),
  /** Whether a record that was enrolled before is enrolled again by the next change. */
  reEnroll: z.boolean().default(false),
  steps: z.array(stepSchema),
});
export type Workflow = z.output<typeof workflowSchema>;

/** What became of one step. */
export interface StepRun {
  /** The action's uid, or `setProperty`. */
  step: string;
  callbackId?: string;
  /** How often the app was called. */
  attempts: number;
  /** How often the app said how the step ended, whether it was waited for or not. */
  completions: number;
  state: 'RUNNING' | 'BLOCKED' | 'SUCCESS' | 'FAILED' | 'EXPIRED';
  outputFields: Record<string, unknown>;
  /** The branch that was taken: a value of the output, or `otherwise`. */
  branch?: string;
  /** Epoch milliseconds at which a blocked step gives up. */
  expiresAt?: number;
}

/** One record's way through a workflow. */
export interface Enrolment {
  enrolmentId: number;
  workflowId: number;
  objectId: string;
  /** The value whose setting enrolled the record, and when, epoch milliseconds. */
  value: string | null;
  enrolledAt: number;
  state: 'RUNNING' | 'COMPLETED';
  steps: StepRun[];
}
