// Loaded before each test file: what one of them compiled, the next need not.
// The program keeps no cache of its own; this one is in a folder of ours, and the processes that
// tests start share it.
import nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';

process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
  new URL('../../node_modules/.cache/ssd-extract', import.meta.url),
);
nodeModule.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);

// The embedded database is compiled once, quickly: see QUICK in process.ts.
v8.setFlagsFromString('--liftoff-only');
// A test's code is hot for a second, and the slow compiler takes a fifth of the processor for it.
v8.setFlagsFromString('--no-opt');
