import type { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { recipientFaults } from '../protect/recipient.ts';
import type { YamlFile } from '../yaml/read.ts';
import { keptInClear } from './kept-in-clear.ts';
import type { siteShape } from './shape.ts';

/** What is wrong with how a site protects its bundles; public keys are not repeated. */
export function protectionProblems(
  yaml: YamlFile,
  site: z.infer<typeof siteShape> | undefined,
): Problem[] {
  if (!site) return [];
  return [
    ...badRecipients(yaml, site.output.encrypt_to),
    ...clearValues(yaml, site),
    ...keptInClear(yaml, site),
  ];
}

function badRecipients(yaml: YamlFile, recipients: readonly string[]): Problem[] {
  return recipientFaults(recipients).map(({ index, message }) => ({
    severity: 'error',
    code: 'bad-recipient',
    message: `output.encrypt_to: ${message}`,
    at: yaml.at(['output', 'encrypt_to', index]),
  }));
}

function clearValues(yaml: YamlFile, site: z.infer<typeof siteShape>): Problem[] {
  if (!site.pseudonymise || !site.output.show_values) return [];
  return [
    {
      severity: 'error',
      code: 'values-in-clear',
      message:
        'output.show_values would put values and keys into findings.csv that pseudonymise takes out of the other files',
      at: yaml.at(['output', 'show_values']),
      hint: 'leave out one of the two',
    },
  ];
}
