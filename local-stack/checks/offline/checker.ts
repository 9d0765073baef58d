/** Something that is wrong, and where. */
export interface Fault {
  /** From the project's folder. */
  file: string;
  /** From 1; absent for a fault of the whole file. */
  line?: number;
  message: string;
}

/** A fault that is put into a copy of the project, to prove that the checker finds it. */
export interface Plant {
  /** From the project's folder; the file need not exist. */
  file: string;
  /** Makes the faulty text out of the good one, which is empty for a new file. */
  spoil(text: string): string;
  /** What the checker must say about it. */
  expected: RegExp;
}

/** One kind of check that needs no org and no portal. `Project` is the checked project as its checkers see it. */
export interface Checker<Project> {
  name: string;
  /** Whether it takes a browser, or minutes: `--fast` leaves it out. */
  isSlow?: true;
  check(project: Project): Promise<Fault[]> | Fault[];
  /** At least one; the checker must find each. */
  plants: readonly Plant[];
}

/** `at/file.ts:12 what is wrong` */
export function faultText({ file, line, message }: Fault): string {
  return `${file}${line === undefined ? '' : `:${line}`} ${message}`;
}
