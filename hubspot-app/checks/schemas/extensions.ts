import { z } from 'zod';
import { text } from './text.ts';

const entrypoint = z.string().regex(/^\/app\/[a-z]+\/\w+\.[tj]sx$/, 'is no path like /app/cards/Card.tsx');

/** Objects on whose records app cards may stand, as documented; `p_…` is a custom object. */
const objectType = z.union([
  z.enum(['contacts', 'companies', 'deals', 'tickets', 'orders', 'carts']),
  z.string().regex(/^p_\w+$/),
]);

/** A card: one place each. */
export const cardConfig = z.strictObject({
  name: text(50),
  description: text(250),
  location: z.enum(['crm.record.tab', 'crm.record.sidebar', 'crm.preview', 'helpdesk.sidebar']),
  entrypoint,
  objectTypes: z.array(objectType).min(1),
});

/** The settings page, and the app's own pages. */
export const pageConfig = z.strictObject({ entrypoint });
