/** Ages on the day that counts as today, of one date of birth. */
interface ChartedAges {
  readonly kind: 'ages';
  readonly object: string;
  readonly field: string;
  readonly title: string;
}

/** Events of each month. */
interface ChartedEvents {
  readonly kind: 'events';
  readonly object: string;
  readonly field: string;
  readonly title: string;
}

/** What is open at the end of each month: begun on or before its last day, not ended by it. */
interface ChartedPeriods {
  readonly kind: 'periods';
  readonly object: string;
  readonly start: string;
  readonly end: string;
  readonly title: string;
}

export type Charted = ChartedAges | ChartedEvents | ChartedPeriods;

const person = { object: 'ssd_person' };
const contacts = { object: 'ssd_contacts' };
const need = { object: 'ssd_cin_episodes' };
const care = { object: 'ssd_cla_episodes' };

/** The distributions that a report shows beside those of codes, in its order. */
export const CHARTED: readonly Charted[] = [
  { kind: 'ages', ...person, field: 'pers_dob', title: 'Ages of the persons' },
  { kind: 'events', ...contacts, field: 'cont_contact_date', title: 'Contacts by month' },
  { kind: 'events', ...need, field: 'cine_referral_date', title: 'Referrals by month' },
  {
    kind: 'periods',
    ...need,
    start: 'cine_referral_date',
    end: 'cine_close_date',
    title: 'Open episodes of need',
  },
  {
    kind: 'periods',
    object: 'ssd_cp_plans',
    start: 'cppl_cp_plan_start_date',
    end: 'cppl_cp_plan_end_date',
    title: 'Open child protection plans',
  },
  {
    kind: 'periods',
    ...care,
    start: 'clae_cla_episode_start_date',
    end: 'clae_cla_episode_ceased_date',
    title: 'Looked-after children',
  },
];
