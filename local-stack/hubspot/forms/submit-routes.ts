import express, { Router } from 'express';
import { z } from 'zod';
import { prepareRecord } from '../objects/create-object.ts';
import { findLive, readBody } from '../objects/object-input.ts';
import { objectTypeNamed } from '../objects/object-type.ts';
import { checkInputs, updateRecord } from '../objects/update-object.ts';
import { answerWithError, resourceNotFound, validationError } from '../platform-error.ts';
import { commitEdits } from '../portal/commit.ts';
import type { Portal } from '../portal/portal.ts';
import { afterSubmission } from './conversions.ts';

const CONTACTS = objectTypeNamed('contacts');

const submitSchema = z.object({
  submittedAt: z.coerce.number().int().positive().optional(),
  fields: z.array(
    z.object({ objectTypeId: z.literal('0-1').default('0-1'), name: z.string(), value: z.string() }),
  ),
  context: z.object({ pageUri: z.string().default(''), pageName: z.string().default('') }).optional(),
});

/**
 * `POST /submissions/v3/integration/submit/{portalId}/{formGuid}`, without any token, as HubSpot's own forms post: the contact with the
 * address is filled in or made. In HubSpot it is another host. Every form is accepted, under its id as a name (both ours).
 */
export function submitRoutes(portal: Portal, now: () => number): Router {
  const router = Router();
  router.post('/:portalId/:formGuid', express.json(), (request, response) => {
    if (request.params.portalId !== String(portal.account.portalId)) throw resourceNotFound();
    const { fields, context, submittedAt = now() } = readBody(submitSchema, request.body);
    const properties = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    // HubSpot accepts forms without an address, too; here nobody could be told from whom they are.
    if ((properties.email ?? '') === '') throw validationError('The form submission has no e-mail address');
    submit(portal, { formGuid: request.params.formGuid, submittedAt, context, properties }, now());
    response.json({ inlineMessage: 'Thanks for submitting the form.' });
  });
  router.use(answerWithError);
  return router;
}

interface Submitted extends Pick<z.output<typeof submitSchema>, 'context'> {
  formGuid: string;
  submittedAt: number;
  properties: Record<string, string>;
}

function submit(
  portal: Portal,
  { formGuid, submittedAt, context, properties }: Submitted,
  now: number,
): void {
  const before = findLive(portal, CONTACTS, properties.email!, 'email');
  checkInputs(portal, CONTACTS, [{ properties }]);
  const record =
    before === undefined
      ? prepareRecord(portal, CONTACTS, { properties, associations: [] }, now).record
      : updateRecord(portal, CONTACTS, before, properties, now);
  const eventName = `${context?.pageName ?? ''}: ${formGuid}`;
  const conversions = afterSubmission(record.properties, { formGuid, submittedAt, eventName });
  const after = { ...record, properties: { ...record.properties, ...conversions } };
  const actor = { source: 'FORM', sourceId: formGuid };
  commitEdits(portal, [{ type: CONTACTS, after, ...(before && { before }) }], actor, now);
  const id = `${formGuid}/${submittedAt}/${record.id}`;
  const values = Object.entries(properties).map(([name, value]) => ({ objectTypeId: '0-1', name, value }));
  const kept = { id, formGuid, submittedAt, pageUrl: context?.pageUri ?? '', values };
  portal.store.apply([{ collection: 'form_submissions', id, record: kept }]);
}
