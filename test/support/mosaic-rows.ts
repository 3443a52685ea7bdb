import type { CmsRow } from './cms.ts';

/** A legal status of a spell of pre-proceedings. */
export const spell = (
  id: number,
  person: number,
  start: string,
  end: string | null = null,
): CmsRow => ({
  LEGAL_STATUS_ID: id,
  PERSON_ID: person,
  LEGAL_STATUS_TYPE: 'PLO',
  START_DATE: start,
  END_DATE: end,
});

/** A legal order. */
export const order = (
  id: number,
  person: number,
  status: string,
  start: string,
  end: string | null = null,
): CmsRow => ({
  LEGAL_STATUS_ID: id,
  PERSON_ID: person,
  LEGAL_STATUS: status,
  START_DATE: start,
  END_DATE: end,
});

/** A child protection plan. */
export const plan = (
  id: number,
  person: number,
  start: string,
  end: string | null = null,
  temporary: string | null = null,
): CmsRow => ({
  REGISTRATION_ID: id,
  PERSON_ID: person,
  REGISTRATION_START_DATE: start,
  DEREGISTRATION_DATE: end,
  IS_CHILD_PROTECTION_PLAN: 'Y',
  IS_TEMPORARY_CHILD_PROTECTION: temporary,
});

/** A member of the group of persons that a step is about. */
export const child = (subgroup: number, person: number, type = 'PER'): CmsRow => ({
  SUBGROUP_ID: subgroup,
  SUBJECT_COMPOUND_ID: person,
  SUBJECT_TYPE_CODE: type,
});

/** A finished child protection conference of group 1. */
export const conference = (
  id: number,
  category: string,
  held: string,
  more: CmsRow = {},
): CmsRow => ({
  WORKFLOW_STEP_ID: id,
  SUBGROUP_ID: 1,
  STEP_STATUS: 'COMPLETED',
  CP_CONFERENCE_CATEGORY: category,
  CP_CONFERENCE_ACTUAL_DATE: held,
  WEIGHTED_START_DATETIME: `20250101000000.${String(id).padStart(9, '0')}`,
  ...more,
});
