import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { validateXML } from 'xmllint-wasm';
import { windowsTask } from '../../src/operate/schedule/windows-task.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { taskWith } from '../support/task.ts';

const schema = fs.readFileSync(path.join(import.meta.dirname, 'task-scheduler.xsd'), 'utf8');
const WINDOWS = {
  node: 'C:\\Program Files\\R&D <ssd>\\node.exe',
  script: 'C:\\Program Files\\R&D <ssd>\\src\\cli\\bin.mjs',
  file: 'D:\\SSD 100%\\site & co\\trial.yml',
  account: 'COUNCIL\\svc_ssd',
} as const;
const today = new Date(2026, 10, 25, 23, 30);

function xmlOf(facts: Parameters<typeof taskWith>[0] = WINDOWS): string {
  const [file] = windowsTask(taskWith({ ...WINDOWS, ...facts }), today).files;
  assert.ok(file);
  assert.equal(file.name, 'ssd-extract-trial.xml');
  assert.deepEqual([...file.content.subarray(0, 4)], [0xff, 0xfe, 0x3c, 0x00], 'UTF-16, marked');
  return file.content.toString('utf16le').slice(1);
}

async function faults(xml: string): Promise<string[]> {
  // the validator reads UTF-8 only
  const contents = xml.replace('encoding="UTF-16"', 'encoding="UTF-8"');
  const { errors } = await validateXML({ xml: [{ fileName: 'task.xml', contents }], schema });
  return errors.map(({ message }) => message);
}

const element = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(xml)?.[1];

describe('a task for Windows Task Scheduler', () => {
  const accounts = ['COUNCIL\\svc_ssd', 'COUNCIL\\gmsa_ssd$', 'NETWORK SERVICE', undefined];
  for (const account of accounts) {
    it(`is what Microsoft's schema allows (${account ?? 'no account'})`, async () => {
      assert.deepEqual(await faults(xmlOf({ account })), []);
    });
  }

  it('would be refused with an unknown setting, a wrong policy or a path too long', async () => {
    const xml = xmlOf();
    for (const wrong of [
      xml.replace('<WakeToRun>', '<Retry>true</Retry><WakeToRun>'),
      xml.replace('IgnoreNew', 'Ignore'),
      xml.replace('Context="Author"', 'Context="Somebody"'),
      xml.replace('PT240M', '4h'),
      xml.replace('node.exe<', `${'x'.repeat(260)}<`),
    ]) {
      assert.notEqual(wrong, xml);
      assert.notDeepEqual(await faults(wrong), []);
    }
  });

  it('starts the program in use, with both paths in full and quoted, never npx', () => {
    const xml = xmlOf();
    assert.equal(element(xml, 'Command'), 'C:\\Program Files\\R&amp;D &lt;ssd&gt;\\node.exe');
    assert.equal(
      element(xml, 'Arguments'),
      '"C:\\Program Files\\R&amp;D &lt;ssd&gt;\\src\\cli\\bin.mjs" run --site "D:\\SSD 100%\\site &amp; co\\trial.yml"',
    );
    assert.equal(element(xml, 'WorkingDirectory'), 'D:\\SSD 100%\\site &amp; co');
    assert.doesNotMatch(xml, /npx/);
  });

  it('runs once a day by the clock on the wall, alone, also when missed, and not for ever', () => {
    const xml = xmlOf();
    assert.equal(element(xml, 'StartBoundary'), '2026-11-25T02:05:00');
    assert.equal(element(xml, 'MultipleInstancesPolicy'), 'IgnoreNew');
    assert.equal(element(xml, 'StartWhenAvailable'), 'true');
    assert.equal(element(xml, 'WakeToRun'), 'true');
    assert.equal(element(xml, 'ExecutionTimeLimit'), 'PT240M');
    assert.equal(element(xml, 'RunLevel'), 'LeastPrivilege');
    assert.match(xml, /\r\n/);
    assert.doesNotMatch(xml, /[^\r]\n/);
  });

  it('runs as the account, logged on by password; an account of Windows by its SID', () => {
    const own = xmlOf();
    assert.equal(element(own, 'UserId'), 'COUNCIL\\svc_ssd');
    assert.equal(element(own, 'LogonType'), 'Password');
    const service = xmlOf({ account: 'NT AUTHORITY\\Network Service' });
    assert.equal(element(service, 'UserId'), 'S-1-5-20');
    assert.equal(element(service, 'LogonType'), undefined);
  });

  it('is imported by a line that fits the account', () => {
    const line = (account?: string): string =>
      windowsTask(taskWith({ ...WINDOWS, account }), today).next.join('\n');
    assert.match(line('COUNCIL\\svc_ssd'), /schtasks \/Create .*\/RU "COUNCIL\\svc_ssd" \/RP \*/);
    assert.match(line('COUNCIL\\gmsa_ssd$'), /Register-ScheduledTask/);
    assert.doesNotMatch(line('SYSTEM'), /\/RP/);
  });

  for (const [what, file] of [
    ['a variable of the environment', 'C:\\%TEMP%\\trial.yml'],
    ['a variable of the scheduler', 'C:\\$(Arg0)\\trial.yml'],
    ['a path too long', `C:\\${'x'.repeat(260)}.yml`],
  ] as const) {
    it(`is refused when a path would be read as ${what}`, () => {
      assert.throws(
        () => windowsTask(taskWith({ ...WINDOWS, file }), today),
        (error) => error instanceof ConfigError && error.code === 'path-for-schedule',
      );
    });
  }
});
