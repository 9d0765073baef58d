import type { ColumnMatrix } from '../../src/math/column-matrix.ts';
import type { Forest } from '../../src/math/forest.ts';
import { floatRows } from './float-rows.ts';
import { importReference } from './import-reference.ts';
import { INPUT, OUTPUT, onnxModelOf } from './onnx-model.ts';

/** What the bench uses of the package; it has its own lockfile, so its types are not at hand. */
interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: number[]) => object;
}

interface OnnxSession {
  run(inputs: Record<string, object>): Promise<Record<string, { data: Float32Array }>>;
}

/** Scores a table with onnxruntime. */
export interface OnnxScorer {
  /** Log-odds [nRows]. */
  score(): Promise<Float32Array>;
}

/** A forest of numbers and its rows handed over to onnxruntime, on one thread; null where the package is absent. */
export async function startOnnx(forest: Forest, matrix: ColumnMatrix): Promise<OnnxScorer | null> {
  const runtime = (await importReference('onnxruntime-node')) as OnnxRuntime | null;
  if (runtime === null) return null;
  const options = {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  };
  const session = await runtime.InferenceSession.create(onnxModelOf(forest), options);
  const rows = new runtime.Tensor('float32', floatRows(matrix), [matrix.nRows, matrix.columns.length]);
  return { score: async () => (await session.run({ [INPUT]: rows }))[OUTPUT].data };
}
