import { z } from 'zod';

const appSchema = z.object({
  appId: z.number().int(),
  clientId: z.string(),
  clientSecret: z.string(),
  name: z.string(),
  redirectUrls: z.array(z.string()),
  requiredScopes: z.array(z.string()),
  conditionallyRequiredScopes: z.array(z.string()).default([]),
  optionalScopes: z.array(z.string()).default([]),
});

const userSchema = z.object({
  userId: z.number().int(),
  email: z.string(),
  firstName: z.string().default(''),
  lastName: z.string().default(''),
  superAdmin: z.boolean().default(false),
});

/** What of `portal.json` is read: the account with its users, the apps that it may install, what it has bought. */
export const accountSchema = z.object({
  portalId: z.number().int(),
  name: z.string(),
  users: z.array(userSchema).min(1),
  apps: z.array(appSchema),
  products: z.array(z.enum(['sales-hub-professional'])).default([]),
});

export type App = z.output<typeof appSchema>;
export type User = z.output<typeof userSchema>;
export type Account = z.output<typeof accountSchema>;
export type Product = Account['products'][number];

/** The scopes that only portals with a product can grant (scopes reference, leads). */
const PRODUCT_OF_SCOPE: Readonly<Record<string, Product>> = {
  'crm.objects.leads.read': 'sales-hub-professional',
  'crm.objects.leads.write': 'sales-hub-professional',
  'crm.schemas.leads.read': 'sales-hub-professional',
};

/** Whether the portal has what the scope is about; without it no consent can grant the scope. */
export function canGrant({ products }: Account, scope: string): boolean {
  const product = PRODUCT_OF_SCOPE[scope];
  return product === undefined || products.includes(product);
}
