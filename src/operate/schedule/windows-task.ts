import { type Exported, type Task, argumentsOf, folderOf, refusePaths, two } from './task.ts';

const NAMESPACE = 'http://schemas.microsoft.com/windows/2004/02/mit/task';
/** Accounts of Windows itself; they have no password, and XML names them by their SID. */
const BUILT_IN: Readonly<Record<string, string>> = {
  system: 'S-1-5-18',
  'local service': 'S-1-5-19',
  'network service': 'S-1-5-20',
};
/** `Command` and `WorkingDirectory` of the schema. */
const LONGEST_PATH = 260;

/**
 * A task for Windows Task Scheduler, as `schtasks /Create /XML` takes it: UTF-16 with a byte order
 * mark. It runs whether or not somebody is logged on, with no more rights than the account has.
 * @throws ConfigError when a path would be read as something else
 */
export function windowsTask(task: Task, today = new Date()): Exported {
  refusePaths(task, /%[^%\\/]+%/, 'Windows would take what stands between % for a variable');
  refusePaths(task, /\$\(/, 'Task Scheduler would take $( for a variable');
  refusePaths(task, /["\p{Cc}]/u, 'Windows has no such character in a path');
  refusePaths(task, new RegExp(`^.{${LONGEST_PATH + 1},}`, 's'), 'it has over 260 characters');
  const name = `ssd-extract-${task.site.site}.xml`;
  const text = taskXml(task, today).replaceAll('\n', '\r\n');
  return {
    files: [{ name, content: Buffer.from(`\ufeff${text}`, 'utf16le') }],
    next: [
      'import it as an administrator, in the folder of the file:',
      `    ${importLine(task, name)}`,
      'and try it: schtasks /Run /TN "ssd-extract\\' + task.site.site + '"',
    ],
  };
}

function importLine({ account, site }: Task, name: string): string {
  const create = `schtasks /Create /TN "ssd-extract\\${site.site}" /XML "${name}"`;
  if (account !== undefined && isManaged(account)) {
    // schtasks asks for a password, which nobody knows
    return `powershell -Command "Register-ScheduledTask -TaskName '${site.site}' -TaskPath '\\ssd-extract\\' -Xml (Get-Content -Raw '${name}')"`;
  }
  if (account !== undefined && builtIn(account) !== undefined) return create;
  return `${create} /RU "${account ?? 'DOMAIN\\account'}" /RP *`;
}

function taskXml(task: Task, today: Date): string {
  const { launcher, site, stopAfter } = task;
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="${NAMESPACE}">
  <RegistrationInfo>
    <Author>ssd-extract</Author>
    <Description>${xml(`Extracts the Standard Safeguarding Dataset of the site ${site.site}. Read only.`)}</Description>
    <URI>${xml(`\\ssd-extract\\${site.site}`)}</URI>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <Enabled>true</Enabled>
      <StartBoundary>${startOf(task, today)}</StartBoundary>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
${principal(task.account)}
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>true</WakeToRun>
    <ExecutionTimeLimit>PT${stopAfter}M</ExecutionTimeLimit>
    <Priority>7</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xml(launcher.node)}</Command>
      <Arguments>${xml(argumentsOf(task).map(quoted).join(' '))}</Arguments>
      <WorkingDirectory>${xml(folderOf(task))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
}

/** A logon by password reaches shares and the database as the account; S4U would reach neither. */
function principal(account: string | undefined): string {
  const sid = account === undefined ? undefined : builtIn(account);
  if (sid !== undefined) return `      <UserId>${sid}</UserId>`;
  const user = account === undefined ? [] : [`      <UserId>${xml(account)}</UserId>`];
  return [...user, '      <LogonType>Password</LogonType>'].join('\n');
}

function builtIn(account: string): string | undefined {
  return BUILT_IN[account.toLowerCase().replace(/^nt authority\\/, '')];
}

/** A group managed service account: the domain keeps its password. */
function isManaged(account: string): boolean {
  return account.endsWith('$');
}

/** The first day, by the machine's own clock and so without a zone: it follows summer time. */
function startOf({ hour, minute }: Task, today: Date): string {
  const day = [today.getFullYear(), two(today.getMonth() + 1), two(today.getDate())].join('-');
  return `${day}T${two(hour)}:${two(minute)}:00`;
}

/** Options and commands of ours need no quotes; a path of Windows holds none. */
function quoted(argument: string): string {
  return /^[\w-]+$/.test(argument) ? argument : `"${argument}"`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
