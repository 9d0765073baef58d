import { z } from 'zod';

/** A CRM's name of a kind of record, or a record's id: as long as those can be; no database holds a NUL. */
export const recordName = z
  .string()
  .max(80)
  .regex(/^[^\0]*$/, 'must not hold a NUL');
