import { createTextTableBuilder, InputError, type TextTableBuilder } from '@aix/shared-scoring';
import { nearestName } from '../nearest-name.ts';
import type { TimeColumns } from './leaks/known-times.ts';
import type { EvaluateRequest } from './parse-arguments.ts';
import { parseTimeOption } from './read-time.ts';

/** What each column of the file is for, and the builder of the table that is learned from. */
export interface Layout {
  builder: TextTableBuilder;
  /** Columns of the file. */
  width: number;
  /** Positions of the table's columns. */
  features: number[];
  target: number;
  /** Position of the column that orders the rows; undefined when the rows' own order does, or nothing. */
  time: number | undefined;
  /** Position of the column that tells when leads came in. */
  created: number | undefined;
  /** Position of the column that groups the leads. */
  slice: number | undefined;
  leakTimes: TimeColumns | undefined;
}

/**
 * Finds the columns that a request names in the file's header.
 * @throws InputError ERR_INPUT_INVALID naming the option and its column that is not there, or when none is left to learn from
 */
export function planColumns(request: EvaluateRequest, header: readonly string[]): Layout {
  const { categorical, kinds, missing } = request;
  const positionOf = createFinder(request.file, header);
  const target = positionOf(request.target, '--target');
  const ignored = request.ignore.map(name => positionOf(name, '--ignore'));
  for (const name of categorical) positionOf(name, '--categorical');
  for (const name of kinds.keys()) positionOf(name, '--kind');
  const created = request.created === undefined ? undefined : positionOf(request.created, '--created');
  const slice = request.slice === undefined ? undefined : positionOf(request.slice, '--slice');
  const leakTimes = planLeakTimes(request, positionOf);
  const order = parseTimeOption(request.time);
  const time =
    order === undefined || order.name === 'row'
      ? undefined
      : positionOf(order.name, `--${request.cut ?? 'time'}`);
  const tellTimes = leakTimes ? [leakTimes.outcome, ...leakTimes.filled.values()] : [];
  const leftOut = new Set([target, ...ignored, ...tellTimes.map(({ position }) => position)]);
  const features = [...header.keys()].filter(position => !leftOut.has(position));
  if (features.length === 0)
    throw refuse(`${quote(request.file)} has no column left to learn from; ignore fewer columns`);
  const names = features.map(position => header[position]!);
  requireLearned(leakTimes, names);
  const builder = createTextTableBuilder(names, { categorical, kinds, missing });
  return { builder, width: header.length, features, target, time, created, slice, leakTimes };
}

type PositionOf = (name: string, option: string) => number;

function createFinder(file: string, header: readonly string[]): PositionOf {
  return (name, option) => {
    const position = header.indexOf(name);
    if (position >= 0) return position;
    const nearest = nearestName(name, header);
    const hint =
      nearest === undefined
        ? `its columns are ${header.slice(0, 8).map(quote).join(', ')}`
        : `did you mean ${quote(nearest)}?`;
    throw refuse(`${quote(file)} has no column ${quote(name)} for ${option}; ${hint}`);
  };
}

function planLeakTimes({ leakTimes }: EvaluateRequest, positionOf: PositionOf): TimeColumns | undefined {
  if (leakTimes === undefined) return undefined;
  const columnOf = (name: string, option: string) => ({ name, position: positionOf(name, option) });
  for (const name of leakTimes.filled.keys()) positionOf(name, '--filled');
  return {
    outcome: columnOf(leakTimes.outcome, '--outcome-time'),
    filled: new Map([...leakTimes.filled].map(([name, times]) => [name, columnOf(times, '--filled')])),
  };
}

function requireLearned(leakTimes: TimeColumns | undefined, learned: readonly string[]): void {
  for (const name of leakTimes?.filled.keys() ?? [])
    if (!learned.includes(name))
      throw refuse(`column ${quote(name)} of --filled is not learned from; name one that is`);
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function refuse(message: string): InputError {
  return new InputError('ERR_INPUT_INVALID', message);
}
