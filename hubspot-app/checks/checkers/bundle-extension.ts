import { buildSingleExtension } from '@hubspot/ui-extensions-dev-server/build';

/** A process that bundles one extension: folder, entry file in it, folder for what is made. Prints what is wrong, and ends with 1 when it fails. */
const [root = '', file = '', outputDir = ''] = process.argv.slice(2);
try {
  await buildSingleExtension({
    ...{ file, root, outputDir, logLevel: 'silent', minify: true, codeCheckingPluginEnabled: true },
    appConfig: {},
  });
} catch (error) {
  process.stderr.write((error as Error).message);
  process.exitCode = 1;
}
