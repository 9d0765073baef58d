import assert from 'node:assert/strict';

interface Problem {
  type: string;
  status: number;
  code: string;
  detail: string;
}

/** Asserts that an answer is a problem (RFC 9457) with this status and code, and answers its detail. */
export async function assertProblem(response: Response, status: number, code: string): Promise<string> {
  assert.equal(response.status, status);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const problem = (await response.json()) as Problem;
  assert.deepEqual(Object.keys(problem), ['type', 'status', 'code', 'detail']);
  assert.deepEqual([problem.type, problem.status, problem.code], ['about:blank', status, code]);
  return problem.detail;
}
