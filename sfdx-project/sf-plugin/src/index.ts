/** The results of the commands, as `--json` gives them. */
export type { BackfillResult } from './commands/aix/backfill.ts';
export type { ConnectResult } from './commands/aix/connect.ts';
export type { DisconnectResult } from './commands/aix/disconnect.ts';
export type { DoctorFinding, DoctorResult } from './commands/aix/doctor.ts';
export type { ScoreResult } from './commands/aix/score.ts';
export type { StatusResult } from './commands/aix/status.ts';
