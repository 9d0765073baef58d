import { Router } from 'express';
import { z } from 'zod';
import { requireScope } from '../authentication.ts';
import { resourceNotFound, validationError } from '../platform-error.ts';
import type { Portal } from '../portal/portal.ts';

const DEFAULT_PAGE = 20;
const MAX_PAGE = 50;

/** A submission as `records/form_submissions.jsonl` keeps it. */
const submissionSchema = z.object({
  id: z.string(),
  formGuid: z.string(),
  /** Epoch milliseconds. */
  submittedAt: z.number(),
  pageUrl: z.string(),
  values: z.array(z.object({ name: z.string(), value: z.string(), objectTypeId: z.string().default('0-1') })),
});

/**
 * `/form-integrations/v1/submissions/forms/{guid}`: a form's submissions, the newest first. The reference lists it under
 * legacy (December 2025) and the dated versions have no successor; it names no contact, only what was filled in.
 * `after` is an opaque cursor; that it holds a position is ours.
 */
export function submissionRoutes({ store }: Portal): Router {
  const router = Router();
  router.get('/:formGuid', requireScope('forms', 'forms-uploaded-files'), (request, response) => {
    const limit = Number(request.query.limit ?? DEFAULT_PAGE);
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE)
      throw validationError(`The limit must be between 1 and ${MAX_PAGE}`);
    const all = [...store.collection('form_submissions').values()].map(each => submissionSchema.parse(each));
    const own = all.filter(({ formGuid }) => formGuid === request.params.formGuid);
    // A portal's forms are known here by their submissions only.
    if (own.length === 0) throw resourceNotFound();
    own.sort((a, b) => b.submittedAt - a.submittedAt);
    const start = Number(request.query.after ?? 0);
    const results = own.slice(start, start + limit).map(({ id, submittedAt, values, pageUrl }) => ({
      ...{ conversionId: id, submittedAt, values, pageUrl },
    }));
    const next = start + limit < own.length ? { paging: { next: { after: String(start + limit) } } } : {};
    response.json({ results, ...next });
  });
  return router;
}
