/** A label with `{0}`, `{1}`, … replaced by the values. */
export function fillIn(label: string, ...values: string[]): string {
  return label.replace(/\{(\d)\}/g, (placeholder, index) => values[Number(index)] ?? placeholder);
}
