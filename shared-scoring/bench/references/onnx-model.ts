/**
 * A forest of numbers as an ONNX model: one TreeEnsembleRegressor in the protobuf wire format, written field by field.
 * @see onnx.proto (field numbers) and the operator's page, ai.onnx.ml version 3
 */
import type { Forest } from '../../src/math/forest.ts';

export const INPUT = 'leads';
export const OUTPUT = 'log_odds';

const IR_VERSION = 8;
const FLOAT = 1;
/** Attribute types. */
const ATTRIBUTE = { string: 3, floats: 6, integers: 7, strings: 8, integer: 2 };

/** The model's bytes. Thresholds become the next smaller 32-bit float, so rows of 32-bit floats go the same way as ours. */
export function onnxModelOf(forest: Forest): Uint8Array {
  const nColumns = forest.wordsPerSet.length;
  const graph = [
    ...message(1, nodeOf(forest)),
    ...text(2, 'forest'),
    ...message(11, tensorOf(INPUT, nColumns)),
    ...message(12, tensorOf(OUTPUT, 1)),
  ];
  const operators = [...text(1, 'ai.onnx.ml'), ...integer(2, 3)];
  return Uint8Array.from([...integer(1, IR_VERSION), ...message(7, graph), ...message(8, operators)]);
}

function nodeOf(forest: Forest): number[] {
  return [
    ...text(1, INPUT),
    ...text(2, OUTPUT),
    ...text(4, 'TreeEnsembleRegressor'),
    ...attributesOf(forest).flatMap(attribute => message(5, attribute)),
    ...text(7, 'ai.onnx.ml'),
  ];
}

function attributesOf(forest: Forest): number[][] {
  const { columns, lefts, rights, thresholds, missingLeft, values, treeStarts } = forest;
  const isLeaf = (node: number) => columns[node] < 0;
  const nodes = Array.from(columns.keys());
  const leaves = nodes.filter(isLeaf);
  const treeIds = nodes.map(node => treeStarts.findLastIndex(start => start <= node));
  const within = (node: number) => node - treeStarts[treeIds[node]];
  return [
    integers('nodes_treeids', treeIds),
    integers('nodes_nodeids', nodes.map(within)),
    integers(
      'nodes_featureids',
      nodes.map(node => Math.max(columns[node], 0)),
    ),
    strings(
      'nodes_modes',
      nodes.map(node => (isLeaf(node) ? 'LEAF' : 'BRANCH_LEQ')),
    ),
    floats(
      'nodes_values',
      nodes.map(node => floatBelow(thresholds[node])),
    ),
    integers(
      'nodes_truenodeids',
      nodes.map(node => (isLeaf(node) ? 0 : within(lefts[node]))),
    ),
    integers(
      'nodes_falsenodeids',
      nodes.map(node => (isLeaf(node) ? 0 : within(rights[node]))),
    ),
    integers('nodes_missing_value_tracks_true', [...missingLeft]),
    integers(
      'target_treeids',
      leaves.map(node => treeIds[node]),
    ),
    integers('target_nodeids', leaves.map(within)),
    integers(
      'target_ids',
      leaves.map(() => 0),
    ),
    floats(
      'target_weights',
      leaves.map(node => values[node]),
    ),
    floats('base_values', [forest.base]),
    [...text(1, 'n_targets'), ...integer(3, 1), ...integer(20, ATTRIBUTE.integer)],
    [...text(1, 'aggregate_function'), ...text(4, 'SUM'), ...integer(20, ATTRIBUTE.string)],
  ];
}

/** The greatest 32-bit float that is not above a number. */
function floatBelow(value: number): number {
  const nearest = Math.fround(value);
  if (nearest <= value) return nearest;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, nearest);
  view.setInt32(0, view.getInt32(0) + (nearest > 0 ? -1 : 1));
  return view.getFloat32(0);
}

/** Any number of rows of `width` floats. */
function tensorOf(name: string, width: number): number[] {
  const shape = [...message(1, text(2, 'rows')), ...message(1, integer(1, width))];
  const tensor = [...integer(1, FLOAT), ...message(2, shape)];
  return [...text(1, name), ...message(2, message(1, tensor))];
}

function integers(name: string, values: readonly number[]): number[] {
  return [...text(1, name), ...message(8, values.flatMap(varint)), ...integer(20, ATTRIBUTE.integers)];
}

function floats(name: string, values: readonly number[]): number[] {
  const bytes = [...new Uint8Array(Float32Array.from(values).buffer)];
  return [...text(1, name), ...message(7, bytes), ...integer(20, ATTRIBUTE.floats)];
}

function strings(name: string, values: readonly string[]): number[] {
  return [...text(1, name), ...values.flatMap(value => text(9, value)), ...integer(20, ATTRIBUTE.strings)];
}

// Protobuf: a key is the field's number and how it is written, 0 = varint, 2 = with its length before it.

function integer(field: number, value: number): number[] {
  return [...varint(field << 3), ...varint(value)];
}

function message(field: number, bytes: readonly number[]): number[] {
  // Joined, not spread into a call: a graph has too many bytes for that.
  return [...varint((field << 3) | 2), ...varint(bytes.length)].concat(bytes);
}

function text(field: number, value: string): number[] {
  return message(field, [...Buffer.from(value)]);
}

/** Whole numbers from 0, seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}
