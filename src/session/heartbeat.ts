/** Milliseconds that an answer may take. */
const TIMEOUT = 10_000;

/** Why there was no answer; blank where there was one. Redirects could carry the secret elsewhere. */
export async function askHeartbeat(url: string, signal: AbortSignal): Promise<string> {
  try {
    const { ok, status } = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    return ok ? '' : `status ${status}`;
  } catch (error) {
    signal.throwIfAborted();
    const { cause, name } = error as Error;
    return cause instanceof Error && 'code' in cause ? String(cause.code) : name;
  }
}
