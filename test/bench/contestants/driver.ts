import type { MakeContestant } from './contestant.ts';
import { driveEmbedded } from './driver-embedded.ts';
import { driveMssql } from './driver-mssql.ts';
import { driveOracle } from './driver-oracle.ts';
import { drivePostgres } from './driver-postgres.ts';

/** The driver alone: every row is decoded into an array and dropped, the objects one by one. */
export const driver: MakeContestant = async (task) => {
  const { connection } = task;
  switch (connection.engine) {
    case 'mssql':
      return driveMssql(connection, task);
    case 'oracle':
      return driveOracle(connection, task);
    case 'postgres':
      return drivePostgres(connection, task);
    case 'embedded':
      return driveEmbedded(connection, task);
  }
};
