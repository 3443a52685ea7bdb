import { type Exported, type Task, argumentsOf, folderOf, refusePaths, two } from './task.ts';

/**
 * A service and its timer for systemd. The service may write to the output folder and nowhere
 * else; `docs/operations.md` says what to add for a notice that needs more.
 * @throws ConfigError when a path cannot stand in a unit
 */
export function systemdUnits(task: Task): Exported {
  refusePaths(task, /\p{Cc}/u, 'a line of a unit ends at a control character');
  const unit = `ssd-extract-${task.site.site}`;
  const files = { [`${unit}.service`]: service(task), [`${unit}.timer`]: timer(task) };
  return {
    files: Object.entries(files).map(([name, text]) => ({ name, content: Buffer.from(text) })),
    next: [
      'as root, in the folder of the files:',
      `    cp ${unit}.service ${unit}.timer /etc/systemd/system/`,
      `    systemctl daemon-reload && systemctl enable --now ${unit}.timer`,
      `try it: systemctl start ${unit}.service; its log: journalctl -u ${unit}.service`,
    ],
  };
}

function service(task: Task): string {
  const { launcher, site, stopAfter, account } = task;
  const inHome = [launcher.node, launcher.script, site.file, site.output.dir].some((file) =>
    /^\/(?:home|root)\//.test(file),
  );
  return `[Unit]
Description=Standard Safeguarding Dataset of ${site.site}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User=${account ?? 'ssd-extract'}
WorkingDirectory=${specifiers(folderOf(task))}
ExecStart=${[quoted(launcher.node), ...argumentsOf(task).map(argument)].join(' ')}
TimeoutStartSec=${stopAfter}min
TimeoutStopSec=30
UMask=0077

# The password, kept by systemd and shown to this service alone. In the site file:
#   password: {credential: db_password}
#LoadCredential=db_password:/etc/ssd-extract/db_password

ReadWritePaths=${writable(task).map(quoted).join(' ')}
ProtectSystem=strict
ProtectHome=${inHome ? 'read-only' : 'yes'}
PrivateTmp=yes
PrivateDevices=yes
NoNewPrivileges=yes
CapabilityBoundingSet=
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
SystemCallArchitectures=native
LimitCORE=0
`;
}

function timer({ site, hour, minute }: Task): string {
  const zone = site.schedule ? ` ${site.schedule.timezone}` : '';
  return `[Unit]
Description=Standard Safeguarding Dataset of ${site.site}, every day

[Timer]
OnCalendar=*-*-* ${two(hour)}:${two(minute)}:00${zone}
Persistent=true
AccuracySec=1min

[Install]
WantedBy=timers.target
`;
}

/** Embedded test databases write beside themselves even when they are only read. */
function writable({ site }: Task): string[] {
  const { connection, output } = site;
  const database = connection.engine === 'embedded' ? connection.path : undefined;
  return database === undefined ? [output.dir] : [output.dir, database];
}

/** `%` begins a specifier everywhere in a unit. */
function specifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

function quoted(text: string): string {
  return `"${specifiers(text).replaceAll(/["\\]/g, '\\$&')}"`;
}

/** In what follows the program of a command `$` begins a variable as well. */
function argument(text: string): string {
  return /^[\w-]+$/.test(text) ? text : quoted(text).replaceAll('$', '$$$$');
}
