/** The inside of a metadata element: a text, or child elements in order; an array repeats its element. */
export type XmlContent = string | number | boolean | { [name: string]: XmlContent | readonly XmlContent[] };

/** A metadata file as Salesforce's own tools write it: four blanks, one element a line, the order as given. */
export function metadataXml(root: string, content: XmlContent): string {
  const opened = element(root, content, '').replace(
    `<${root}>`,
    `<${root} xmlns="http://soap.sforce.com/2006/04/metadata">`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${opened}`;
}

function element(name: string, content: XmlContent, indent: string): string {
  if (typeof content !== 'object') return `${indent}<${name}>${escapeXml(String(content))}</${name}>\n`;
  const children = Object.entries(content).flatMap(([child, value]) =>
    [value].flat().map(each => element(child, each as XmlContent, `${indent}    `)),
  );
  return `${indent}<${name}>\n${children.join('')}${indent}</${name}>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
