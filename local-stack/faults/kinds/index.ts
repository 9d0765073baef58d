import type { Fault } from '../fault.ts';
import { appKilledEmbedded, appKilledPostgresql } from './app-killed.ts';
import { bodiesHostile } from './bodies-hostile.ts';
import { clocksOff } from './clocks-off.ts';
import { connectionsSlow } from './connections-slow.ts';
import { crmMisbehaves } from './crm-misbehaves.ts';
import { databaseAway, postgresqlKilled } from './database-gone.ts';
import { eventsPoisoned } from './events-poisoned.ts';
import { eventsRepeated } from './events-repeated.ts';
import { secondProcess } from './second-process.ts';

/** All faults, in the order in which they are begun: where several happen side by side, those that mostly wait come first. */
export const FAULTS: readonly Fault[] = [
  crmMisbehaves,
  connectionsSlow,
  appKilledPostgresql,
  appKilledEmbedded,
  eventsRepeated,
  databaseAway,
  secondProcess,
  postgresqlKilled,
  clocksOff,
  eventsPoisoned,
  bodiesHostile,
];
