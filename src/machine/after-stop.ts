/**
 * A signal that is aborted some milliseconds after another: what is still done after a stop, such as putting the journal
 * in a safe place, ends then, whatever a remote does.
 */
export function afterStop(stop: AbortSignal, milliseconds: number): AbortSignal {
  const late = new AbortController();
  // The process need not stay for this alone.
  const begin = (): void => void setTimeout(() => late.abort(stop.reason), milliseconds).unref();
  if (stop.aborted) begin();
  else stop.addEventListener('abort', begin, { once: true });
  return late.signal;
}
