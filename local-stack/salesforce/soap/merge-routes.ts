import { type Response, Router, text } from 'express';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import type { RecordChange } from '../../stand-in/record-store.ts';
import type { AccessTokens } from '../auth/access-tokens.ts';
import type { Org } from '../org.ts';
import { PlatformError } from '../platform-error.ts';
import { isRecordId, toLongId } from '../record-id.ts';
import { toPlatformTime } from '../records/check-value.ts';
import { objectOfId } from '../records/derived-fields.ts';
import { applyDelete } from '../records/update-record.ts';
import type { SObjectType } from '../schema/sobject-field.ts';

/** Only leads and contacts are merged here; the platform merges accounts and cases, too. */
const MERGEABLE = ['Lead', 'Contact'];
const MOST_MERGED = 2;

const envelopeSchema = z.object({
  Envelope: z.object({
    Header: z.object({ SessionHeader: z.object({ sessionId: z.string() }) }),
    Body: z.object({
      merge: z.object({
        mergeRequests: z.object({
          masterRecord: z.looseObject({ Id: z.string() }),
          recordToMergeIds: z.array(z.string()).min(1),
        }),
      }),
    }),
  }),
});

const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: name => name === 'recordToMergeIds',
});

/** `merge()` of the SOAP API, the only API call with which a client merges records. */
export function mergeRoutes(org: Org, accessTokens: AccessTokens, now: () => number): Router {
  const router = Router();
  router.post('/services/Soap/u/:version', text({ type: '*/xml' }), (request, response) => {
    const parsed = envelopeSchema.safeParse(parser.parse(String(request.body)));
    if (!parsed.success)
      return sendFault(response, 'INVALID_OPERATION', 'only merge() of one request is served here');
    const { Header, Body } = parsed.data.Envelope;
    const session = accessTokens.verify(Header.SessionHeader.sessionId);
    if (session === undefined)
      return sendFault(response, 'INVALID_SESSION_ID', 'Invalid Session ID found in SessionHeader');
    const { masterRecord, recordToMergeIds } = Body.merge.mergeRequests;
    try {
      const by = { userId: session.user.id, now: now() };
      const changes = mergeRecords(org, toLongId(masterRecord.Id), recordToMergeIds.map(toLongId), by);
      org.save(changes);
      sendResult(response, toLongId(masterRecord.Id), recordToMergeIds.map(toLongId));
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      sendFault(response, error.errorCode, error.message);
    }
  });
  return router;
}

/** The others go to the recycle bin with the master's id, and what belonged to them belongs to the master. */
function mergeRecords(
  org: Org,
  masterId: string,
  mergedIds: readonly string[],
  by: { userId: string; now: number },
): RecordChange[] {
  const object = objectOfId(org.schema, masterId);
  if (object === undefined || !MERGEABLE.includes(object.name))
    throw new PlatformError(400, 'INVALID_ID_FIELD', 'entity type cannot be merged');
  if (mergedIds.length > MOST_MERGED)
    throw new PlatformError(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'at most two records are merged into one');
  const [master, ...merged] = [masterId, ...mergedIds].map(id => liveRecord(org, object, id));
  const at = toPlatformTime(by.now);
  const touched = { ...master, LastModifiedDate: at, LastModifiedById: by.userId, SystemModstamp: at };
  return [
    { collection: object.name, id: masterId, record: touched },
    ...merged.map(record => applyDelete(object, record, by, masterId)),
    ...reparented(org, object, new Set(mergedIds), masterId, at),
  ];
}

function liveRecord(org: Org, object: SObjectType, id: string) {
  const record = isRecordId(id) ? org.record(object, id) : undefined;
  if (record !== undefined && record.IsDeleted !== true) return record;
  throw new PlatformError(400, 'ENTITY_IS_DELETED', 'entity is deleted');
}

/** Activities, memberships and e-mails of the merged records, now of the master. */
function reparented(
  org: Org,
  object: SObjectType,
  mergedIds: ReadonlySet<string>,
  masterId: string,
  at: string,
): RecordChange[] {
  return [...org.schema.values()].flatMap(child => {
    const parents = child.fields.filter(
      field =>
        field.type === 'reference' &&
        field.name !== 'MasterRecordId' &&
        field.referenceTo.includes(object.name),
    );
    if (parents.length === 0 || child.name.endsWith('History')) return [];
    return [...org.records(child)].flatMap(record => {
      const moved = parents.filter(({ name }) => mergedIds.has(String(record[name])));
      if (moved.length === 0) return [];
      const links = Object.fromEntries(moved.map(({ name }) => [name, masterId]));
      return [
        {
          collection: child.name,
          id: String(record.Id),
          record: { ...record, ...links, SystemModstamp: at },
        },
      ];
    });
  });
}

function sendResult(response: Response, masterId: string, mergedIds: readonly string[]): void {
  const merged = mergedIds.map(id => `<mergedRecordIds>${id}</mergedRecordIds>`).join('');
  const result = `<result><id>${masterId}</id>${merged}<success>true</success></result>`;
  send(response, 200, `<mergeResponse xmlns="urn:partner.soap.sforce.com">${result}</mergeResponse>`);
}

/** Codes and words go into XML as they are: none holds a character that XML keeps for itself. */
function sendFault(response: Response, code: string, message: string): void {
  send(
    response,
    500,
    `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring></soapenv:Fault>`,
  );
}

function send(response: Response, status: number, body: string): void {
  const envelope = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
  response
    .status(status)
    .type('text/xml; charset=utf-8')
    .send(`<?xml version="1.0" encoding="UTF-8"?>${envelope}`);
}
