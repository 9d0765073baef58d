import type { Plugin } from 'rollup';

/** What stands in for the platform's modules: each reads the scene that the page was opened with, see `Scene`. */
const PREFIX = '\0platform:';
const PLATFORM = /^(@salesforce\/|lightning\/(uiRecordApi|platformShowToastEvent|navigation)$)/;

const RECORD_API = `
  export class getRecord {
    constructor(callback) { this.callback = callback; callback({ data: undefined, error: undefined }); }
    connect() {}
    disconnect() {}
    update({ recordId }) {
      if (recordId === undefined) return;
      this.callback({ data: { fields: globalThis.scene.fields }, error: undefined });
    }
  }
  export const getFieldValue = (record, field) => record.fields[field.fieldApiName]?.value;
  export const notifyRecordUpdateAvailable = async () => {};`;

const APEX = `
  export default () => {
    const { view, problem } = globalThis.scene;
    if (view) return Promise.resolve(view);
    return problem ? Promise.reject({ body: { message: problem } }) : new Promise(() => {});
  };`;

/** A rollup plugin for what an org gives to components at run time. */
export function platformModules(): Plugin {
  return {
    name: 'platform-modules',
    resolveId: id => (PLATFORM.test(id) ? PREFIX + id : null),
    load: id => (id.startsWith(PREFIX) ? platformModule(id.slice(PREFIX.length)) : null),
  };
}

function platformModule(id: string): string {
  if (id === 'lightning/uiRecordApi') return RECORD_API;
  const [, kind, name = ''] = /^@salesforce\/(\w+)\/(.+)$/.exec(id) ?? [];
  switch (kind) {
    case 'apex':
      return APEX;
    case 'label':
      return `export default globalThis.scene.labels[${JSON.stringify(name)}] ?? ${JSON.stringify(name)};`;
    case 'customPermission':
      return `export default globalThis.scene.permissions.includes(${JSON.stringify(name)}) || undefined;`;
    case 'schema':
      return `export default ${JSON.stringify(fieldId(name))};`;
    case 'i18n':
      return `export default globalThis.scene.i18n[${JSON.stringify(name)}] ?? '';`;
    case 'gate':
    case 'accessCheck':
      return 'export default { isOpen: () => false };';
    default:
      return "export default '';";
  }
}

function fieldId(name: string): { objectApiName: string; fieldApiName: string } {
  const [objectApiName = '', fieldApiName = ''] = name.split('.');
  return { objectApiName, fieldApiName };
}

/** What a bundler of the platform settles at build time. */
const CONSTANTS: Readonly<Record<string, string>> = {
  'process.env.NODE_ENV': '"production"',
  'import.meta.env.SSR': 'false',
  'import.meta.env': '({})',
};

/** A rollup plugin that writes those constants out. */
export function buildConstants(): Plugin {
  return {
    name: 'build-constants',
    transform: code =>
      Object.entries(CONSTANTS).reduce((text, [name, value]) => text.replaceAll(name, value), code),
  };
}
