import type { Action } from '../model/account.ts';
import { RequestError, type WriteRequest } from './port.ts';

/** The portal's bulk edit takes 50 users; re-enrolment goes one user at a time. */
export function limitOf(action: Action): number {
  return action === 're-enrol' ? 1 : 50;
}

/** Throws a RequestError for a request that the portal could not even be given: too large, or of mixed levels. */
export function checkWriteRequest(request: WriteRequest): void {
  const { action, to, items } = request;
  const limit = limitOf(action);
  if (items.length > limit) {
    throw refusal('over-limit', `${items.length} accounts in one ${action}; the most is ${limit}`);
  }
  if (action === 're-enrol' ? to !== null : to === null) {
    throw refusal('wrong-level', action === 're-enrol' ? 're-enrol takes no level' : `${action} needs a level`);
  }
  if (to !== null && items.some((item) => item.after.level !== to)) {
    throw refusal('mixed-levels', `every account of this request must end at ${to}`);
  }
}

function refusal(code: string, says: string): RequestError {
  return new RequestError(says, { code, retryable: false });
}
