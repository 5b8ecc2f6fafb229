import type { Action } from '../model/account.ts';
import { type DirectoryWriter, PORTAL, RequestError, type WriteResult } from './port.ts';
import { checkWriteRequest, limitOf } from './portal-rules.ts';

/** What would be more than one address, or none, once it is pasted. */
const UNFIT = /[\s,;\p{Cc}\p{Cf}\p{Surrogate}]/u;

const UNFIT_ADDRESS: WriteResult = {
  outcome: 'failed',
  code: 'unfit-address',
  retryable: false,
  says: 'this address cannot be pasted into the portal: it holds a blank, a comma, a semicolon or a control character; correct it in the directory',
};

/**
 * The portal has no way in for programs, so people do the work: every account is handed over, by the same rules that
 * the portal would apply. What they need for it is made from the run once it has ended.
 */
export function createPortalWriter(): DirectoryWriter {
  return {
    kind: PORTAL,
    name: PORTAL,
    limit: (action: Action) => limitOf(action),
    async write(request, signal) {
      if (signal.aborted) throw new RequestError('mfactl was asked to stop', { code: 'aborted', retryable: true });
      checkWriteRequest(request);
      return request.items.map(({ account }) =>
        UNFIT.test(account.address) ? UNFIT_ADDRESS : { outcome: 'handed-over' },
      );
    },
  };
}
