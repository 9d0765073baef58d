/** The part of JSON Schema that zod writes into `/openapi.json`; a keyword that is not known here fails the check. */
interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  propertyNames?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  pattern?: string;
  format?: string;
  description?: string;
}

const KNOWN = new Set(
  `type const enum anyOf oneOf properties required propertyNames additionalProperties items maxItems minimum maximum exclusiveMinimum
  pattern format description`.split(/\s+/),
);

/** Where and how a value departs from a schema, a sentence each; empty when it fits. */
export function departures(schema: JsonSchema, value: unknown, at = 'it'): string[] {
  const unknown = Object.keys(schema).filter(keyword => !KNOWN.has(keyword));
  if (unknown.length > 0)
    return [`${at}: the schema uses ${unknown.join(', ')}, which this check does not know`];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && !choices.some(choice => departures(choice, value, at).length === 0))
    return [
      `${at} fits none of: ${choices.map(choice => departures(choice, value, at).join(', ')).join(' | ')}`,
    ];
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some(type => hasType(type, value))) return [`${at} is no ${types}`];
  if ('const' in schema && value !== schema.const) return [`${at} is not ${schema.const}`];
  if (schema.enum && !schema.enum.includes(value)) return [`${at} is not one of ${schema.enum}`];
  if (typeof value === 'number') return numberDepartures(schema, value, at);
  if (typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern, 'u').test(value))
    return [`${at} does not match ${schema.pattern}`];
  if (Array.isArray(value)) return arrayDepartures(schema, value, at);
  return typeof value === 'object' && value !== null ? objectDepartures(schema, value, at) : [];
}

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function numberDepartures(schema: JsonSchema, value: number, at: string): string[] {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  return value >= minimum && value <= maximum && value > exclusiveMinimum ? [] : [`${at} is out of range`];
}

function arrayDepartures(
  { items = {}, maxItems = Infinity }: JsonSchema,
  value: unknown[],
  at: string,
): string[] {
  if (value.length > maxItems) return [`${at} has more than ${maxItems} items`];
  return value.flatMap((each, index) => departures(items, each, `${at}[${index}]`));
}

function objectDepartures(schema: JsonSchema, value: object, at: string): string[] {
  const { properties = {}, required = [], propertyNames = {}, additionalProperties = true } = schema;
  const missing = required.filter(name => !(name in value)).map(name => `${at}.${name} is missing`);
  const misnamed = Object.keys(value).flatMap(name =>
    departures(propertyNames, name, `the name ${at}.${name}`),
  );
  const wrong = Object.entries(value).flatMap(([name, each]) => {
    const property = properties[name];
    if (property) return departures(property, each, `${at}.${name}`);
    if (typeof additionalProperties === 'object')
      return departures(additionalProperties, each, `${at}.${name}`);
    return additionalProperties ? [] : [`${at}.${name} is not promised`];
  });
  return [...missing, ...misnamed, ...wrong];
}
