import { Command, CommanderError } from 'commander';
import { toolVersion } from '../prepare/paths.ts';
import { ExitCode } from '../problems/errors.ts';
import { COMMANDS } from './commands/index.ts';
import { explainUsage } from './explain-usage.ts';
import { guardExits, keepMemoryPrivate, report } from './guard.ts';
import { guardSignals } from './signals.ts';
import { checkOutput, endProcess, guardStreams } from './streams.ts';
import { complain, print } from './terminal.ts';

const EXIT_CODES = `
Exit codes:
  0  done, with or without findings (see --fail-on)
  1  findings at or above --fail-on
  2  usage, site file, spec or mapping
  3  the database cannot be reached or refuses the login
  4  a query failed or its rows could not be read
  5  the bundle could not be written
  6  another run holds the output folder
  130  stopped`;

/** Runs the command line; ends the process with the documented exit code. */
export async function main(argv: readonly string[]): Promise<never> {
  keepMemoryPrivate();
  guardStreams();
  guardSignals();
  const exits = guardExits();
  const code = await runCommandLine(argv);
  exits.done();
  return endProcess(code);
}

/** Runs a command line, tells what went wrong, and gives the exit code: the process goes on. */
export async function runCommandLine(argv: readonly string[]): Promise<number | string> {
  try {
    const program = await programFor(argv);
    await program.parseAsync([...argv]);
    await checkOutput();
    return process.exitCode ?? ExitCode.done;
  } catch (error) {
    if (argv.includes('--json') && isMisuse(error)) print(showMisuse(error));
    return report(error);
  }
}

/** Only the command that is asked for is loaded. */
async function programFor(argv: readonly string[]): Promise<Command> {
  const hintFor = (text: string): string => {
    const hint = explainUsage(text, argv.slice(2));
    return hint === undefined ? '' : `\n    ${hint}`;
  };
  const program = new Command('ssd-extract')
    .description(
      'Extracts the Standard Safeguarding Dataset from a case management system: read only, on premises, validated.',
    )
    .version(toolVersion())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => complain(text.trimEnd()),
      outputError: (text) => complain([text.trimEnd(), hintFor(text)].join('')),
    })
    .addHelpText('after', EXIT_CODES);
  for (const { name, description, load } of COMMANDS) {
    const command = program.command(name).description(description);
    // completion knows them all
    if (argv.includes(name) || argv[2] === 'completion') (await load()).define(command);
  }
  return program;
}

function isMisuse(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.exitCode !== 0;
}

/** The line of `--json` for a command line that was not understood. */
function showMisuse({ message }: CommanderError): string {
  const error = { code: 'usage', exitCode: ExitCode.config, message };
  return JSON.stringify({ status: 'failed', error });
}
