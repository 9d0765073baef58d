/** The finite number that a text spells in decimal notation, or NaN. Hexadecimal, `1,5` and `Infinity` are no numbers. */
export function parseDecimal(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? finiteOrNaN(Number(text)) : Number.NaN;
}

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
