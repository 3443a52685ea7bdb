import { Command } from 'commander';
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
