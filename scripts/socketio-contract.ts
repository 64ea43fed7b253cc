import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { docsCommand } from './codegen/docs/docs-command.js';
import { generateCommand } from './codegen/generate-command.js';
import { testCommand } from './contract-test/test-command.js';
import { diffCommand } from './diff/diff-command.js';
import { mockCommand } from './mock/mock-command.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('socketio-contract')
  .description(
    'Contract tooling for Socket.IO services: code, tests, a mock, comparisons and docs from one AsyncAPI 3.0 document.',
  )
  .version(version)
  .addHelpText('after', '\nExit codes: 0 success, 1 contract violation, 2 usage error.');

for (const command of [generateCommand(), testCommand(), mockCommand(), diffCommand(), docsCommand()]) {
  program.addCommand(
    command
      .allowExcessArguments(false)
      .showHelpAfterError('(see --help)')
      .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2)),
  );
}
program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await program.parseAsync();
