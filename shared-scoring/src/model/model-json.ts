import { ModelError } from '../domain/errors.ts';
import type { Forest } from '../math/forest.ts';
import { canonicalJson, checksumOf } from './canonical-json.ts';
import { type LogisticModel, MODEL_FORMAT, MODEL_FORMAT_VERSION, type Model } from './model.ts';

/** The artifact: one JSON text that says everything. Equal models give equal bytes. */
export function modelToJson(model: Model): string {
  const body = { format: MODEL_FORMAT, formatVersion: MODEL_FORMAT_VERSION, model };
  return canonicalJson({ ...body, checksum: checksumOf(canonicalJson(body)) });
}

/**
 * The model of an artifact; it predicts exactly as the one that was written. The order of keys and white space do not matter.
 * @throws ModelError ERR_MODEL_CORRUPT when the text is no artifact or was damaged, saying what failed
 * @throws ModelError ERR_MODEL_SCHEMA_MISMATCH when it was written in another version of the format
 */
export function modelFromJson(text: string): Model {
  const { checksum, ...body } = parseArtifact(text);
  if (!Number.isInteger(body.formatVersion))
    throw corrupt(`its format version is ${JSON.stringify(body.formatVersion)}, not a whole number`);
  if (body.formatVersion !== MODEL_FORMAT_VERSION) {
    throw new ModelError(
      'ERR_MODEL_SCHEMA_MISMATCH',
      `model artifact has format version ${JSON.stringify(body.formatVersion)}, this library reads version ${MODEL_FORMAT_VERSION}; train a new model or use the library that wrote it`,
    );
  }
  const found = checksumOfBody(body);
  if (checksum !== found)
    throw corrupt(`its checksum is ${JSON.stringify(checksum)}, its content gives ${JSON.stringify(found)}`);
  return readable(body.model);
}

/** JSON can spell numbers that no double holds; an artifact that was written has none. */
function checksumOfBody(body: object): string {
  try {
    return checksumOf(canonicalJson(body));
  } catch (cause) {
    throw corrupt(`it cannot be read back, ${cause instanceof Error ? cause.message : cause}`);
  }
}

interface Artifact {
  format: unknown;
  formatVersion: unknown;
  model: WrittenModel;
  checksum: unknown;
}

/** As `Model`, with plain arrays for the typed ones; what the checksum vouches for was written by `modelToJson`. */
type Written<T> = { [K in keyof T]: T[K] extends Float64Array | Int32Array | Uint8Array ? number[] : T[K] };
type WrittenLogistic = Written<LogisticModel>;
type WrittenModel = Omit<Model, 'logistic' | 'trees' | 'intervals'> & {
  logistic: WrittenLogistic | null;
  trees: Written<Forest> | null;
  intervals: Written<Model['intervals']>;
};

function parseArtifact(text: string): Artifact {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(
      'ERR_MODEL_CORRUPT',
      'model artifact is not JSON; load it from its backup or train a new model',
      { cause },
    );
  }
  if (typeof parsed !== 'object' || parsed === null)
    throw corrupt(`it is ${JSON.stringify(parsed)}, not an object`);
  const artifact = parsed as Artifact;
  if (artifact.format !== MODEL_FORMAT)
    throw corrupt(`its format is ${JSON.stringify(artifact.format)}, not "${MODEL_FORMAT}"`);
  return artifact;
}

function corrupt(finding: string): ModelError {
  return new ModelError(
    'ERR_MODEL_CORRUPT',
    `model artifact is damaged: ${finding}; load it from its backup or train a new model`,
  );
}

function readable(written: WrittenModel): Model {
  const { centres, lows, highs } = written.intervals;
  return {
    ...written,
    intervals: {
      centres: Float64Array.from(centres),
      lows: Float64Array.from(lows),
      highs: Float64Array.from(highs),
    },
    logistic: written.logistic === null ? null : readLogistic(written.logistic),
    trees: written.trees === null ? null : readForest(written.trees),
  };
}

function readLogistic(written: WrittenLogistic): LogisticModel {
  return { ...written, weights: Float64Array.from(written.weights), means: Float64Array.from(written.means) };
}

function readForest(written: Written<Forest>): Forest {
  return {
    base: written.base,
    treeStarts: Int32Array.from(written.treeStarts),
    columns: Int32Array.from(written.columns),
    thresholds: Float64Array.from(written.thresholds),
    setStarts: Int32Array.from(written.setStarts),
    missingLeft: Uint8Array.from(written.missingLeft),
    lefts: Int32Array.from(written.lefts),
    rights: Int32Array.from(written.rights),
    values: Float64Array.from(written.values),
    covers: Float64Array.from(written.covers),
    setWords: Int32Array.from(written.setWords),
    wordsPerSet: Int32Array.from(written.wordsPerSet),
  };
}
