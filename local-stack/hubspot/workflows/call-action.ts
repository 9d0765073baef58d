import type { WorkflowAction } from '../app-project/app-project.ts';
import type { InstalledApp } from '../app-project/installed-app.ts';
import type { ObjectType } from '../objects/object-type.ts';
import { readProperty } from '../objects/object-view.ts';
import type { Portal } from '../portal/portal.ts';
import { signatureHeaders } from '../signing/sign-request.ts';

/** How long the app may take to answer a workflow: 30 seconds are documented for a workflow's webhooks, for actions nothing is (assumed). */
const TIMEOUT_MS = 20_000;

export interface ActionCall {
  portal: Portal;
  installed: InstalledApp;
  action: WorkflowAction;
  /** The action's number in the portal's list of definitions. */
  actionDefinitionId: number;
  workflowId: number;
  callbackId: string;
  type: ObjectType;
  objectId: string;
  inputs: Record<string, string>;
  timestamp: number;
}

/** What the app answered: 0 stands for no answer. */
export interface ActionAnswer {
  status: number;
  outputFields: Record<string, unknown>;
  /** The pause that a 429 asks for, in milliseconds. */
  retryAfterMs: number | undefined;
}

/** Calls an app's workflow action once, signed as documented with version 2, and with version 3 besides. */
export async function callAction(call: ActionCall): Promise<ActionAnswer> {
  const { installed, action, timestamp } = call;
  const url = installed.locate(action.config.actionUrl);
  const body = JSON.stringify(bodyOf(call));
  const signed = signatureHeaders(installed.app.clientSecret, { method: 'POST', url, body }, timestamp, 'v2');
  try {
    const response = await fetch(url, {
      ...{ method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) },
      headers: { 'content-type': 'application/json', ...signed },
    });
    const text = await response.text();
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      outputFields: outputsOf(text),
      retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
    };
  } catch {
    // No answer is a server's error to the platform: it tries again.
    return { status: 0, outputFields: {}, retryAfterMs: undefined };
  }
}

/** The body of a call (custom workflow actions guide). */
function bodyOf({ portal, action, type, objectId, ...call }: ActionCall): Record<string, unknown> {
  const record = portal.table(type).record(objectId);
  const names = action.config.objectRequestOptions?.properties ?? [];
  const properties = Object.fromEntries(
    names.map(name => [name, record === undefined ? null : readProperty(type, record, name)]),
  );
  return {
    callbackId: call.callbackId,
    origin: {
      portalId: portal.account.portalId,
      actionDefinitionId: call.actionDefinitionId,
      actionDefinitionVersion: 1,
    },
    context: { source: 'WORKFLOWS', workflowId: call.workflowId },
    object: { objectId: Number(objectId), objectType: type.singular.toUpperCase(), properties },
    inputFields: call.inputs,
  };
}

function outputsOf(text: string): Record<string, unknown> {
  try {
    const { outputFields } = JSON.parse(text) as { outputFields?: Record<string, unknown> };
    return outputFields ?? {};
  } catch {
    return {};
  }
}
