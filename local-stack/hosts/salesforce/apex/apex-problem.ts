/** What an Apex method of the package reports to a component: the name of a value of the enum ScoringProblem. */
export class ApexProblem extends Error {}

/** What a status of the service means to users; the same as in the Apex class ScoringException. */
export function problemOfStatus(status: number): ApexProblem {
  if ([400, 413, 422].includes(status)) return new ApexProblem('INVALID');
  if (status === 401 || status === 403) return new ApexProblem('NOT_ACCEPTED');
  if (status === 404) return new ApexProblem('NOT_KNOWN');
  return new ApexProblem(status === 409 || status === 429 ? 'BUSY' : 'UNAVAILABLE');
}
