/** Acts that ask for somebody to come. */
export const REQUESTS: readonly string[] = ['demo_request', 'chat', 'trial_start', 'form_submit'];
/** Acts by which a person shows what interests them, without asking for anything. */
export const INTERESTS: readonly string[] = [
  ...['pricing_view', 'webinar', 'content_download', 'campaign_response', 'email_click'],
];
/** Acts in which two people spoke. */
export const TALKS: readonly string[] = ['call_answered', 'meeting'];

/** Acts that call for a step whatever the score is. */
export const STEP_SIGNALS: readonly string[] = [...REQUESTS, 'email_reply', ...TALKS];
