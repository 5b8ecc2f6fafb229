import { RequestError } from '../port.ts';
import { isBusy, isSqliteError } from './sqlite.ts';
import { SandboxFileError } from './store.ts';

/** A file that is locked, gone or fails makes the request fail; any other error is a bug and stays one. */
export function asRequestError(error: unknown): unknown {
  if (isBusy(error) || (error instanceof SandboxFileError && error.diagnostic.code === 'sandbox-locked')) {
    return new RequestError('another process holds the sandbox file', { code: 'locked', retryable: true });
  }
  if (error instanceof SandboxFileError) {
    return new RequestError(error.message, { code: error.diagnostic.code, retryable: false });
  }
  if (!isSqliteError(error)) return error;
  return new RequestError(`the sandbox file can not be read or written: ${error.message}`, {
    code: 'storage',
    retryable: false,
    uncertain: true,
  });
}

/** The file at the path is another sandbox than the one that was opened first. */
export function replaced(): RequestError {
  const says = 'the sandbox file was replaced by another sandbox since this run began; make a new plan';
  return new RequestError(says, { code: 'sandbox-replaced', retryable: false });
}
