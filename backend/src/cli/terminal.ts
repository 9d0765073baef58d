/** Where a command writes: results to `stdout`, progress and refusals to `stderr`. `process` is one. */
export interface Terminal {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
}

export interface TextSink {
  write(text: string): unknown;
  /** Width in characters; absent when it is no screen. */
  readonly columns?: number;
}
