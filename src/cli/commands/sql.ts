import { type Command, Option } from 'commander';
import { ConfigError } from '../../problems/errors.ts';
import { DIALECT_NAMES, type DialectName } from '../../query/dialects/index.ts';
import { staleScripts, writeScripts } from '../../documents/scripts.ts';
import { loadSite } from '../../site/load.ts';
import { parseNames, today } from '../options.ts';
import { plural } from '../output.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

interface SqlOptions {
  readonly site?: string;
  readonly cms?: string;
  readonly engine?: DialectName;
  readonly only?: string[];
  readonly out?: string;
  readonly check?: boolean;
}

export function define(command: Command): void {
  command
    .option(
      '--site <file>',
      "an authority's own queries, overrides and all, as of today; needs --out",
    )
    .option('--cms <name>', 'one CMS; all without it')
    .addOption(
      new Option('--engine <name>', "instead of the CMS's usual engine").choices([
        ...DIALECT_NAMES,
      ]),
    )
    .option('--only <objects>', 'only these objects: a,b', parseNames)
    .option('--out <dir>', 'instead of sql/')
    .option('--check', 'write nothing; fail when the files are stale')
    .addHelpText('after', examples('sql --site site.yml --out queries'))
    .action(async (options: SqlOptions) => {
      const { check, site: file, ...rest } = options;
      if (
        file !== undefined &&
        (rest.out === undefined || rest.cms !== undefined || rest.engine !== undefined)
      ) {
        throw new ConfigError({
          code: 'usage',
          message:
            '--site needs --out, and goes with neither --cms nor --engine: the site file has both',
          hint: 'ssd-extract sql --site FILE --out DIR',
        });
      }
      const request = file === undefined ? rest : { ...rest, site: loadSite(file), asOf: today() };
      if (!check) {
        const files = await writeScripts(request);
        print(`${plural(files.length, 'file')} written`);
        return;
      }
      const stale = await staleScripts(request);
      if (stale.length > 0) {
        throw new ConfigError({
          code: 'stale-sql',
          message: `${plural(stale.length, 'file')} of sql/ would be written otherwise: ${stale.join(', ')}`,
          hint: 'run: npm run sql',
        });
      }
      print('sql/ is up to date');
    });
}
