import { Messages } from '@salesforce/core';
import { AixCommand } from '../../aix-command.ts';
import { examine } from '../../doctor/examine.ts';
import { type Gap, isBlocked, LEVELS, type Level } from '../../doctor/finding.ts';
import { namespaceFlag, openService, serviceFlags } from '../../service/service-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('@aix/sf-plugin', 'aix.doctor');
const sentences = Messages.loadMessages('@aix/sf-plugin', 'findings');

/** One thing that is missing, and what to do about it. */
export type DoctorFinding = { level: Level; code: string; problem: string; remedy: string };

export type DoctorResult = { orgId: string; isBlocked: boolean; findings: DoctorFinding[] };

/** `sf aix doctor` */
export default class Doctor extends AixCommand<DoctorResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly flags = { ...serviceFlags, namespace: namespaceFlag() };

  public async run(): Promise<DoctorResult> {
    const { flags } = await this.parse(Doctor);
    const service = openService(flags);
    const { 'target-org': org, namespace } = flags;
    const gaps = await this.during(messages.getMessage('looking'), () =>
      examine({ org, service, namespace, now: new Date() }),
    );
    const findings = gaps.map(findingOf);
    for (const level of LEVELS) this.show(level, findings);
    if (findings.length === 0) this.logSuccess(messages.getMessage('well'));
    if (isBlocked(findings)) process.exitCode = 1;
    return { orgId: org.getOrgId(), isBlocked: isBlocked(findings), findings };
  }

  private show(level: Level, findings: readonly DoctorFinding[]): void {
    const ofLevel = findings.filter(finding => finding.level === level);
    if (ofLevel.length === 0) return;
    this.log();
    this.styledHeader(messages.getMessage(`level.${level}`));
    for (const { problem, remedy } of ofLevel) this.log(messages.getMessage('finding', [problem, remedy]));
  }
}

function findingOf({ level, code, words, remedyWords }: Gap): DoctorFinding {
  const problem = sentences.getMessage(code, words);
  return { level, code, problem, remedy: sentences.getMessage(`${code}.remedy`, remedyWords) };
}
