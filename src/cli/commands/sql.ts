import { type Command, Option } from 'commander';
import { ConfigError } from '../../problems/errors.ts';
import { ENGINES, type DialectName } from '../../query/dialect.ts';
import { staleScripts, writeScripts } from '../../run/scripts.ts';
import { parseNames } from '../options.ts';
import { plural } from '../output.ts';

interface SqlOptions {
  readonly cms?: string;
  readonly engine?: DialectName;
  readonly only?: string[];
  readonly out?: string;
  readonly check?: boolean;
}

export function register(program: Command): void {
  program.command('sql')
    .description('write the queries exactly as executed, one file an object')
    .option('--cms <name>', 'one CMS; all without it')
    .addOption(new Option('--engine <name>', "instead of the CMS's usual engine").choices([...ENGINES]))
    .option('--only <objects>', 'only these objects: a,b', parseNames)
    .option('--out <dir>', 'instead of sql/')
    .option('--check', 'write nothing; fail when the files are stale')
    .action(async (options: SqlOptions) => {
      const { check, ...request } = options;
      if (!check) {
        const files = await writeScripts(request);
        console.log(`${plural(files.length, 'file')} written`);
        return;
      }
      const stale = await staleScripts(request);
      if (stale.length > 0) throw new ConfigError({ code: 'stale-sql', message: `${plural(stale.length, 'file')} of sql/ would be written otherwise: ${stale.join(', ')}`, hint: 'run: npm run sql' });
      console.log('sql/ is up to date');
    });
}
