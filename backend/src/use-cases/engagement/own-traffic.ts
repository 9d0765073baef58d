import { BlockList, isIP } from 'node:net';
import {
  type FilterReason,
  listFiltered,
  type OwnTraffic,
  readOwnTraffic,
  saveOwnTraffic,
} from '../../store/own-traffic.ts';
import type { Context } from '../context.ts';

const MS_PER_DAY = 86_400_000;
const SHOWN_DAYS = 30;

/** Whose visits do not count, and what was left out in the last 30 days. */
export interface Traffic extends OwnTraffic {
  filtered: { day: string; reason: FilterReason; events: number }[];
}

export async function getTraffic(context: Context, tenantId: string): Promise<Traffic> {
  const since = new Date(context.now().getTime() - SHOWN_DAYS * MS_PER_DAY);
  return context.database.withTenant(tenantId, async tenant => ({
    ...(await readOwnTraffic(tenant)),
    filtered: await listFiltered(tenant, since),
  }));
}

/** Says whose visits do not count from now on, for every process within seconds. */
export async function setOwnTraffic(context: Context, tenantId: string, own: OwnTraffic): Promise<void> {
  await context.database.withTenant(tenantId, tenant => saveOwnTraffic(tenant, own));
}

/** Whether a text is a network in CIDR notation: 192.0.2.0/24, 2001:db8::/32. */
export function isNetwork(text: string): boolean {
  const [address = '', length = ''] = text.split('/');
  const version = isIP(address);
  return version !== 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}

/** A test for addresses (of either version) within any of these networks. */
export function withinNetworks(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    list.addSubnet(address, Number(length), familyOf(address));
  }
  return address => isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
