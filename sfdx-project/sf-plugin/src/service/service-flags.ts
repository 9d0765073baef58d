import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { createServiceClient, type ServiceClient } from './service-client.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('@aix/sf-plugin', 'service');

/** The flags of every command: which org, and how the service is reached. */
export const serviceFlags = {
  'target-org': Flags.requiredOrg(),
  url: Flags.url({
    env: 'AIX_URL',
    required: true,
    summary: messages.getMessage('flags.url.summary'),
    helpGroup: 'SERVICE',
  }),
  token: Flags.string({
    env: 'AIX_TOKEN',
    allowStdin: 'only',
    summary: messages.getMessage('flags.token.summary'),
    description: messages.getMessage('flags.token.description'),
    // A default would stand in the help, and a value on the command line in the shell's history.
    noCacheDefault: true,
    helpValue: '-',
    helpGroup: 'SERVICE',
  }),
} as const;

/** The namespace of the installed package, for commands that look into the org. */
export const namespaceFlag = Flags.custom<string>({
  env: 'AIX_NAMESPACE',
  default: '',
  noCacheDefault: true,
  summary: messages.getMessage('flags.namespace.summary'),
  parse: async namespace => {
    if (/^(?:[A-Za-z](?:_?[A-Za-z0-9]){0,14})?$/.test(namespace)) return namespace;
    throw messages.createError('notNamespace', [namespace]);
  },
});

/**
 * The service as the flags say.
 * @throws SfError NoToken, InsecureService
 */
export function openService({ url, token }: { url: URL; token: string | undefined }): ServiceClient {
  const trimmed = token?.trim() ?? '';
  if (trimmed === '') throw messages.createError('noToken');
  // Whatever it is, it does not belong into a message.
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw messages.createError('oddToken');
  return createServiceClient({ url, token: trimmed });
}
