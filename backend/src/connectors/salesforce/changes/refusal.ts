import { ConnectorError } from '@aix/shared-scoring';
import grpc from '@grpc/grpc-js';
import { StreamEnded } from './inbox.ts';

/** The platform's own code in the trailers: `sfdc.platform.eventbus.grpc.subscription.fetch.replayid.corrupted`. */
function platformCodeOf(error: unknown): string {
  const metadata = (error as Partial<grpc.ServiceError>).metadata;
  return String(metadata?.get('error-code')[0] ?? '');
}

function statusOf(error: unknown): grpc.status | undefined {
  return (error as Partial<grpc.ServiceError>).code;
}

/** Whether the stream failed, as against a fault of our own. */
export function isRefusal(error: unknown): boolean {
  return error instanceof StreamEnded || (error instanceof Error && typeof statusOf(error) === 'number');
}

/** Whether the replay id is older than the 72 hours that events are kept, or never was one. */
export function isPlaceLost(error: unknown): boolean {
  return /\.replayid\.(?:corrupted|validation\.failed)$/.test(platformCodeOf(error));
}

export function isTokenRefused(error: unknown): boolean {
  return statusOf(error) === grpc.status.UNAUTHENTICATED;
}

/** The platform's refusal in our terms. Messages keep its code, never its text. */
export function translateRefusal(error: unknown): ConnectorError {
  const status = statusOf(error);
  const code = platformCodeOf(error) || (status === undefined ? 'no reason' : grpc.status[status]);
  const detail = { cause: error };
  switch (status) {
    case grpc.status.UNAUTHENTICATED: {
      const message = 'Salesforce refused a new access token while telling changes: connect the org again';
      return new ConnectorError('ERR_CRM_AUTH_EXPIRED', message, detail);
    }
    case grpc.status.NOT_FOUND:
    case grpc.status.PERMISSION_DENIED:
    case grpc.status.INVALID_ARGUMENT: {
      const message = `Salesforce tells no changes of leads (${code}): select Lead under Change Data Capture, and let the integration user see all of them`;
      return new ConnectorError('ERR_CRM_WRITE_REJECTED', message, detail);
    }
    case grpc.status.RESOURCE_EXHAUSTED: {
      const message = `Salesforce tells no more changes for now (${code}): the org's allocation of events is used up`;
      return new ConnectorError('ERR_CRM_RATE_LIMITED', message, detail);
    }
    default:
      return new ConnectorError(
        'ERR_CRM_UNAVAILABLE',
        `Salesforce stopped telling changes (${code})`,
        detail,
      );
  }
}
