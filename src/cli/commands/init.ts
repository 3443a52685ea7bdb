import fs from 'node:fs';
import path from 'node:path';
import { isCancel, password as askPassword } from '@clack/prompts';
import type { Command } from 'commander';
import { SsdError } from '../../problems/errors.ts';
import { envTemplate, firstSite } from '../../setup/first-site.ts';
import { type Answers, QUESTIONS } from '../../setup/questions.ts';
import { writeNewFiles } from '../../setup/write-new-files.ts';
import { toSite } from '../../site/load.ts';
import type { Secret, Site } from '../../site/model.ts';
import { ENV_FILE } from '../../site/env-file.ts';
import { resolveSecret } from '../../site/secret.ts';
import { buildTestDatabase } from '../../testdb/build.ts';
import { parseYaml, showPath } from '../../yaml/read.ts';
import { gatherAnswers } from '../ask-answers.ts';
import { checkSite } from '../check-site.ts';
import { examples } from '../examples.ts';
import { today } from '../options.ts';
import { ownCommand } from '../own-command.ts';
import { complain, print } from '../terminal.ts';

const TRIAL_CHILDREN = 50;

interface InitOptions extends Answers {
  readonly site: string;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly connect: boolean;
}

export function define(command: Command): void {
  command.option('--site <file>', 'the site file to write', 'site.yml');
  for (const { flag, takes, choices } of QUESTIONS) {
    command.option(flag, choices ? `${takes} (${choices.join(', ')})` : takes);
  }
  command
    .option('--yes', 'ask nothing; what is not given takes its usual value')
    .option('--force', 'write over a site file that is there; a .env always stays as it is')
    .option('--no-connect', 'write the files only')
    .addHelpText(
      'after',
      examples(
        'init',
        'init --yes --name trial --cms liquid_logic --engine embedded',
        'init --yes --name borough --cms liquid_logic --server DBSRV01 --user ssd_reader --no-connect',
      ),
    )
    .action(init);
}

async function init({ site: file, yes, force, connect, ...given }: InitOptions): Promise<void> {
  const asking = !yes && process.stdin.isTTY && process.stderr.isTTY;
  const answers = await gatherAnswers(given, asking);
  const text = firstSite(answers);
  const site = toSite(parseYaml(text, file), file);
  await writeFiles(file, text, answers, force === true);
  if (site.connection.engine === 'embedded') await makeTrial(site);
  const ready = connect ? await withPassword(site, asking) : undefined;
  const checking = ownCommand(['check', '--site', showPath(file)]);
  if (ready) await tryOut(ready, checking);
  else print(`next: ${nextStep(site)}${checking}`);
}

async function writeFiles(
  file: string,
  text: string,
  answers: Answers,
  force: boolean,
): Promise<void> {
  const template = envTemplate(answers);
  const env = path.join(path.dirname(file), ENV_FILE);
  const kept = fs.existsSync(env);
  const files = [
    { file, text },
    ...(template === undefined || kept ? [] : [{ file: env, text: template }]),
  ];
  await writeNewFiles(files, { force });
  for (const written of files) print(`written: ${showPath(written.file)}`);
  if (template !== undefined && kept) print(`left as it is: ${showPath(env)}`);
}

async function makeTrial(site: Site): Promise<void> {
  complain(`making a trial database of ${TRIAL_CHILDREN} synthetic children …`);
  await buildTestDatabase({ site, asOf: today(), children: TRIAL_CHILDREN, seed: 1 });
}

/** The site with its password at hand; undefined when that has to be put in its place first. */
async function withPassword(site: Site, asking: boolean): Promise<Site | undefined> {
  const { connection } = site;
  if (connection.engine === 'embedded' || !connection.password) return site;
  if (isAtHand(connection.password)) return site;
  if (!asking) return undefined;
  const given = await askPassword({
    message: 'Password, to try the connection now; it is kept nowhere (nothing: later)',
    output: process.stderr,
  });
  if (isCancel(given) || !given) return undefined;
  return { ...site, connection: { ...connection, password: { given: () => given } } };
}

/** @throws ConfigError when it is there and cannot be used */
function isAtHand(secret: Secret): boolean {
  if ('prompt' in secret) return false;
  try {
    resolveSecret(secret);
    return true;
  } catch (error) {
    if (error instanceof SsdError && error.code === 'no-secret') return false;
    throw error;
  }
}

async function tryOut(site: Site, checking: string): Promise<void> {
  try {
    await checkSite(site);
  } catch (error) {
    print(`next: put that right in ${showPath(site.file)}, then: ${checking}`);
    throw error;
  }
}

function nextStep({ connection }: Site): string {
  if (connection.engine === 'embedded' || !connection.password) return '';
  const { password } = connection;
  if ('env' in password) return `put the password into ${showPath(password.beside ?? '')}, then: `;
  return 'file' in password ? `put the password into ${showPath(password.file)}, then: ` : '';
}
