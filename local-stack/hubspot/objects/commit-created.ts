import { associate } from '../associations/associate.ts';
import { commitEdits } from '../portal/commit.ts';
import type { Actor, CrmRecord } from '../portal/crm-record.ts';
import type { Portal } from '../portal/portal.ts';
import type { NewAssociation } from './create-object.ts';
import type { ObjectType } from './object-type.ts';

/** Keeps new records and what they are associated with. */
export function commitCreated(
  portal: Portal,
  type: ObjectType,
  created: readonly { record: CrmRecord; associations: readonly NewAssociation[] }[],
  actor: Actor,
  now: number,
): void {
  commitEdits(
    portal,
    created.map(({ record }) => ({ type, after: record })),
    actor,
    now,
  );
  const pairs = created.flatMap(({ record, associations }) =>
    associations.map(({ toType, toId, isPrimary }) => ({
      from: { type, id: record.id },
      to: { type: toType, id: toId },
      isPrimary,
    })),
  );
  associate(portal, pairs, actor, now);
}
