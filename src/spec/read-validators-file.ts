import { didYouMean } from '../problems/suggest.ts';
import { VALIDATOR_NAMES, isValidatorName } from '../validators/index.ts';
import { type Reporter, isMap, reportError } from './reporter.ts';

/**
 * `validators.yml` describes the validators of the standard; one that the runner does not have is
 * an error, since it could not be applied.
 */
export function checkValidatorsFile(reporter: Reporter): void {
  const { value } = reporter.yaml;
  if (value === undefined) return;
  if (!isMap(value)) {
    reportError(
      reporter,
      [],
      'bad-validators',
      'the file of validators is a map of name to description',
    );
    return;
  }
  for (const name of Object.keys(value)) {
    if (!isValidatorName(name)) {
      reportError(
        reporter,
        [name],
        'unknown-validator',
        `there is no validator "${name}"`,
        didYouMean(name, VALIDATOR_NAMES),
      );
    }
  }
}
