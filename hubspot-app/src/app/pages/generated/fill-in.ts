// Generated from hubspot-app/shared/fill-in.ts by npm run generate:hubspot. Do not edit.
/** A text with `{0}`, `{1}`, … replaced by the values. */
export function fillIn(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (placeholder, index) => String(values[Number(index)] ?? placeholder));
}
