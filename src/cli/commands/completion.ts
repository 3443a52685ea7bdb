import { Argument, type Command } from 'commander';
import { bashCompletion, powershellCompletion } from '../completion.ts';
import { examples } from '../examples.ts';
import { printFile } from '../terminal.ts';

const SHELLS = { bash: bashCompletion, powershell: powershellCompletion } as const;

export function define(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'whose completion').choices(Object.keys(SHELLS)))
    .addHelpText('after', examples('completion bash', 'completion powershell'))
    .action((shell: keyof typeof SHELLS) => {
      printFile(SHELLS[shell](command.parent ?? command));
    });
}
