import ts from 'typescript';
import type { Checker, Fault } from '../../../local-stack/checks/offline/checker.ts';
import { extensionSources, type Project } from '../project.ts';

/** The marketplace's rules for user interfaces, as far as source text can show them; a browser counts buttons for real. */
export const surfaces: Checker<Project> = {
  name: 'Surfaces',
  check: project => [...extensionSources(project)].flatMap(([file, text]) => sourceFaults(file, text)),
  plants: [
    plant(
      'PlantedButtons',
      '<><Button variant="primary">A</Button><Button variant="primary">B</Button></>',
      /2 primary buttons/,
    ),
    plant('PlantedTag', '<Tag onClick={() => undefined}>A</Tag>', /a Tag is no button/),
    plant('PlantedForm', '<Form><Button>A</Button></Form>', /a Form needs a button that submits it/),
    plant(
      'PlantedImage',
      '<Image src="https://elsewhere.example/a.png" alt="A" />',
      /an image must come with the app/,
    ),
    plant('PlantedBrand', '<Text>Made for Hubspot users</Text>', /“Hubspot” is spelled HubSpot/),
    plant('PlantedShout', '<Text>Your lead is hot!</Text>', /no exclamation marks/),
    plant('PlantedLink', "<Link href='http://elsewhere.example/help'>Help</Link>", /is no https address/),
  ],
};

function plant(name: string, jsx: string, expected: RegExp) {
  const parts = 'Button, Form, Image, Link, Tag, Text';
  return {
    file: `hubspot-app/src/app/cards/${name}.tsx`,
    spoil: () => `import { ${parts} } from '@hubspot/ui-extensions';\nexport const ${name} = () => ${jsx};\n`,
    expected: new RegExp(`${name}\\.tsx:\\d+ .*${expected.source}`),
  };
}

type Say = (node: ts.Node, message: string) => void;

function sourceFaults(file: string, text: string): Fault[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TSX);
  const faults: Fault[] = [];
  const say: Say = (node, message) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    faults.push({ file, line: line + 1, message });
  };
  const primaries: ts.Node[] = [];
  visit(source, node => {
    if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) {
      if (isPrimary(node)) primaries.push(node);
      elementFaults(node, say);
    } else if (isText(node)) textFaults(node, say);
  });
  if (primaries.length > 1)
    say(primaries[1]!, `${primaries.length} primary buttons in one component: a surface has one at most`);
  return faults;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, child => visit(child, see));
}

type Opening = ts.JsxOpeningElement | ts.JsxSelfClosingElement;

function isPrimary(node: Opening): boolean {
  return /Button$/.test(node.tagName.getText()) && /primary/.test(attribute(node, 'variant') ?? '');
}

/** An attribute's value as it is written; undefined when it is not there. */
function attribute({ attributes }: Opening, name: string): string | undefined {
  const found = attributes.properties.find(each => ts.isJsxAttribute(each) && each.name.getText() === name);
  return found && ts.isJsxAttribute(found) ? (found.initializer?.getText() ?? '') : undefined;
}

function elementFaults(node: Opening, say: Say): void {
  const name = node.tagName.getText();
  if (/^(Status)?Tag$/.test(name) && (attribute(node, 'onClick') ?? attribute(node, 'href')) !== undefined)
    say(node, 'a Tag is no button and no link');
  if (name === 'Form' && !/type=["']submit["']/.test(node.parent.getText()))
    say(node, 'a Form needs a button that submits it');
  if (name === 'Image' && /https?:/.test(attribute(node, 'src') ?? ''))
    say(node, 'an image must come with the app');
}

type Words = ts.JsxText | ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression;

function isText(node: ts.Node): node is Words {
  return (
    ts.isJsxText(node) ||
    ts.isStringLiteral(node) ||
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateExpression(node)
  );
}

function textFaults(node: Words, say: Say): void {
  const text = ts.isTemplateExpression(node) ? node.getText() : node.text;
  if (/^http:/.test(text)) say(node, `${text} is no https address`);
  // A text that people read has several words; a name of something has one.
  if (!/\S\s+\S/.test(text)) return;
  const brand = /hubspot/i.exec(text)?.[0];
  if (brand !== undefined && brand !== 'HubSpot') say(node, `“${brand}” is spelled HubSpot`);
  if (/\w!(\s|$)/.test(text)) say(node, 'no exclamation marks');
}
