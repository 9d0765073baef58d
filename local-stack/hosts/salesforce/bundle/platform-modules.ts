import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'rollup';

const BASE_COMPONENTS = dirname(
  createRequire(import.meta.url).resolve('lightning-base-components/package.json'),
);

/**
 * What an org gives to components at run time. Each module reads `globalThis.platform`, see `Platform` in platform.ts, so
 * that the components run as they are.
 */
const PREFIX = '\0platform:';
const PLATFORM = /^(@salesforce\/|lightning\/(uiRecordApi|platformShowToastEvent|navigation)$)/;

const RECORD_API = `
  export class getRecord {
    constructor(receive) { this.receive = receive; receive({ data: undefined, error: undefined }); }
    connect() {}
    disconnect() { this.stop?.(); }
    update({ recordId, fields = [], optionalFields = [] }) {
      this.stop?.();
      if (recordId === undefined) return;
      const names = [...fields, ...optionalFields].map(field => field.fieldApiName);
      this.stop = globalThis.platform.watchRecord(recordId, names, this.receive);
    }
  }
  export class getRecords {
    constructor(receive) { this.receive = receive; receive({ data: undefined, error: undefined }); }
    connect() {}
    disconnect() { this.stops?.forEach(stop => stop()); this.stops = undefined; }
    update({ records }) {
      this.disconnect();
      if (records === undefined) return;
      const asked = records.flatMap(({ recordIds, fields }) => recordIds.map(recordId => ({ recordId, fields })));
      const results = new Map();
      this.stops = asked.map(({ recordId, fields }, place) => {
        const names = fields.map(field => field.fieldApiName);
        return globalThis.platform.watchRecord(recordId, names, ({ data, error }) => {
          results.set(place, data ? { statusCode: 200, result: { id: recordId, ...data } } : { statusCode: 404, result: error });
          if (results.size < asked.length) return;
          this.receive({ data: { results: asked.map((_, at) => results.get(at)) }, error: undefined });
        });
      });
    }
  }
  export const getFieldValue = (record, field) => record.fields[field.fieldApiName]?.value;
  export const notifyRecordUpdateAvailable = async records =>
    globalThis.platform.refreshRecords(records.map(({ recordId }) => recordId));`;

const NAVIGATION = `
  const Navigate = Symbol('Navigate');
  const GenerateUrl = Symbol('GenerateUrl');
  export const NavigationMixin = Base => class extends Base {
    [Navigate](page) { globalThis.platform.navigate(page); }
    async [GenerateUrl](page) { return globalThis.platform.urlOf(page); }
  };
  NavigationMixin.Navigate = Navigate;
  NavigationMixin.GenerateUrl = GenerateUrl;`;

const TOASTS = `
  export class ShowToastEvent extends CustomEvent {
    constructor(detail) { super('lightning__showtoast', { detail, bubbles: true, composed: true, cancelable: true }); }
  }`;

/** What a wired method gave is what tells it from the others when it is asked again. */
const APEX = `
  const adapters = new Map();
  export const remember = (wired, again) => adapters.set(wired, again);
  export const refreshApex = async wired => adapters.get(wired)?.();`;

/** A method can be called, and wired where it is cacheable: without a value for each parameter, the platform waits. */
const apexMethod = (name: string) => `
  import { remember } from '@salesforce/apex';
  const call = parameters => globalThis.platform.callApex(${JSON.stringify(name)}, parameters);
  call.adapter = class {
    constructor(receive) { this.receive = receive; receive({ data: undefined, error: undefined }); }
    connect() {}
    disconnect() { this.last = undefined; }
    update(parameters) {
      if (Object.values(parameters).includes(undefined)) return;
      return this.ask(parameters);
    }
    async ask(parameters) {
      const last = (this.last = {});
      const answer = await call(parameters).then(data => ({ data }), error => ({ error }));
      if (last !== this.last) return;
      const wired = { data: undefined, error: undefined, ...answer };
      remember(wired, () => this.ask(parameters));
      this.receive(wired);
    }
  };
  export default call;`;

const WHOLE_MODULES: Readonly<Record<string, string>> = {
  'lightning/uiRecordApi': RECORD_API,
  'lightning/navigation': NAVIGATION,
  'lightning/platformShowToastEvent': TOASTS,
  '@salesforce/apex': APEX,
};

/** A rollup plugin for what an org gives to components at run time. */
export function platformModules(): Plugin {
  return {
    name: 'platform-modules',
    resolveId: id => (PLATFORM.test(id) ? PREFIX + id : null),
    load: id => (id.startsWith(PREFIX) ? platformModule(id.slice(PREFIX.length)) : null),
  };
}

function platformModule(id: string): string {
  const whole = WHOLE_MODULES[id];
  if (whole !== undefined) return whole;
  const [, kind, name = ''] = /^@salesforce\/(\w+)\/(.+)$/.exec(id) ?? [];
  switch (kind) {
    case 'apex':
      return apexMethod(name);
    case 'label':
      return `export default globalThis.platform.labels[${JSON.stringify(name)}] ?? ${standard(id, name)};`;
    case 'customPermission':
      return `export default globalThis.platform.permissions.includes(${JSON.stringify(name)}) || undefined;`;
    case 'user':
      return `export default globalThis.platform.user[${JSON.stringify(name)}];`;
    case 'schema':
      return `export default ${JSON.stringify(fieldId(name))};`;
    case 'i18n':
      return `export default globalThis.platform.i18n[${JSON.stringify(name)}] ?? ${standard(id, '')};`;
    case 'gate':
    case 'accessCheck':
      return 'export default { isOpen: () => false };';
    default:
      return "export default '';";
  }
}

/** What the base components bring for a text or format of the platform, as an expression. */
function standard(id: string, otherwise: string): string {
  const file = join(BASE_COMPONENTS, 'scopedImports', `${id.replaceAll('/', '-')}.js`);
  const brought = existsSync(file)
    ? /export default ([\s\S]*?);?\s*$/.exec(readFileSync(file, 'utf8'))
    : null;
  return brought?.[1] === undefined ? JSON.stringify(otherwise) : `(${brought[1]})`;
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
