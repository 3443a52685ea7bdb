import { FORENAMES, SURNAMES } from '../words.ts';
import { type World, put } from '../world.ts';
import { type Workforce, endFor } from './world.ts';

const TEAMS = ['Locality', 'Safeguarding', 'Children looked after', 'Leaving care'] as const;

/**
 * Teams in a tree, and workers in posts: past, present, double, and workers with no post at all.
 */
export function makeWorkforce(world: World, children: number): Workforce {
  const { random, calendar, ids } = world;
  const teams = Array.from({ length: 12 }, (_, index) => {
    const id = ids.next('organisation');
    put(world, 'DM_ORGANISATIONS', {
      ORGANISATION_ID: id,
      NAME: `${TEAMS[index % TEAMS.length] ?? ''} "${index + 1}"`,
    });
    return id;
  });
  for (const [index, team] of teams.entries()) {
    if (index > 0) {
      put(world, 'ORGANISATION_STRUCTURE', {
        PARENT_ORG_ID: teams[Math.floor((index - 1) / 3)] ?? team,
        CHILD_ORG_ID: team,
      });
    }
  }
  const team = (): number => teams[random.between(0, teams.length - 1)] ?? 0;
  const workers = Array.from({ length: Math.max(30, Math.ceil(children / 12)) }, () => {
    const id = ids.next('worker');
    put(world, 'DM_WORKERS', {
      WORKER_ID: id,
      FULL_NAME: random.chance(0.02) ? null : `${random.pick(FORENAMES)} ${random.pick(SURNAMES)}`,
    });
    let start = -random.between(900, 4000);
    for (let posts = random.chance(0.05) ? 0 : random.between(1, 3); posts > 0; posts--) {
      const end = posts > 1 ? start + random.between(100, 800) : endFor(world, start, 1500, 9000);
      put(world, 'DM_WORKER_ROLES', {
        WORKER_ROLE_ID: ids.next('role'),
        WORKER_ID: id,
        ORGANISATION_ID: team(),
        PRIMARY_ROLE: random.pickOrNull(['Y', 'Y', 'Y', 'N'], 0.15),
        ROLE_CODE: random.pickOrNull(['SW', 'SSW', 'PA', 'TM'], 0.1),
        START_DATE: calendar.day(start),
        END_DATE: calendar.day(end),
      });
      start = (end ?? 0) + random.pick([-30, 1, 1, 40]);
    }
    return id;
  });
  return {
    workers: [workers[0] ?? 0, ...workers.slice(1)],
    teams: [teams[0] ?? 0, ...teams.slice(1)],
  };
}
