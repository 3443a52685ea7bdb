import { CSVW, csvMetadata } from '../bundle/csvw.ts';
import { DATA_PACKAGE, dataPackage } from '../bundle/datapackage.ts';
import { type Manifest, completeObjects } from '../bundle/manifest.ts';
import { describeTables } from '../bundle/table-description.ts';
import type { CurrentRun } from '../extract/current-run.ts';
import { alteredFields } from '../protect/treatment.ts';

/**
 * Writes what describes the files to tools. It names them as they are when they can be read: those
 * of an encrypted bundle once it is decrypted.
 */
export async function describeBundle(run: CurrentRun, name: string): Promise<Manifest['others']> {
  const { request, prepared, plans, protection, staging, started } = run;
  const bundle = describeTables({
    name,
    created: started,
    dateFormat: request.site.output.date_format,
    spec: prepared.spec,
    objects: new Set(plans.map(({ object }) => object)),
    complete: completeObjects(plans, request.limit),
    altered: alteredFields(protection?.record.fields ?? {}),
  });
  return [
    await staging.text(DATA_PACKAGE, dataPackage(bundle)),
    await staging.text(CSVW, csvMetadata(bundle)),
  ];
}
