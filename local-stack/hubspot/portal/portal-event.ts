import type { ObjectType } from '../objects/object-type.ts';
import type { Actor, CrmRecord } from './crm-record.ts';

/** Something that happened to a record: what webhooks tell and workflows wait for. */
export type PortalEvent = {
  type: ObjectType;
  objectId: string;
  actor: Actor;
  /** Epoch milliseconds. */
  at: number;
} & (
  | { kind: 'creation' | 'deletion' | 'restore' | 'privacyDeletion' }
  | { kind: 'propertyChange'; name: string; value: string | null; before: CrmRecord }
  | { kind: 'merge'; primaryId: string; mergedIds: string[] }
  | {
      kind: 'associationChange';
      toType: ObjectType;
      toId: string;
      associationTypeId: number;
      isPrimary: boolean;
      isRemoved: boolean;
    }
);

export type PortalListener = (events: readonly PortalEvent[]) => void;
