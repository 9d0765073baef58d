import { findConnectionOf } from '../../store/connections.ts';
import { type AsideEvent, setAside } from '../../store/events.ts';
import { keepToldChanges, type ToldChange } from '../../store/told-changes.ts';
import type { Context } from '../context.ts';

/** What HubSpot told of one portal in one batch. */
export interface PortalChanges {
  portalId: string;
  changes: readonly ToldChange[];
  /** What cannot be used, each with its reason. */
  asides: readonly AsideEvent[];
}

/** What became of a batch, by change. */
export interface Receipt {
  stored: number;
  /** Told before. */
  repeated: number;
  aside: number;
  /** Of a portal that is not connected. */
  unknownPortal: number;
}

/**
 * Keeps what HubSpot told, each change once however often it is told, one transaction a portal; nothing is read from a CRM here.
 * Portals that are not connected are counted and dropped. One that took its grant back may still ask to forget a person.
 */
export async function receiveToldChanges(
  context: Context,
  portals: readonly PortalChanges[],
): Promise<Receipt> {
  const receipt: Receipt = { stored: 0, repeated: 0, aside: 0, unknownPortal: 0 };
  for (const { portalId, changes, asides } of portals) {
    const found = await findConnectionOf(context.database, 'hubspot', portalId);
    if (found === undefined) {
      receipt.unknownPortal += changes.length + asides.length;
      continue;
    }
    const { tenantId, connectionId } = found;
    const at = context.now();
    const stored = await context.database.withTenant(tenantId, async tenant => {
      await setAside(tenant, asides, at);
      return keepToldChanges(tenant, connectionId, changes, at);
    });
    receipt.stored += stored;
    receipt.repeated += changes.length - stored;
    receipt.aside += asides.length;
  }
  if (receipt.stored > 0) context.announce('told_changes');
  return receipt;
}
