import path from 'node:path';
import { type Logger, pino } from 'pino';
import type { RunRequest } from '../../extract/current-run.ts';
import { type Facts, type Progress, alsoTelling } from '../../extract/progress.ts';
import { PROGRAM_DIR, toolVersion } from '../../prepare/paths.ts';
import { SsdError } from '../../problems/errors.ts';
import { redact } from '../../problems/redact.ts';
import type { RunResult } from '../run-result.ts';
import { framesOf } from '../../problems/frames.ts';
import { LogFile } from './log-file.ts';

/**
 * Does a run while everything it tells also goes to its log: a file of JSON lines, one a run, with
 * times and without values. No run fails for want of its log; what is returned says why there is
 * none.
 */
export async function logged(
  request: RunRequest,
  id: string,
  run: (request: RunRequest) => Promise<RunResult>,
): Promise<RunResult> {
  const { site, outDir = site.output.dir, asOf, progress } = request;
  const file = new LogFile(outDir, id);
  const logger = pino(
    {
      level: 'debug',
      base: { run: id, site: site.site },
      formatters: { level: (level) => ({ level }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    file,
  );
  logger.info({ event: 'begin', tool: toolVersion(), node: process.version, asOf });
  try {
    const result = await run({ ...request, progress: withLog(progress, logger) });
    logger.info({ event: 'end', ...endOf(result) });
    const fault = remark(file);
    if (fault === undefined) return result;
    progress.notice(fault);
    return { ...result, remarks: [...result.remarks, fault] };
  } catch (error) {
    logger.error({ event: 'failed', ...failureOf(error) });
    throw error;
  } finally {
    file.close();
  }
}

function remark({ fault, path: name }: LogFile): string | undefined {
  if (fault === undefined) return undefined;
  return `log: cannot write ${name}: ${fault}. The run is not affected`;
}

function endOf({ bundle, manifest, warnings, exitCode, milliseconds }: RunResult): Facts {
  return {
    bundle: path.basename(bundle),
    exitCode,
    milliseconds,
    rows: manifest.files.reduce((sum, { rows }) => sum + rows, 0),
    findings: manifest.findings.reduce((sum, { count }) => sum + count, 0),
    warnings: warnings.length,
  };
}

/** Of a mistake its words, of a fault of ours only where it happened. */
function failureOf(error: unknown): object {
  if (error instanceof SsdError) {
    const { code, exitCode, message, hint } = error;
    return { code, exitCode, msg: redact(message), hint };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return { code: 'fault', name, at: framesOf(error, PROGRAM_DIR) };
}

/** Progress that is also logged: batches of rows are not, they are too many. */
function withLog(progress: Progress, logger: Logger): Progress {
  return alsoTelling(progress, {
    notice: (text) => {
      const level = text.startsWith('warning') ? 'warn' : 'info';
      logger[level]({ event: 'notice', msg: redact(text) });
    },
    object: (name, done, total) => logger.info({ event: 'object', object: name, done, total }),
    finished: (name, rows, milliseconds) =>
      logger.info({ event: 'finished', object: name, rows, milliseconds }),
    detail: (event, facts) => logger.debug({ event, ...facts }),
  });
}
