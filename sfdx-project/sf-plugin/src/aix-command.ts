import { SfCommand } from '@salesforce/sf-plugins-core';

/** What the commands have in common. */
export abstract class AixCommand<Result> extends SfCommand<Result> {
  /** Does something that may take a while, and says so meanwhile. */
  protected async during<T>(doing: string, work: () => Promise<T>): Promise<T> {
    this.spinner.start(doing);
    const outcome = await work();
    this.spinner.stop();
    return outcome;
  }
}
