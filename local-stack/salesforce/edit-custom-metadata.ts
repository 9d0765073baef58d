import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLBuilder, XMLParser } from 'fast-xml-parser';

const options = { ignoreAttributes: false, format: true, indentBy: '    ', parseTagValue: false };
const parser = new XMLParser({ ...options, isArray: name => name === 'values' });
const builder = new XMLBuilder(options);

interface Content {
  CustomMetadata: { values?: { field: string; value: unknown }[] };
}

/**
 * Changes values of a custom metadata record, as an admin does in Setup. The org sees them at once.
 * @param record `<Type without __mdt>.<Name>`
 * @throws Error when the org has no such record
 */
export function editCustomMetadata(
  orgDirectory: string,
  record: string,
  values: Readonly<Record<string, string>>,
): void {
  const path = join(orgDirectory, 'metadata', 'customMetadata', `${record}.md-meta.xml`);
  if (!existsSync(path)) throw new Error(`The org has no custom metadata record ${record}`);
  const content = parser.parse(readFileSync(path, 'utf8')) as Content;
  const others = (content.CustomMetadata.values ?? []).filter(({ field }) => !(field in values));
  const edited = Object.entries(values).map(([field, text]) => ({
    field,
    value: { '#text': text, '@_xsi:type': 'xsd:string' },
  }));
  content.CustomMetadata.values = [...others, ...edited];
  writeFileSync(`${path}.partial`, builder.build(content));
  renameSync(`${path}.partial`, path);
}
