import type { DayNumber } from '../calendar.ts';
import type { LooseRow } from '../table-buffer.ts';
import { put } from '../world.ts';
import { type ActingStep, NEXT_ACTIONS, REASONS, type StepType, stepTypeId } from './codes.ts';
import type { Subgroup } from './families.ts';
import type { MosaicWorld } from './world.ts';

export type StepStatus =
  'PROPOSED' | 'INCOMING' | 'STARTED' | 'REOPENED' | 'COMPLETED' | 'CANCELLED';

/** A workflow step that has been written, and what later ones need of it. */
export interface Step {
  readonly id: number;
  readonly subgroup: Subgroup;
  readonly status: StepStatus;
  readonly started: DayNumber;
  readonly completed: DayNumber | null;
  /** Start as the table holds it; null while nobody has begun. */
  readonly startText: string | null;
  readonly completedText: string | null;
  /** Every step before this one, at any distance. */
  readonly before: ReadonlySet<number>;
}

/** How a step came from an earlier one. */
export interface Origin {
  readonly step: Step;
  readonly action: number;
  readonly reason?: number | null;
}

export interface StepPlan {
  readonly type: StepType;
  readonly subgroup: Subgroup;
  readonly day: DayNumber;
  /** Days from start to completion. */
  readonly lasts?: number;
  readonly from?: readonly Origin[];
  readonly status?: StepStatus;
  readonly team?: number;
  /**
   * Columns of its own kind, for the table and for the view by person; a flag of both is given to
   * both.
   */
  readonly columns?: (step: Step) => LooseRow;
  readonly viewColumns?: (step: Step, person: number) => LooseRow;
}

/**
 * Writes a step: the table, the view by person, the links from earlier steps and the closure of
 * those links, itself included.
 */
export function makeStep(world: MosaicWorld, plan: StepPlan): Step {
  const { random, calendar, ids, force } = world;
  const { type, subgroup, day, lasts = random.between(0, 40), from = [] } = plan;
  const status = plan.status ?? statusOn(world, day, lasts);
  const begun =
    status === 'STARTED' ||
    status === 'REOPENED' ||
    status === 'COMPLETED' ||
    (status === 'CANCELLED' && random.chance(0.5));
  const completed =
    status === 'COMPLETED' || (status === 'REOPENED' && random.chance(0.2)) ? day + lasts : null;
  const id = ids.next('step');
  const step: Step = {
    id,
    subgroup,
    status,
    started: day,
    completed,
    startText: begun ? calendar.moment(day, random) : null,
    completedText: calendar.moment(completed, random),
    before: new Set(from.flatMap(({ step: earlier }) => [...earlier.before, earlier.id])),
  };
  const common = {
    WORKFLOW_STEP_ID: id,
    WORKFLOW_STEP_TYPE_ID: stepTypeId(type),
    STEP_STATUS: status,
    INCOMING_ON: calendar.moment(day - random.pick([0, 0, 1, 3, -4]), random),
    STARTED_ON: step.startText,
    COMPLETED_ON: step.completedText,
    RESPONSIBLE_TEAM_ID: random.pickOrNull(force.teams, 0.05),
    ASSIGNEE_ID: random.pickOrNull(force.workers, 0.05),
  };
  put(world, 'DM_WORKFLOW_STEPS', {
    ...common,
    SUBGROUP_ID: subgroup.id,
    CANCELLED_ON:
      status === 'CANCELLED' ? calendar.moment(day + random.between(0, 30), random) : null,
    WEIGHTED_START_DATETIME: weighted(step.startText ?? common.INCOMING_ON, id),
    RESPONSIBLE_WORKER_ID: random.pickOrNull(force.workers, 0.05),
    ...plan.columns?.(step),
  });
  for (const person of subgroup.people) {
    put(world, 'DM_WORKFLOW_STEPS_PEOPLE_VW', {
      ...common,
      PERSON_ID: person.id,
      ...plan.viewColumns?.(step, person.id),
    });
  }
  for (const { step: earlier, action, reason } of from) {
    put(world, 'DM_WORKFLOW_LINKS', {
      SOURCE_STEP_ID: earlier.id,
      TARGET_STEP_ID: id,
      WORKFLOW_NEXT_ACTION_TYPE_ID: action,
      WORKFLOW_REASON_TYPE_ID: reason ?? null,
    });
  }
  const adjacent = new Set(from.map(({ step: earlier }) => earlier.id));
  for (const other of [...step.before, id]) {
    const ADJACENT = adjacent.has(other) ? 'Y' : 'N';
    put(world, 'DM_WORKFLOW_FORWARDS', {
      WORKFLOW_STEP_ID: other,
      SUBSEQUENT_WORKFLOW_STEP_ID: id,
      ADJACENT,
    });
    put(world, 'DM_WORKFLOW_BACKWARDS', {
      WORKFLOW_STEP_ID: id,
      PRECEDING_WORKFLOW_STEP_ID: other,
      ADJACENT,
    });
  }
  return step;
}

/** An origin: the step, and one of the next actions that its kind has. */
export function after(
  { random }: MosaicWorld,
  step: Step,
  kind: ActingStep,
  action?: number,
): Origin {
  const actions: readonly [
    readonly [number, ...unknown[]],
    ...(readonly [number, ...unknown[]])[],
  ] = NEXT_ACTIONS[kind];
  return {
    step,
    action: action ?? random.pick(actions)[0],
    reason: random.chance(0.3) ? random.pick(REASONS)[0] : null,
  };
}

/**
 * Every status occurs; what lies ahead is proposed or incoming, and what would end ahead is under
 * way.
 */
function statusOn({ random }: MosaicWorld, day: DayNumber, lasts: number): StepStatus {
  if (day > 0) return random.pick(['PROPOSED', 'INCOMING']);
  if (random.chance(0.22)) {
    return random.pick(['STARTED', 'REOPENED', 'INCOMING', 'PROPOSED', 'CANCELLED']);
  }
  return day + lasts > 0 ? 'STARTED' : 'COMPLETED';
}

/** Date and id as one text that sorts by both, as the data mart has it. */
export function weighted(moment: string | null, id: number): string | null {
  return moment === null ? null : `${moment.replaceAll(/\D/g, '')}.${String(id).padStart(9, '0')}`;
}
