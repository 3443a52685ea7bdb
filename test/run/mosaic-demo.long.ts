import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { valuesOf } from '../../src/mapping/walk.ts';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { ROOT, cli } from '../support/process.ts';
import { extract, readObject } from '../support/extract.ts';
import { siteWith } from '../support/site.ts';

describe('the Mosaic of synthetic children', () => {
  let database = '';

  it('fills every object that is mapped, and nearly every field', async () => {
    const site = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
    const {
      bundle,
      manifest,
      database: made,
    } = await extract({
      asOf: '2026-11-22',
      cms: 'mosaic',
      children: 300,
      seed: 1,
      more: `parameters: ${JSON.stringify(site.parameters)}\n`,
    });
    database = made;
    const empty: string[] = [];
    let fields = 0;
    for (const plan of prepareSite(site).planSet.plans.filter(
      (item) => item.status === 'extracted',
    )) {
      assert.ok(
        (manifest.files.find((file) => file.object === plan.object)?.rows ?? 0) > 0,
        `${plan.object} has no rows`,
      );
      const rows = await readObject(bundle, plan.object);
      for (const field of plan.fields.filter(({ output }) =>
        valuesOf(output).some((value) => value.kind !== 'null'),
      )) {
        fields++;
        if (rows.every((row) => row[field.name] === '')) empty.push(field.name);
      }
    }
    assert.ok(
      empty.length * 20 <= fields,
      `${empty.length} of ${fields} fields are always empty: ${empty.join(', ')}`,
    );
  });

  it('is checked without parameters: what is not set is listed with what needs it, and nothing fails', async () => {
    const more = 'parameters: {yes_answers: []}\n';
    const ended = await cli(['check', '--site', siteWith({ cms: 'mosaic', database, more })]);
    assert.equal(ended.code, 0, ended.err);
    for (const line of [
      'not set: eh_step_types, needed for the rows of ssd_early_help_episodes',
      'not set: eh_reason_questions, needed for earl_episode_reason',
      'not set: contact_outcome_flags, needed for cont_contact_outcome_json',
    ]) {
      assert.ok(ended.out.split('\n').includes(line), line);
    }
    assert.doesNotMatch(
      ended.out,
      /yes_answers|text_hash/,
      'an empty list is set, and so is a default',
    );
  });
});
