/** Where a command writes: results to `stdout`, progress and refusals to `stderr`. `process` is one. */
export interface Terminal {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** The environment of whoever typed; absent where no command needs one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface TextSink {
  write(text: string): unknown;
  /** Width in characters; absent when it is no screen. */
  readonly columns?: number;
}
