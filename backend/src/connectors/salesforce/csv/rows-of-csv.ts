import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A text is given to the parser in pieces, so that a large one keeps nobody else waiting. */
const PIECE_CHARACTERS = 64 * 1024;

/** The rows of a CSV with a header, as texts by column; none of an empty text. */
export function rowsOfCsv(csv: string): AsyncIterable<Record<string, string>> {
  return Readable.from(inPieces(csv)).pipe(parse({ columns: true }));
}

function* inPieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += PIECE_CHARACTERS)
    yield text.slice(start, start + PIECE_CHARACTERS);
}
