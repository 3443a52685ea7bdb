import { Command, CommanderError } from 'commander';
import { COMMANDS } from '../../src/cli/commands/index.ts';

const silent = { writeOut: () => undefined, writeErr: () => undefined };
const defined = await Promise.all(
  COMMANDS.map(async ({ name, load }) => ({ name, define: (await load()).define })),
);

/** Every command with its options, as the program defines them; prints nothing and throws. */
export function wholeProgram(): Command {
  const program = new Command('ssd-extract').exitOverride().configureOutput(silent);
  for (const { name, define } of defined) define(program.command(name));
  return program;
}

/** The commands below a command, and those below them. */
export function below(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...below(child)]);
}

/** The commands below a command that do something themselves, in the order of the help. */
export function leavesOf(command: Command): Command[] {
  return below(command).filter(({ commands }) => commands.length === 0);
}

/** What is typed after `ssd-extract` to start it: `spec docs`. */
export function pathOf(command: Command): string {
  const above = command.parent?.parent ? `${pathOf(command.parent)} ` : '';
  return `${above}${command.name()}`;
}

/** Reads arguments as the program does, and does nothing. @throws CommanderError */
export function parseArguments(args: readonly string[]): void {
  const program = wholeProgram();
  // the program, or a command of it, that is only named lacks what it needs
  const named = ['', ...below(program).map(pathOf)];
  if (named.includes(args.join(' '))) return;
  for (const leaf of leavesOf(program)) leaf.action(() => undefined);
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    // help was asked for
    if (!(error instanceof CommanderError) || error.exitCode !== 0) throw error;
  }
}
