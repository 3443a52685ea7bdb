import type { Command } from 'commander';

/** A command by its words (`schedule export`; empty for the program), and what may follow it. */
interface Node {
  readonly path: string;
  readonly words: readonly string[];
  /** Options that take a value, with the values that there are; none for a file or a free text. */
  readonly values: readonly { readonly flag: string; readonly choices: readonly string[] }[];
}

function nodesOf(command: Command, path = ''): Node[] {
  const options = command.options.filter((option) => !option.hidden);
  const flags = options.map((option) => option.long ?? option.short ?? '');
  const values = options
    .filter((option) => option.required || option.optional)
    .map((option) => ({ flag: option.long ?? '', choices: option.argChoices ?? [] }));
  const names = command.commands.map((child) => child.name());
  // the choices of an argument, as of `completion`
  const choices = command.registeredArguments.flatMap((argument) => argument.argChoices ?? []);
  const below = command.commands.flatMap((child) =>
    nodesOf(child, `${path} ${child.name()}`.trim()),
  );
  return [{ path, words: [...names, ...choices, ...flags, '--help'], values }, ...below];
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** For bash 3 and later: where nothing of ours fits, files are offered. */
export function bashCompletion(program: Command): string {
  const nodes = nodesOf(program);
  const steps = nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => {
      const words = path.split(' ');
      return `      '${words.slice(0, -1).join(' ')}/${words.at(-1) ?? ''}') path='${path}' ;;`;
    });
  const values = nodes.flatMap(({ path, values: options }) =>
    options.map(
      ({ flag, choices }) =>
        `    '${path}/${flag}') COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur")); return ;;`,
    ),
  );
  const offered = nodes.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`);
  return `# bash completion of ssd-extract. For this shell: source <(ssd-extract completion bash)
_ssd_extract() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path/\${COMP_WORDS[i]}" in
${steps.join('\n')}
    esac
  done
  case "$path/$prev" in
${values.join('\n')}
  esac
  case "$path" in
${offered.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _ssd_extract ssd-extract
`;
}

/** For Windows PowerShell 5 and PowerShell 7. */
export function powershellCompletion(program: Command): string {
  const nodes = nodesOf(program);
  const list = (items: readonly string[]): string => `@(${items.map(quoted).join(', ')})`;
  const words = nodes.map((node) => `    ${quoted(node.path)} = ${list(node.words)}`);
  const values = nodes.flatMap(({ path, values: options }) =>
    options.map(({ flag, choices }) => `    ${quoted(`${path} ${flag}`)} = ${list(choices)}`),
  );
  return `# PowerShell completion of ssd-extract. For this session: ssd-extract completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'ssd-extract', 'ssd-extract.cmd' -ScriptBlock {
  param($word, $ast, $position)
  $words = @{
${words.join('\n')}
  }
  $values = @{
${values.join('\n')}
  }
  $before = @($ast.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
  $path = ''
  foreach ($item in $before) {
    $next = "$path $item".Trim()
    if ($words.ContainsKey($next)) { $path = $next }
  }
  $last = ''
  if ($before.Count -gt 0) { $last = $before[-1] }
  $offered = $words[$path]
  if ($values.ContainsKey("$path $last")) { $offered = $values["$path $last"] }
  $offered | Where-Object { $_.StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
